# The library for C++ hosts (include/trinity.hpp): libtrinity.so.0, which exports the C functions that header names and nothing else.
target_include_directories(trinity_engine PUBLIC ${PROJECT_SOURCE_DIR}/include)

add_library(libtrinity SHARED cmake/liblua_runtime.cpp)
target_link_libraries(libtrinity PRIVATE trinity_engine)
set_target_properties(libtrinity PROPERTIES
  OUTPUT_NAME trinity VERSION 0.1.0 SOVERSION 0 LIBRARY_OUTPUT_DIRECTORY ${PROJECT_BINARY_DIR}/lib
  LINK_DEPENDS ${PROJECT_SOURCE_DIR}/cmake/embedding.map)
# All of the interface is one object file of the archive.
target_link_options(libtrinity PRIVATE LINKER:-u,trinity_open "LINKER:--version-script=${PROJECT_SOURCE_DIR}/cmake/embedding.map"
  LINKER:-z,now LINKER:-z,relro LINKER:--gc-sections)
if(NOT TRINITY_SANITIZE)
  target_link_options(libtrinity PRIVATE -static-libstdc++ -static-libgcc LINKER:-z,defs)
endif()

# The complete example of its use, against the library as users have it.
if(TRINITY_TESTS)
  add_executable(example_embed examples/embed.cpp)
  target_include_directories(example_embed PRIVATE ${PROJECT_SOURCE_DIR}/include)
  set_target_properties(example_embed PROPERTIES CXX_STANDARD 11 CXX_EXTENSIONS OFF
    RUNTIME_OUTPUT_DIRECTORY ${PROJECT_BINARY_DIR}/test)
  target_link_libraries(example_embed PRIVATE libtrinity)
  if(TRINITY_SANITIZE)
    target_compile_options(example_embed PRIVATE -fsanitize=${TRINITY_SANITIZE} -fno-sanitize=function,vptr)
    target_link_options(example_embed PRIVATE -fsanitize=${TRINITY_SANITIZE})
  endif()
endif()

include(GNUInstallDirs)
install(TARGETS libtrinity LIBRARY DESTINATION ${CMAKE_INSTALL_LIBDIR} COMPONENT embedding)
install(FILES include/trinity.hpp DESTINATION ${CMAKE_INSTALL_INCLUDEDIR} COMPONENT embedding)
configure_file(cmake/trinity.pc.in ${PROJECT_BINARY_DIR}/generated/trinity.pc @ONLY)
install(CODE "
  file(READ ${PROJECT_BINARY_DIR}/generated/trinity.pc text)
  string(REGEX REPLACE \"^prefix=[^\\n]*\" \"prefix=\${CMAKE_INSTALL_PREFIX}\" text \"\${text}\")
  file(WRITE \"\$ENV{DESTDIR}\${CMAKE_INSTALL_PREFIX}/${CMAKE_INSTALL_LIBDIR}/pkgconfig/trinity.pc\" \"\${text}\")"
  COMPONENT embedding)
