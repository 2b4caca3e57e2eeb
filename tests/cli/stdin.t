Programs from standard input. One that fails still ends with status 0 when it was not asked for with `-`.

  $ echo 'print("from stdin", ...)' | lua
  from stdin
  $ echo 'print("from stdin", ...)' | lua - a b
  from stdin	a	b
  $ printf '#!/bin/lua\nprint "second line"\nerror "third"' | lua
  second line
  lua: stdin:3: third
  stack traceback:
  	[C]: in function 'error'
  	stdin:3: in main chunk
  	[C]: in ?
  $ printf 'print(1' | lua
  lua: stdin:1: ')' expected near <eof>
  $ printf 'print(1' | lua -
  lua: stdin:1: ')' expected near <eof>
  [1]
  $ printf '' | lua
  $ printf 'print(io.read())\nthe rest' | lua -e 'print(io.read("L"))' -
  print(io.read())
  
  lua: stdin:1: syntax error near 'rest'
  [1]
  $ printf '\033Lua' | lua -
  lua: stdin: bad binary format (truncated chunk)
  [1]
  $ printf '\xEF\xBB\xBFprint "after a mark"' | lua -
  after a mark

Interactive mode, from a pipe:

  $ lua -i <<'.'
  > 1 + 1
  > = 2, nil, "x"
  > x = 3
  > =x
  > return x, x
  > for i = 1, 2 do
  >   print(i)
  > end
  > local gone = 1
  > print(gone)
  > 
  > f(
  > )
  > error "text"
  > error {}
  > error(setmetatable({}, { __tostring = function() return "described" end }))
  > x.y.z = 1
  > x = = 1
  > -- a comment
  > "a
  > _PROMPT = "new> "
  > _PROMPT2 = "more> "
  > print(
  > 1)
  > _PROMPT = setmetatable({}, { __tostring = function() return "T> " end })
  > _PROMPT, _PROMPT2 = nil
  > ...
  > print = nil
  > 1
  > print = function(...) error "broken" end
  > 1
  > coroutine.isyieldable()
  > .
  Lua 5.4.8  Copyright (C) 1994-2025 Lua.org, PUC-Rio
  > 2
  > 2	nil	x
  > > 3
  > 3	3
  > >> >> 1
  2
  > > nil
  > > >> stdin:1: attempt to call a nil value (global 'f')
  stack traceback:
  	stdin:1: in main chunk
  	[C]: in ?
  > stdin:1: text
  stack traceback:
  	[C]: in function 'error'
  	stdin:1: in main chunk
  	[C]: in ?
  > (error object is a table value)
  stack traceback:
  	[C]: in function 'error'
  	stdin:1: in main chunk
  	[C]: in ?
  > described
  > stdin:1: attempt to index a number value (global 'x')
  stack traceback:
  	stdin:1: in main chunk
  	[C]: in ?
  > stdin:1: unexpected symbol near '='
  > > >> stdin:1: unfinished string near '"a'
  > > more> 1
  > T> > > > error calling 'print' (attempt to call a nil value)
  > > error calling 'print' (stdin:1: broken)
  > error calling 'print' (stdin:1: broken)
  > 
  $ printf 'function f(' | lua -i
  Lua 5.4.8  Copyright (C) 1994-2025 Lua.org, PUC-Rio
  > >> stdin:1: <name> or '...' expected near <eof>
  > 
  $ printf '1\n2' | lua -i -e 'print "first"' -W
  Lua 5.4.8  Copyright (C) 1994-2025 Lua.org, PUC-Rio
  first
  > 1
  > 2
  > 
  $ printf 'x' | lua -e 'x = 5' -i -
  Lua 5.4.8  Copyright (C) 1994-2025 Lua.org, PUC-Rio
  lua: stdin:1: syntax error near <eof>
  [1]
