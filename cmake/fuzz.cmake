# Fuzz targets: tests/fuzz/<name>_fuzz.cpp becomes the program <name>_fuzz, in builds whose
# sanitizers include libFuzzer's coverage (the preset fuzz). Each defines LLVMFuzzerTestOneInput and
# may use every room.
if(TRINITY_SANITIZE MATCHES "fuzzer-no-link")
  file(GLOB fuzz_sources CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/tests/fuzz/*_fuzz.cpp)
  foreach(source IN LISTS fuzz_sources)
    cmake_path(GET source STEM name)
    add_executable(${name} ${source})
    target_link_libraries(${name} PRIVATE trinity_engine trinity_net)
    target_link_options(${name} PRIVATE -fsanitize=fuzzer)
  endforeach()
endif()
