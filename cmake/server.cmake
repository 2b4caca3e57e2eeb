# What the room server needs beyond other rooms, and the program that the server's commands run in.
#
# Debian: libsqlite3-dev, libtomlplusplus-dev (headers alone), libssl-dev, libsimdjson-dev.
find_package(SQLite3 REQUIRED)
target_link_libraries(trinity_server PRIVATE SQLite::SQLite3 OpenSSL::Crypto simdjson trinity_build_id)
target_compile_definitions(trinity_server PRIVATE TOML_ENABLE_FORMATTERS=0)

# bin/trinity hands its server commands to this program (tools/trinity/server_commands.cpp), so that running a script
# loads nothing of what a server needs.
file(GLOB sources CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/tools/server/*.cpp)
add_executable(trinity_serve ${sources})
target_include_directories(trinity_serve PRIVATE ${PROJECT_SOURCE_DIR}/tools/server)
target_link_libraries(trinity_serve PRIVATE trinity_server trinity_build_id)
set_target_properties(trinity_serve PROPERTIES OUTPUT_NAME trinity-server
  RUNTIME_OUTPUT_DIRECTORY ${PROJECT_BINARY_DIR}/lib/trinity)
target_link_options(trinity_serve PRIVATE LINKER:-z,now LINKER:-z,relro LINKER:--gc-sections LINKER:--as-needed)
install(TARGETS trinity_serve RUNTIME DESTINATION ${CMAKE_INSTALL_LIBDIR}/trinity)

# Pages of the manual and completions of shells: the program prints them from its tables.
include(GNUInstallDirs)
set(made "")
foreach(row "man/trinity-server.1 manual commands" "man/trinity.toml.5 manual settings" "man/trinity-api.7 manual api"
        "completion/trinity.bash completion bash" "completion/_trinity completion zsh")
  separate_arguments(row)
  list(GET row 0 file)
  list(SUBLIST row 1 2 words)
  set(file ${PROJECT_BINARY_DIR}/share/${file})
  get_filename_component(folder ${file} DIRECTORY)
  file(MAKE_DIRECTORY ${folder})
  add_custom_command(OUTPUT ${file} COMMAND trinity_serve ${words} > ${file} DEPENDS trinity_serve VERBATIM)
  list(APPEND made ${file})
endforeach()
add_custom_target(trinity_manual ALL DEPENDS ${made})
install(FILES ${PROJECT_BINARY_DIR}/share/man/trinity-server.1 DESTINATION ${CMAKE_INSTALL_MANDIR}/man1)
install(FILES ${PROJECT_BINARY_DIR}/share/man/trinity.toml.5 DESTINATION ${CMAKE_INSTALL_MANDIR}/man5)
install(FILES ${PROJECT_BINARY_DIR}/share/man/trinity-api.7 DESTINATION ${CMAKE_INSTALL_MANDIR}/man7)
install(FILES ${PROJECT_BINARY_DIR}/share/completion/trinity.bash
  DESTINATION ${CMAKE_INSTALL_DATADIR}/bash-completion/completions RENAME trinity)
install(FILES ${PROJECT_BINARY_DIR}/share/completion/_trinity DESTINATION ${CMAKE_INSTALL_DATADIR}/zsh/site-functions)

# The dashboard's page, as text in the program.
set(page ${PROJECT_SOURCE_DIR}/src/server/planes/dashboard.html)
file(READ ${page} text)
set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${page})
file(CONFIGURE OUTPUT ${PROJECT_BINARY_DIR}/generated/dashboard.cpp @ONLY CONTENT
"// Made from src/server/planes/dashboard.html.
#include \"server/planes/dashboard.hpp\"

namespace tri::server {

AdminReply dashboard() {
  return AdminReply{.body = R\"page(${text})page\", .content_type = \"text/html; charset=utf-8\"};
}

}  // namespace tri::server
")
target_sources(trinity_server PRIVATE ${PROJECT_BINARY_DIR}/generated/dashboard.cpp)
