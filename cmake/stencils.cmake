# The stencils of tier 3: src/jit/stencil/{stencils,loops,inlined}_kernel.cpp are compiled to assembly, parted, assembled and written down as the
# table that jit/stencil/table.cpp holds. The flags are part of the technique: holes are absolute 32-bit relocations, a stencil is
# a section, and no assertion, sanitizer or jump table may bring a call or a constant of the compiler's own.
# Machines other than x86-64 have none, and no tier 3: TRINITY_NATIVE is not defined.
if(NOT CMAKE_SYSTEM_PROCESSOR MATCHES "x86_64|AMD64")
  return()
endif()
add_executable(stencil_split tools/stencils/split.cpp)
add_executable(stencil_extract tools/stencils/extract.cpp)
set_target_properties(stencil_split stencil_extract PROPERTIES RUNTIME_OUTPUT_DIRECTORY ${PROJECT_BINARY_DIR}/tools)
set(stencil_flags -std=gnu++23 -O3 -g0 -DNDEBUG -fno-pic -mcmodel=small -ffunction-sections -fno-asynchronous-unwind-tables
  -fno-stack-protector -mno-red-zone -fcf-protection=none -fomit-frame-pointer -fno-jump-tables -fno-exceptions -fno-rtti -fno-math-errno
  -ffp-contract=off -mllvm -sink-common-insts=false -mllvm -switch-to-lookup=false)
set(stencil_folder ${PROJECT_BINARY_DIR}/stencils)
file(MAKE_DIRECTORY ${stencil_folder})
foreach(kernel stencils loops inlined)
  add_custom_command(
    OUTPUT ${stencil_folder}/${kernel}.o
    COMMAND ${CMAKE_CXX_COMPILER} ${stencil_flags} -I${PROJECT_SOURCE_DIR}/src -MD -MT ${stencil_folder}/${kernel}.o
      -MF ${stencil_folder}/${kernel}.d -S -o ${stencil_folder}/${kernel}.s ${PROJECT_SOURCE_DIR}/src/jit/stencil/${kernel}_kernel.cpp
    COMMAND stencil_split ${stencil_folder}/${kernel}.s ${stencil_folder}/${kernel}_parted.s
    COMMAND ${CMAKE_CXX_COMPILER} -c -o ${stencil_folder}/${kernel}.o ${stencil_folder}/${kernel}_parted.s
    DEPENDS ${PROJECT_SOURCE_DIR}/src/jit/stencil/${kernel}_kernel.cpp stencil_split
    DEPFILE ${stencil_folder}/${kernel}.d
    COMMENT "Making the stencils of tier 3: ${kernel}"
    VERBATIM)
endforeach()
add_custom_command(
  OUTPUT ${stencil_folder}/stencil_table.inc
  COMMAND stencil_extract ${stencil_folder}/stencils.o ${stencil_folder}/loops.o ${stencil_folder}/inlined.o ${stencil_folder}/stencil_table.inc
  DEPENDS ${stencil_folder}/stencils.o ${stencil_folder}/loops.o ${stencil_folder}/inlined.o stencil_extract
  COMMENT "Writing the table of stencils"
  VERBATIM)
add_custom_target(stencil_table DEPENDS ${stencil_folder}/stencil_table.inc)
add_dependencies(trinity_jit_stencil stencil_table)
target_include_directories(trinity_jit_stencil PRIVATE ${stencil_folder})
target_compile_definitions(trinity_jit_stencil PUBLIC TRINITY_NATIVE=1)
