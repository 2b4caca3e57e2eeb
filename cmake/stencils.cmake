# The stencils of tier 3: src/jit/stencil/{stencils,loops,inlined}_kernel.cpp are compiled to assembly, parted, assembled and written down as the
# table that jit/stencil/table.cpp holds. The flags are part of the technique: a stencil is a section, and no assertion, sanitizer or jump
# table may bring a call or a constant of the compiler's own; ends are not doubled, which costs more room than a jump takes time. On
# x86-64 holes are absolute 32-bit relocations; on AArch64 they are written in assembly (jit/stencil/machine_aarch64.hpp). Other machines
# have no stencils, and no tier 3: TRINITY_NATIVE is not defined.
if(NOT TRINITY_STENCIL_MACHINE)
  return()
endif()
set(stencil_flags -std=gnu++23 -O3 -g0 -DNDEBUG -fno-pic -ffunction-sections -fno-asynchronous-unwind-tables
  -fno-stack-protector -fomit-frame-pointer -fno-jump-tables -fno-exceptions -fno-rtti -fno-math-errno
  -ffp-contract=off -mllvm -sink-common-insts=false -mllvm -switch-to-lookup=false
  -mllvm -tail-dup-placement-aggressive-threshold=2)
if(TRINITY_STENCIL_MACHINE STREQUAL "x86_64")
  list(APPEND stencil_flags -mcmodel=small -mno-red-zone -fcf-protection=none)
else()
  list(APPEND stencil_flags -mbranch-protection=none)
endif()
set(stencil_compiler ${CMAKE_CXX_COMPILER})
if(CMAKE_CXX_COMPILER_TARGET)
  list(APPEND stencil_compiler --target=${CMAKE_CXX_COMPILER_TARGET})
endif()
# The tools run where the project is built, whatever machine it is built for.
set(split ${PROJECT_BINARY_DIR}/tools/stencil_split)
set(extract ${PROJECT_BINARY_DIR}/tools/stencil_extract)
set(split_sources split.cpp assembly.cpp assembly.hpp)
set(extract_sources extract.cpp relocation.hpp)
file(MAKE_DIRECTORY ${PROJECT_BINARY_DIR}/tools)
foreach(tool split extract)
  list(TRANSFORM ${tool}_sources PREPEND ${PROJECT_SOURCE_DIR}/tools/stencils/)
  set(compiled ${${tool}_sources})
  list(FILTER compiled INCLUDE REGEX "\\.cpp$")
  add_custom_command(
    OUTPUT ${${tool}}
    COMMAND ${CMAKE_CXX_COMPILER} -std=gnu++23 -O1 -Wall -Wextra -o ${${tool}} ${compiled}
    DEPENDS ${${tool}_sources}
    COMMENT "Building the tool stencil_${tool}"
    VERBATIM)
endforeach()
set(stencil_folder ${PROJECT_BINARY_DIR}/stencils)
file(MAKE_DIRECTORY ${stencil_folder})
foreach(kernel stencils loops inlined)
  add_custom_command(
    OUTPUT ${stencil_folder}/${kernel}.o
    COMMAND ${stencil_compiler} ${stencil_flags} -I${PROJECT_SOURCE_DIR}/src -MD -MT ${stencil_folder}/${kernel}.o
      -MF ${stencil_folder}/${kernel}.d -S -o ${stencil_folder}/${kernel}.s ${PROJECT_SOURCE_DIR}/src/jit/stencil/${kernel}_kernel.cpp
    COMMAND ${split} ${TRINITY_STENCIL_MACHINE} ${stencil_folder}/${kernel}.s ${stencil_folder}/${kernel}_parted.s
    COMMAND ${stencil_compiler} -c -o ${stencil_folder}/${kernel}.o ${stencil_folder}/${kernel}_parted.s
    DEPENDS ${PROJECT_SOURCE_DIR}/src/jit/stencil/${kernel}_kernel.cpp ${split}
    DEPFILE ${stencil_folder}/${kernel}.d
    COMMENT "Making the stencils of tier 3: ${kernel}"
    VERBATIM)
endforeach()
add_custom_command(
  OUTPUT ${stencil_folder}/stencil_table.inc
  COMMAND ${extract} ${stencil_folder}/stencils.o ${stencil_folder}/loops.o ${stencil_folder}/inlined.o ${stencil_folder}/stencil_table.inc
  DEPENDS ${stencil_folder}/stencils.o ${stencil_folder}/loops.o ${stencil_folder}/inlined.o ${extract}
  COMMENT "Writing the table of stencils"
  VERBATIM)
add_custom_target(stencil_table DEPENDS ${stencil_folder}/stencil_table.inc)
add_dependencies(trinity_jit_stencil stencil_table)
target_include_directories(trinity_jit_stencil PRIVATE ${stencil_folder})
target_compile_definitions(trinity_jit_stencil PUBLIC TRINITY_NATIVE=1)
