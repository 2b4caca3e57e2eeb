# Micro-benchmarks: bench/micro/<name>_bench.cpp becomes the program bench/<name>_bench, where Google
# Benchmark is installed (libbenchmark-dev). Built on demand, by the target micro_benchmarks; each may
# use every room.
find_package(benchmark QUIET)
if(benchmark_FOUND)
  add_custom_target(micro_benchmarks)
  file(GLOB bench_sources CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/bench/micro/*_bench.cpp)
  foreach(source IN LISTS bench_sources)
    cmake_path(GET source STEM name)
    add_executable(${name} EXCLUDE_FROM_ALL ${source})
    target_include_directories(${name} PRIVATE ${PROJECT_SOURCE_DIR})
    target_link_libraries(${name} PRIVATE trinity_engine benchmark::benchmark)
    set_target_properties(${name} PROPERTIES RUNTIME_OUTPUT_DIRECTORY ${PROJECT_BINARY_DIR}/bench)
    add_dependencies(micro_benchmarks ${name})
  endforeach()
endif()

# Benchmarks of the wire: bench/net/<name>_bench.cpp, built on demand; bench/net/*.py drive them beside peers.
file(GLOB bench_sources CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/bench/net/*_bench.cpp)
foreach(source IN LISTS bench_sources)
  cmake_path(GET source STEM name)
  add_executable(${name} EXCLUDE_FROM_ALL ${source} ${PROJECT_SOURCE_DIR}/bench/net/traffic.cpp)
  target_link_libraries(${name} PRIVATE trinity_net ${CMAKE_DL_LIBS})
  set_target_properties(${name} PROPERTIES RUNTIME_OUTPUT_DIRECTORY ${PROJECT_BINARY_DIR}/bench)
endforeach()

# How soon hostile programs stop: bench/limits/stop_latency.cpp, built on demand.
add_executable(stop_latency EXCLUDE_FROM_ALL ${PROJECT_SOURCE_DIR}/bench/limits/stop_latency.cpp)
target_link_libraries(stop_latency PRIVATE trinity_engine)
set_target_properties(stop_latency PROPERTIES RUNTIME_OUTPUT_DIRECTORY ${PROJECT_BINARY_DIR}/bench)
