# The names under which the command line answers, in the build folder and when installed.
#
# Called as lua, lua5.4 or luac5.4 the trinity binary behaves as those programs do; each name is a
# link to it. The links keep their contract place beside the binary: build/<preset>/bin.
set(names lua lua5.4 luac5.4)

set(links)
foreach(name IN LISTS names)
  set(link ${CMAKE_RUNTIME_OUTPUT_DIRECTORY}/${name})
  add_custom_command(OUTPUT ${link}
    COMMAND ${CMAKE_COMMAND} -E create_symlink trinity ${link} VERBATIM)
  list(APPEND links ${link})
endforeach()
add_custom_target(trinity_links ALL DEPENDS ${links})

include(GNUInstallDirs)
install(TARGETS trinity RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR})
install(FILES ${links} DESTINATION ${CMAKE_INSTALL_BINDIR})
install(FILES docs/man/trinity.1 DESTINATION ${CMAKE_INSTALL_MANDIR}/man1)
