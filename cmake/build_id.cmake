# The build id: which commit a binary was made from, for `trinity --version`.
#
# Adds the target trinity_build_id; whoever links it may `#include "build_id.hpp"`, which defines
# tri::kVersion ("0.1.0") and tri::kBuildId ("0.1.0-42-g1234abcd", "+" at the end when files were
# changed). It holds no date, so the same commit builds the same bytes. Outside a git checkout the
# id is the version alone; a packager may set TRINITY_BUILD_ID. The header is rewritten only when
# its text changes.
set(TRINITY_BUILD_ID "" CACHE STRING "build id to show instead of the one git tells")

if(CMAKE_SCRIPT_MODE_FILE)
  set(id "${TRINITY_BUILD_ID}")
  if(NOT id)
    execute_process(COMMAND git -C ${SOURCE} rev-parse --show-toplevel
      OUTPUT_VARIABLE top OUTPUT_STRIP_TRAILING_WHITESPACE ERROR_QUIET RESULT_VARIABLE status)
    # Unpacked inside another project's checkout, that project's commits say nothing about this one.
    if(status EQUAL 0 AND top STREQUAL SOURCE)
      execute_process(COMMAND git -C ${SOURCE} rev-list --count HEAD
        OUTPUT_VARIABLE count OUTPUT_STRIP_TRAILING_WHITESPACE ERROR_QUIET)
      execute_process(COMMAND git -C ${SOURCE} rev-parse --short=10 HEAD
        OUTPUT_VARIABLE commit OUTPUT_STRIP_TRAILING_WHITESPACE ERROR_QUIET)
      execute_process(COMMAND git -C ${SOURCE} diff --quiet HEAD --
        RESULT_VARIABLE changed ERROR_QUIET)
    endif()
    set(id "${VERSION}")
    if(commit)
      set(id "${VERSION}-${count}-g${commit}")
      if(NOT changed EQUAL 0)
        string(APPEND id "+")
      endif()
    endif()
  endif()
  file(CONFIGURE OUTPUT ${HEADER} @ONLY CONTENT [[
// Made by cmake/build_id.cmake.
#pragma once
#include <string_view>

namespace tri {
inline constexpr std::string_view kVersion = "@VERSION@";
inline constexpr std::string_view kBuildId = "@id@";
}  // namespace tri
]])
  return()
endif()

set(header ${PROJECT_BINARY_DIR}/generated/build_id.hpp)
set(command ${CMAKE_COMMAND}
  -DSOURCE=${PROJECT_SOURCE_DIR} -DVERSION=${PROJECT_VERSION} -DHEADER=${header}
  -DTRINITY_BUILD_ID=${TRINITY_BUILD_ID} -P ${CMAKE_CURRENT_LIST_FILE})
add_custom_target(trinity_build_id_header COMMAND ${command} BYPRODUCTS ${header} VERBATIM)
add_library(trinity_build_id INTERFACE)
target_include_directories(trinity_build_id INTERFACE ${PROJECT_BINARY_DIR}/generated)
add_dependencies(trinity_build_id trinity_build_id_header)
