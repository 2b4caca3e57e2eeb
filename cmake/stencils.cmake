# The stencils of tier 3: src/jit/stencil/stencils_kernel.cpp is compiled to assembly, parted, assembled and written down as the
# table that jit/stencil/table.cpp holds. The flags are part of the technique: holes are absolute 32-bit relocations, a stencil is
# a section, and no assertion, sanitizer or jump table may bring a call or a constant of the compiler's own.
add_executable(stencil_split tools/stencils/split.cpp)
add_executable(stencil_extract tools/stencils/extract.cpp)
set_target_properties(stencil_split stencil_extract PROPERTIES RUNTIME_OUTPUT_DIRECTORY ${PROJECT_BINARY_DIR}/tools)
set(stencil_flags -std=gnu++23 -O3 -g0 -DNDEBUG -fno-pic -mcmodel=small -ffunction-sections -fno-asynchronous-unwind-tables
  -fno-stack-protector -fcf-protection=none -fomit-frame-pointer -fno-jump-tables -fno-exceptions -fno-rtti -fno-math-errno
  -ffp-contract=off -mllvm -sink-common-insts=false -mllvm -switch-to-lookup=false)
set(stencil_folder ${PROJECT_BINARY_DIR}/stencils)
file(MAKE_DIRECTORY ${stencil_folder})
add_custom_command(
  OUTPUT ${stencil_folder}/stencil_table.inc
  COMMAND ${CMAKE_CXX_COMPILER} ${stencil_flags} -I${PROJECT_SOURCE_DIR}/src -MD -MT ${stencil_folder}/stencil_table.inc
    -MF ${stencil_folder}/stencils.d -S -o ${stencil_folder}/stencils.s ${PROJECT_SOURCE_DIR}/src/jit/stencil/stencils_kernel.cpp
  COMMAND stencil_split ${stencil_folder}/stencils.s ${stencil_folder}/parted.s
  COMMAND ${CMAKE_CXX_COMPILER} -c -o ${stencil_folder}/parted.o ${stencil_folder}/parted.s
  COMMAND stencil_extract ${stencil_folder}/parted.o ${stencil_folder}/stencil_table.inc
  DEPENDS ${PROJECT_SOURCE_DIR}/src/jit/stencil/stencils_kernel.cpp stencil_split stencil_extract
  DEPFILE ${stencil_folder}/stencils.d
  COMMENT "Making the stencils of tier 3"
  VERBATIM)
add_custom_target(stencil_table DEPENDS ${stencil_folder}/stencil_table.inc)
add_dependencies(trinity_jit_stencil stencil_table)
target_include_directories(trinity_jit_stencil PRIVATE ${stencil_folder})
