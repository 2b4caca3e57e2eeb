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

# What compiling costs beside LLVM: bench/compile_cost. Off unless asked for, because it wants LLVM's library and headers (llvm-19-dev), which
# nothing else here does.
option(TRINITY_COMPILE_COST "build bench/compile_cost, which links LLVM 19" OFF)
if(TRINITY_COMPILE_COST)
  find_path(TRINITY_LLVM_INCLUDE llvm-c/LLJIT.h HINTS /usr/lib/llvm-19/include REQUIRED)
  find_library(TRINITY_LLVM_LIBRARY LLVM-19 HINTS /usr/lib/llvm-19/lib REQUIRED)
  add_executable(compile_cost EXCLUDE_FROM_ALL ${PROJECT_SOURCE_DIR}/bench/compile_cost/compile_cost.cpp)
  target_include_directories(compile_cost SYSTEM PRIVATE ${TRINITY_LLVM_INCLUDE})
  target_link_libraries(compile_cost PRIVATE trinity_engine ${TRINITY_LLVM_LIBRARY})
  set_target_properties(compile_cost PROPERTIES RUNTIME_OUTPUT_DIRECTORY ${PROJECT_BINARY_DIR}/bench)
endif()

# How soon hostile programs stop: bench/limits/stop_latency.cpp, built on demand.
add_executable(stop_latency EXCLUDE_FROM_ALL ${PROJECT_SOURCE_DIR}/bench/limits/stop_latency.cpp)
target_link_libraries(stop_latency PRIVATE trinity_engine)
set_target_properties(stop_latency PROPERTIES RUNTIME_OUTPUT_DIRECTORY ${PROJECT_BINARY_DIR}/bench)
