LUA_INIT and LUA_INIT_5_4 run first.

  $ LUA_INIT='print("init", arg[0], ...)' lua -e 'print "main"'
  init	lua
  main
  $ LUA_INIT='print "general"' LUA_INIT_5_4='print "of this version"' lua -e 'print "main"'
  of this version
  main
  $ echo 'print("file", ...)' >init.lua
  $ LUA_INIT=@init.lua lua -e 'print "main"'
  file
  main
  $ LUA_INIT=@none.lua lua -e 'print "not reached"'
  lua: cannot open none.lua: No such file or directory
  [1]
  $ LUA_INIT='error "wrong"' lua -e 'print "not reached"'
  lua: LUA_INIT:1: wrong
  stack traceback:
  	[C]: in function 'error'
  	LUA_INIT:1: in main chunk
  	[C]: in ?
  [1]
  $ LUA_INIT_5_4='x x' lua -e 'print "not reached"'
  lua: LUA_INIT_5_4:1: syntax error near 'x'
  [1]
  $ LUA_INIT='x x' lua -E -e 'print "main"'
  main
  $ LUA_INIT='arg = { "changed" }' lua -e 'print(arg[1])'
  changed
  $ LUA_INIT= lua -e 'print "main"'
  main
  $ LUA_INIT='print(1)' lua -v
  Lua 5.4.8  Copyright (C) 1994-2025 Lua.org, PUC-Rio
  1
