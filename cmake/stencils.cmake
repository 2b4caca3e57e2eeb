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
  # The levels above the lowest (jit/code/cpu_level.hpp), and what the compiler may use there.
  set(stencil_levels 2 3)
  set(stencil_flags_2 -march=x86-64-v2)
  set(stencil_flags_3 -march=x86-64-v2 -mbmi -mbmi2)
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
set(stencil_objects)
set(stencil_arguments)
foreach(level 1 ${stencil_levels})
  set(suffix)
  if(level GREATER 1)
    set(suffix _${level})
    list(APPEND stencil_arguments --level)
  endif()
  foreach(kernel stencils loops inlined)
    set(stem ${stencil_folder}/${kernel}${suffix})
    add_custom_command(
      OUTPUT ${stem}.o
      COMMAND ${stencil_compiler} ${stencil_flags} ${stencil_flags_${level}} -I${PROJECT_SOURCE_DIR}/src -MD -MT ${stem}.o -MF ${stem}.d
        -S -o ${stem}.s ${PROJECT_SOURCE_DIR}/src/jit/stencil/${kernel}_kernel.cpp
      COMMAND ${split} ${TRINITY_STENCIL_MACHINE} ${stem}.s ${stem}_parted.s
      COMMAND ${stencil_compiler} -c -o ${stem}.o ${stem}_parted.s
      DEPENDS ${PROJECT_SOURCE_DIR}/src/jit/stencil/${kernel}_kernel.cpp ${split}
      DEPFILE ${stem}.d
      COMMENT "Making the stencils of tier 3: ${kernel}${suffix}"
      VERBATIM)
    list(APPEND stencil_objects ${stem}.o)
    list(APPEND stencil_arguments ${stem}.o)
  endforeach()
endforeach()
add_custom_command(
  OUTPUT ${stencil_folder}/stencil_table.inc
  COMMAND ${extract} ${stencil_arguments} ${stencil_folder}/stencil_table.inc
  DEPENDS ${stencil_objects} ${extract}
  COMMENT "Writing the table of stencils"
  VERBATIM)
add_custom_target(stencil_table DEPENDS ${stencil_folder}/stencil_table.inc)
add_dependencies(trinity_jit_stencil stencil_table)
target_include_directories(trinity_jit_stencil PRIVATE ${stencil_folder})
target_compile_definitions(trinity_jit_stencil PUBLIC TRINITY_NATIVE=1)
