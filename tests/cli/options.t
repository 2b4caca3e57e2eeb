Options of lua. What follows a command is all that stock Lua 5.4.8 prints.

Each option, and its order with respect to others:

  $ lua -v
  Lua 5.4.8  Copyright (C) 1994-2025 Lua.org, PUC-Rio
  $ lua -e 'print(1)' -e 'print(2)'
  1
  2
  $ lua -eprint'(3)'
  3
  $ lua -v -e 'print(4)'
  Lua 5.4.8  Copyright (C) 1994-2025 Lua.org, PUC-Rio
  4
  $ lua -l string -e 'print(string == require "string")'
  true
  $ lua -lmath -e 'print(math == require "math")'
  true
  $ lua -l g=string -e 'print(g == string, g2)'
  true	nil
  $ lua -e 'package.preload["a-b"] = function(...) return ... end' -l a-b -e 'print(a)'
  a-b
  $ lua -e 'package.preload["a.b"] = function(...) return ... end' -l a.b -e 'print(_G["a.b"])'
  a.b
  $ lua -W -e 'warn("one", " two")'
  Lua warning: one two
  $ lua -e 'warn("unheard")' -W -e 'warn("heard")' -e 'warn("@off") warn("x") warn("@on") warn("y")'
  Lua warning: heard
  Lua warning: y
  $ LUA_PATH=nowhere LUA_INIT='print "init"' lua -e 'print(package.path)'
  init
  nowhere
  $ LUA_PATH=nowhere LUA_INIT='print "init"' lua -E -e 'print(package.path ~= "nowhere")'
  true

What is no option:

  $ lua -x
  lua: unrecognized option '-x'
  usage: lua [options] [script [args]]
  Available options are:
    -e stat   execute string 'stat'
    -i        enter interactive mode after executing 'script'
    -l mod    require library 'mod' into global 'mod'
    -l g=mod  require library 'mod' into global 'g'
    -v        show version information
    -E        ignore environment variables
    -W        turn warnings on
    --        stop handling options
    -         stop handling options and execute stdin
  [1]
  $ lua --version
  lua: unrecognized option '--version'
  usage: lua [options] [script [args]]
  Available options are:
    -e stat   execute string 'stat'
    -i        enter interactive mode after executing 'script'
    -l mod    require library 'mod' into global 'mod'
    -l g=mod  require library 'mod' into global 'g'
    -v        show version information
    -E        ignore environment variables
    -W        turn warnings on
    --        stop handling options
    -         stop handling options and execute stdin
  [1]
  $ lua -vv
  lua: unrecognized option '-vv'
  usage: lua [options] [script [args]]
  Available options are:
    -e stat   execute string 'stat'
    -i        enter interactive mode after executing 'script'
    -l mod    require library 'mod' into global 'mod'
    -l g=mod  require library 'mod' into global 'g'
    -v        show version information
    -E        ignore environment variables
    -W        turn warnings on
    --        stop handling options
    -         stop handling options and execute stdin
  [1]
  $ lua -Ex
  lua: unrecognized option '-Ex'
  usage: lua [options] [script [args]]
  Available options are:
    -e stat   execute string 'stat'
    -i        enter interactive mode after executing 'script'
    -l mod    require library 'mod' into global 'mod'
    -l g=mod  require library 'mod' into global 'g'
    -v        show version information
    -E        ignore environment variables
    -W        turn warnings on
    --        stop handling options
    -         stop handling options and execute stdin
  [1]
  $ lua -Wx
  lua: unrecognized option '-Wx'
  usage: lua [options] [script [args]]
  Available options are:
    -e stat   execute string 'stat'
    -i        enter interactive mode after executing 'script'
    -l mod    require library 'mod' into global 'mod'
    -l g=mod  require library 'mod' into global 'g'
    -v        show version information
    -E        ignore environment variables
    -W        turn warnings on
    --        stop handling options
    -         stop handling options and execute stdin
  [1]
  $ lua -ix
  lua: unrecognized option '-ix'
  usage: lua [options] [script [args]]
  Available options are:
    -e stat   execute string 'stat'
    -i        enter interactive mode after executing 'script'
    -l mod    require library 'mod' into global 'mod'
    -l g=mod  require library 'mod' into global 'g'
    -v        show version information
    -E        ignore environment variables
    -W        turn warnings on
    --        stop handling options
    -         stop handling options and execute stdin
  [1]
  $ lua -e
  lua: '-e' needs argument
  usage: lua [options] [script [args]]
  Available options are:
    -e stat   execute string 'stat'
    -i        enter interactive mode after executing 'script'
    -l mod    require library 'mod' into global 'mod'
    -l g=mod  require library 'mod' into global 'g'
    -v        show version information
    -E        ignore environment variables
    -W        turn warnings on
    --        stop handling options
    -         stop handling options and execute stdin
  [1]
  $ lua -l
  lua: '-l' needs argument
  usage: lua [options] [script [args]]
  Available options are:
    -e stat   execute string 'stat'
    -i        enter interactive mode after executing 'script'
    -l mod    require library 'mod' into global 'mod'
    -l g=mod  require library 'mod' into global 'g'
    -v        show version information
    -E        ignore environment variables
    -W        turn warnings on
    --        stop handling options
    -         stop handling options and execute stdin
  [1]
  $ lua -e -v
  lua: '-e' needs argument
  usage: lua [options] [script [args]]
  Available options are:
    -e stat   execute string 'stat'
    -i        enter interactive mode after executing 'script'
    -l mod    require library 'mod' into global 'mod'
    -l g=mod  require library 'mod' into global 'g'
    -v        show version information
    -E        ignore environment variables
    -W        turn warnings on
    --        stop handling options
    -         stop handling options and execute stdin
  [1]
  $ lua -l -e 'print(1)'
  lua: '-l' needs argument
  usage: lua [options] [script [args]]
  Available options are:
    -e stat   execute string 'stat'
    -i        enter interactive mode after executing 'script'
    -l mod    require library 'mod' into global 'mod'
    -l g=mod  require library 'mod' into global 'g'
    -v        show version information
    -E        ignore environment variables
    -W        turn warnings on
    --        stop handling options
    -         stop handling options and execute stdin
  [1]

Scripts and their arguments:

  $ cat >s.lua <<'.'
  > #!/usr/bin/env lua
  > local low = 0
  > while arg[low - 1] do low = low - 1 end
  > for i = low, #arg do print(i, arg[i]) end
  > print("...", ...)
  > .
  $ lua s.lua
  -1	lua
  0	s.lua
  ...
  $ lua s.lua a 'b c' -x
  -1	lua
  0	s.lua
  1	a
  2	b c
  3	-x
  ...	a	b c	-x
  $ lua -e 'local x' -W -- s.lua -- a
  -5	lua
  -4	-e
  -3	local x
  -2	-W
  -1	--
  0	s.lua
  1	--
  2	a
  ...	--	a
  $ lua - a <s.lua
  -1	lua
  0	-
  1	a
  ...	a
  $ lua -- - a
  lua: cannot open -: No such file or directory
  [1]
  $ lua -e 'arg[1] = "other"' s.lua a b
  -3	lua
  -2	-e
  -1	arg[1] = "other"
  0	s.lua
  1	other
  2	b
  ...	other	b
  $ lua -e 'arg = nil' s.lua
  lua: 'arg' is not a table
  [1]
  $ lua -e 'arg = 5' s.lua
  lua: 'arg' is not a table
  [1]
  $ lua none.lua
  lua: cannot open none.lua: No such file or directory
  [1]
  $ lua .
  lua: cannot read .: Is a directory
  [1]
  $ LUA_PATH=./?.lua LUA_CPATH=./?.so lua -l none.mod -e 'print "not reached"'
  lua: module 'none.mod' not found:
  	no field package.preload['none.mod']
  	no file './none/mod.lua'
  	no file './none/mod.so'
  	no file './none.so'
  stack traceback:
  	[C]: in function 'require'
  	[C]: in ?
  [1]
  $ lua -i -e 'print(1)' </dev/null
  Lua 5.4.8  Copyright (C) 1994-2025 Lua.org, PUC-Rio
  1
  > 
