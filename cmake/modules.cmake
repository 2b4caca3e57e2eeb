# Lua text of the room modules, put into the program: src/modules/net/<name>.lua is module trinity.net.<name>, and net.lua
# trinity.net itself (src/modules/net/sources.hpp).
file(GLOB sources CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/src/modules/net/*.lua)
set(rows "")
foreach(source IN LISTS sources)
  cmake_path(GET source STEM name)
  set(module "trinity.net.${name}")
  if(name STREQUAL "net")
    set(module "trinity.net")
  endif()
  file(READ ${source} text)
  string(APPEND rows "    {\"${module}\", \"=${module}\", R\"lua-text(${text})lua-text\"},\n")
  set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${source})
endforeach()
file(CONFIGURE OUTPUT ${PROJECT_BINARY_DIR}/generated/lua_sources.cpp @ONLY CONTENT
"// Made from src/modules/net/*.lua.
#include \"modules/net/sources.hpp\"

namespace tri::modules {

std::span<const LuaSource> lua_sources() {
  static constexpr LuaSource kSources[] = {
${rows}  };
  return kSources;
}

}  // namespace tri::modules
")
target_sources(trinity_modules PRIVATE ${PROJECT_BINARY_DIR}/generated/lua_sources.cpp)
target_compile_definitions(trinity_modules PRIVATE TRINITY_NET=1)
