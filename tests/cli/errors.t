Errors that nobody catches: the message, the traceback and the exit status.

  $ lua -e 'error "text"'
  lua: (command line):1: text
  stack traceback:
  	[C]: in function 'error'
  	(command line):1: in main chunk
  	[C]: in ?
  [1]
  $ lua -e 'error("text", 0)'
  lua: text
  stack traceback:
  	[C]: in function 'error'
  	(command line):1: in main chunk
  	[C]: in ?
  [1]
  $ lua -e 'error("text", 2)'
  lua: text
  stack traceback:
  	[C]: in function 'error'
  	(command line):1: in main chunk
  	[C]: in ?
  [1]
  $ lua -e 'error()'
  lua: (error object is a nil value)
  stack traceback:
  	[C]: in function 'error'
  	(command line):1: in main chunk
  	[C]: in ?
  [1]
  $ lua -e 'error(nil)'
  lua: (error object is a nil value)
  stack traceback:
  	[C]: in function 'error'
  	(command line):1: in main chunk
  	[C]: in ?
  [1]
  $ lua -e 'error(12)'
  lua: 12
  stack traceback:
  	[C]: in function 'error'
  	(command line):1: in main chunk
  	[C]: in ?
  [1]
  $ lua -e 'error(12.5)'
  lua: 12.5
  stack traceback:
  	[C]: in function 'error'
  	(command line):1: in main chunk
  	[C]: in ?
  [1]
  $ lua -e 'error(true)'
  lua: (error object is a boolean value)
  stack traceback:
  	[C]: in function 'error'
  	(command line):1: in main chunk
  	[C]: in ?
  [1]
  $ lua -e 'error(print)'
  lua: (error object is a function value)
  stack traceback:
  	[C]: in function 'error'
  	(command line):1: in main chunk
  	[C]: in ?
  [1]
  $ lua -e 'error {}'
  lua: (error object is a table value)
  stack traceback:
  	[C]: in function 'error'
  	(command line):1: in main chunk
  	[C]: in ?
  [1]
  $ lua -e 'error("up to\0a zero")'
  lua: (command line):1: up to
  stack traceback:
  	[C]: in function 'error'
  	(command line):1: in main chunk
  	[C]: in ?
  [1]
  $ lua -e 'error(setmetatable({}, { __tostring = function() return "described" end }))'
  lua: described
  [1]
  $ lua -e 'error(setmetatable({}, { __tostring = function() return 1 end }))'
  lua: (error object is a table value)
  stack traceback:
  	[C]: in function 'error'
  	(command line):1: in main chunk
  	[C]: in ?
  [1]
  $ lua -e 'error(setmetatable({}, { __tostring = function() error "twice" end }))'
  lua: (command line):1: twice
  stack traceback:
  	[C]: in function 'error'
  	(command line):1: in function <(command line):1>
  	[C]: in ?
  	[C]: in function 'error'
  	(command line):1: in main chunk
  	[C]: in ?
  [1]
  $ lua -e 'error(setmetatable({}, { __name = "Named" }))'
  lua: (error object is a table value)
  stack traceback:
  	[C]: in function 'error'
  	(command line):1: in main chunk
  	[C]: in ?
  [1]
  $ lua -e 'error(setmetatable({}, { __tostring = function() return "to\0zero" end }))'
  lua: to
  [1]
  $ lua -e 'local x = = 1'
  lua: (command line):1: unexpected symbol near '='
  [1]
  $ lua -e 'goto nowhere'
  lua: (command line):1: no visible label 'nowhere' for <goto> at line 1
  [1]
  $ lua -e 'string.rep()'
  lua: (command line):1: bad argument #1 to 'rep' (string expected, got no value)
  stack traceback:
  	[C]: in function 'string.rep'
  	(command line):1: in main chunk
  	[C]: in ?
  [1]
  $ lua -e '("x"):rep({})'
  lua: (command line):1: bad argument #1 to 'rep' (number expected, got table)
  stack traceback:
  	[C]: in function 'string.rep'
  	(command line):1: in main chunk
  	[C]: in ?
  [1]
  $ lua -e '("x"):bad()'
  lua: (command line):1: attempt to call a nil value (method 'bad')
  stack traceback:
  	(command line):1: in main chunk
  	[C]: in ?
  [1]
  $ lua -e 'local t; t.x = 1'
  lua: (command line):1: attempt to index a nil value (local 't')
  stack traceback:
  	(command line):1: in main chunk
  	[C]: in ?
  [1]
  $ lua -e 'coroutine.wrap(function() error "inside" end)()'
  lua: (command line):1: (command line):1: inside
  stack traceback:
  	[C]: in ?
  	(command line):1: in main chunk
  	[C]: in ?
  [1]
  $ cat >deep.lua <<'.'
  > local t = {}
  > function t.method(n)
  >   if n == 0 then error("at the bottom") end
  >   t.method(n - 1)
  > end
  > local function tail(f, ...) return f(...) end
  > function start() tail(t.method, 2) end
  > start()
  > .
  $ lua deep.lua
  lua: deep.lua:3: at the bottom
  stack traceback:
  	[C]: in function 'error'
  	deep.lua:3: in field 'method'
  	deep.lua:4: in field 'method'
  	deep.lua:4: in function <deep.lua:2>
  	(...tail calls...)
  	deep.lua:7: in function 'start'
  	deep.lua:8: in main chunk
  	[C]: in ?
  [1]
  $ echo 'return require "deep"' >outer.lua
  $ lua outer.lua
  lua: ./deep.lua:3: at the bottom
  stack traceback:
  	[C]: in function 'error'
  	./deep.lua:3: in field 'method'
  	./deep.lua:4: in field 'method'
  	./deep.lua:4: in function <./deep.lua:2>
  	(...tail calls...)
  	./deep.lua:7: in function 'start'
  	./deep.lua:8: in main chunk
  	[C]: in function 'require'
  	outer.lua:1: in main chunk
  	[C]: in ?
  [1]
  $ echo 'x = = 1' >bad.lua
  $ LUA_PATH='./?.lua' lua -e 'require "bad"'
  lua: error loading module 'bad' from file './bad.lua':
  	./bad.lua:1: unexpected symbol near '='
  stack traceback:
  	[C]: in ?
  	[C]: in function 'require'
  	(command line):1: in main chunk
  	[C]: in ?
  [1]
  $ lua bad.lua
  lua: bad.lua:1: unexpected symbol near '='
  [1]
  $ lua -e 'dofile "bad.lua"'
  lua: bad.lua:1: unexpected symbol near '='
  stack traceback:
  	[C]: in function 'dofile'
  	(command line):1: in main chunk
  	[C]: in ?
  [1]

Exit statuses:

  $ lua -e 'os.exit(3)'
  [3]
  $ lua -e 'os.exit(true)'
  $ lua -e 'os.exit(false)'
  [1]
  $ lua -e 'os.exit(false, true)'
  [1]
  $ lua -e 'setmetatable({}, { __gc = function() print "closed" end }) os.exit(4, true)'
  closed
  [4]
  $ lua -e 'setmetatable({}, { __gc = function() print "at the end" end })'
  at the end
  $ lua -e 'setmetatable({}, { __gc = function() print "at the end" end }) error("first", 0)'
  lua: first
  stack traceback:
  	[C]: in function 'error'
  	(command line):1: in main chunk
  	[C]: in ?
  at the end
  [1]
  $ lua -W -e 'setmetatable({}, { __gc = function() error "in a finalizer" end })'
  Lua warning: error in __gc ((command line):1: in a finalizer)
  $ lua -W -e 'setmetatable({}, { __gc = function() error {} end })'
  Lua warning: error in __gc (error object is not a string)

An interrupt from the keyboard:

  $ interrupt lua -e 'io.stdout:setvbuf "no" print "started" while true do end'
  started
  lua: interrupted!
  stack traceback:
  	(command line):1: in main chunk
  	[C]: in ?
  [1]
  $ interrupt lua -e 'io.stdout:setvbuf "no" print "started" print(pcall(function() while true do end end))'
  started
  false	interrupted!
  $ interrupt lua -e 'io.stdout:setvbuf "no" print "started" function f() while true do end end f()'
  started
  lua: (command line):1: interrupted!
  stack traceback:
  	(command line):1: in function 'f'
  	(command line):1: in main chunk
  	[C]: in ?
  [1]
