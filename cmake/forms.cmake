# The op bodies in forms of their own (src/ops/forms), for tests: the library trinity_forms.
if(TRINITY_TESTS)
  add_library(trinity_forms STATIC src/ops/forms/threaded.cpp src/ops/forms/trace.cpp src/ops/forms/recorder.cpp)
  target_compile_options(trinity_forms PRIVATE -fno-exceptions -fno-rtti)
  target_link_libraries(trinity_forms PUBLIC trinity_ops)
  target_link_libraries(test_engine PRIVATE trinity_forms)
endif()
