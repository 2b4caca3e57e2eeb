-- trinity: on a terminal. Messages are those of lua; what follows them is for people.

  $ printf '\tprnt("x")\n' >a.lua ; terminal lua a.lua </dev/null
  lua: a.lua:1: attempt to call a nil value (global 'prnt')
  stack traceback:
  	a.lua:1: in main chunk
  	[C]: in ?
      1 | 	prnt("x")
        | 	^~~~
  hint: did you mean 'print'?
  [1]
  $ terminal lua -e 'local n = math.floor("x")' </dev/null
  lua: (command line):1: bad argument #1 to 'floor' (number expected, got string)
  stack traceback:
  	[C]: in function 'math.floor'
  	(command line):1: in main chunk
  	[C]: in ?
      1 | local n = math.floor("x")
        |                ^~~~~
  [1]
  $ terminal lua -e 'table.inser({}, 1)' </dev/null
  lua: (command line):1: attempt to call a nil value (field 'inser')
  stack traceback:
  	(command line):1: in main chunk
  	[C]: in ?
      1 | table.inser({}, 1)
        |       ^~~~~
  hint: did you mean 'table.insert'?
  [1]
  $ terminal lua -e 'local t = table ; t.inser({}, 1)' </dev/null
  lua: (command line):1: attempt to call a nil value (field 'inser')
  stack traceback:
  	(command line):1: in main chunk
  	[C]: in ?
      1 | local t = table ; t.inser({}, 1)
        |                     ^~~~~
  [1]
  $ printf 'if x then\n  while true do\n    x = 1\n' >b.lua ; terminal lua b.lua </dev/null
  lua: b.lua:4: 'end' expected (to close 'while' at line 2) near <eof>
      2 |   while true do
        |   ^~~~~
      3 |     x = 1
        |          ^
  [1]
  $ terminal lua -e 'if x != 1 then end' </dev/null
  lua: (command line):1: 'then' expected near '!'
      1 | if x != 1 then end
        |      ^
  hint: 'not equal' is written ~=
  [1]
  $ terminal lua -e 'x += 1' </dev/null
  lua: (command line):1: syntax error near '+'
      1 | x += 1
        |   ^
  hint: there is no +=; write x = x + y
  [1]
  $ terminal lua -e 'if x = 1 then end' </dev/null
  lua: (command line):1: 'then' expected near '='
      1 | if x = 1 then end
        |      ^
  hint: 'equal' is written ==
  [1]
  $ terminal lua -e 'error("no position", 0)' </dev/null
  lua: no position
  stack traceback:
  	[C]: in function 'error'
  	(command line):1: in main chunk
  	[C]: in ?
  [1]
  $ printf 'return {\n' >mod.lua ; LUA_PATH='./?.lua' terminal lua -e 'require "mod"' </dev/null
  lua: error loading module 'mod' from file './mod.lua':
  	./mod.lua:2: unexpected symbol near <eof>
  stack traceback:
  	[C]: in ?
  	[C]: in function 'require'
  	(command line):1: in main chunk
  	[C]: in ?
      1 | return {
        |         ^
  [1]

The prompt:

  $ TRINITY_HISTORY=history terminal lua <<'.'
  > ?? > 
  > 1 + 1
  > ?? > 
  > stri\t.re\t == string.rep
  > ?? > 
  > for i = 1, 2 do
  > ?? >> 
  > print(i) end
  > ?? > 
  > print("bu" .. "sy") while true do end
  > ? busy
  > \x03
  > ?? > 
  > prnt(1)
  > ?? > 
  > .
  Lua 5.4.8  Copyright (C) 1994-2025 Lua.org, PUC-Rio
  > 1 + 1
  2
  > string.re == string.rep
  false
  > for i = 1, 2 do
  >> print(i) end
  1
  2
  > print("bu" .. "sy") while true do end
  busy
  ^Cinterrupted!
  stack traceback:
  	stdin:1: in main chunk
  	[C]: in ?
  > prnt(1)
  stdin:1: attempt to call a nil value (global 'prnt')
  stack traceback:
  	stdin:1: in main chunk
  	[C]: in ?
  hint: did you mean 'print'?
  > ^D
  $ cat history
  _HiStOrY_V2_
  1\040+\0401
  string.re\040==\040string.rep
  for\040i\040=\0401,\0402\040do\012print(i)\040end
  print("bu"\040..\040"sy")\040while\040true\040do\040end
  prnt(1)
  $ printf 'if x then x = 1\n\n\n' >c.lua ; terminal lua c.lua </dev/null
  lua: c.lua:4: 'end' expected (to close 'if' at line 1) near <eof>
      1 | if x then x = 1
        |                ^
  [1]
  $ terminal trinity <<'.'
  > ?? > 
  > os.exit(5)
  > .
  Lua 5.4.8  Copyright (C) 1994-2025 Lua.org, PUC-Rio
  > os.exit(5)
  [5]
