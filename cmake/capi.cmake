# The C interface as a shared library, in place of Debian's: same file name, soname, version node and symbols. It needs libc and
# libm alone; the C++ runtime is inside and not visible.
set_target_properties(trinity_capi PROPERTIES POSITION_INDEPENDENT_CODE ON)
target_include_directories(trinity_capi PUBLIC ${PROJECT_SOURCE_DIR}/include)

add_library(liblua SHARED cmake/liblua_runtime.cpp)
target_link_libraries(liblua PRIVATE "$<LINK_LIBRARY:WHOLE_ARCHIVE,trinity_capi>")
set_target_properties(liblua PROPERTIES
  OUTPUT_NAME lua5.4 VERSION 0.0.0 SOVERSION 0 LINK_DEPENDS ${PROJECT_SOURCE_DIR}/src/capi/exports.map
  LIBRARY_OUTPUT_DIRECTORY ${PROJECT_BINARY_DIR}/lib)
target_link_options(liblua PRIVATE "LINKER:--version-script=${PROJECT_SOURCE_DIR}/src/capi/exports.map"
  LINKER:-z,now LINKER:-z,relro LINKER:--gc-sections)
if(TRINITY_SANITIZE)
  target_link_options(liblua PRIVATE LINKER:--undefined-version)
else()
  target_link_options(liblua PRIVATE -static-libstdc++ -static-libgcc LINKER:-z,defs)
endif()

include(GNUInstallDirs)
install(TARGETS liblua LIBRARY DESTINATION ${CMAKE_INSTALL_LIBDIR})
install(FILES include/lua.h include/lauxlib.h include/lualib.h include/luaconf.h include/lua.hpp
  DESTINATION ${CMAKE_INSTALL_INCLUDEDIR}/lua5.4)
# The prefix is known at install time only (cmake --install --prefix).
configure_file(cmake/lua5.4.pc.in ${PROJECT_BINARY_DIR}/generated/lua5.4.pc @ONLY)
install(CODE "
  file(READ ${PROJECT_BINARY_DIR}/generated/lua5.4.pc text)
  string(REGEX REPLACE \"^prefix=[^\\n]*\" \"prefix=\${CMAKE_INSTALL_PREFIX}\" text \"\${text}\")
  foreach(name lua5.4 lua-5.4 lua54)
    file(WRITE \"\$ENV{DESTDIR}\${CMAKE_INSTALL_PREFIX}/${CMAKE_INSTALL_LIBDIR}/pkgconfig/\${name}.pc\" \"\${text}\")
  endforeach()")
