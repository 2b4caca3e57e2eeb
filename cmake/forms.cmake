# The op bodies in all forms that tiers will use (src/ops/forms), for tests: the library trinity_forms, and the stencils as an
# object file that nothing links; tests read it from TRINITY_STENCILS. Stencils exist for x86-64 only.
if(TRINITY_TESTS)
  add_library(trinity_forms STATIC src/ops/forms/threaded.cpp src/ops/forms/trace.cpp src/ops/forms/recorder.cpp)
  target_compile_options(trinity_forms PRIVATE -fno-exceptions -fno-rtti)
  target_link_libraries(trinity_forms PUBLIC trinity_ops)
  if(CMAKE_SYSTEM_PROCESSOR MATCHES "x86_64|AMD64")
    target_sources(trinity_forms PRIVATE src/ops/forms/native.cpp src/ops/forms/stencil_object.cpp)
    # The flags are part of the technique: holes are absolute 32-bit relocations, a stencil is a section, and no assertion,
    # sanitizer or jump table may bring a call or a constant of the compiler's own.
    add_library(trinity_stencils OBJECT src/ops/forms/stencils.cpp)
    target_include_directories(trinity_stencils PRIVATE src)
    set_target_properties(trinity_stencils PROPERTIES POSITION_INDEPENDENT_CODE OFF)
    target_compile_options(trinity_stencils PRIVATE -O3 -g0 -DNDEBUG -fno-pic -mcmodel=small -ffunction-sections
      -fstack-size-section -fno-asynchronous-unwind-tables -fno-stack-protector -fcf-protection=none -fomit-frame-pointer
      -fno-jump-tables -fno-exceptions -fno-rtti -fno-math-errno -ffp-contract=off
      "SHELL:-mllvm -sink-common-insts=false" "SHELL:-mllvm -switch-to-lookup=false")
    target_compile_definitions(trinity_forms PUBLIC TRINITY_STENCILS="$<TARGET_OBJECTS:trinity_stencils>")
    add_dependencies(trinity_forms trinity_stencils)
  endif()
  target_link_libraries(test_engine PRIVATE trinity_forms)
endif()
