-- trinity: luac, whose stock program is not built here; messages and bytes are those of luac5.4 (5.4.4).

Options:

  $ luac
  luac: no input files given
  usage: luac [options] [filenames]
  Available options are:
    -l       list (use -l -l for full listing)
    -o name  output to file 'name' (default is "luac.out")
    -p       parse only
    -s       strip debug information
    -v       show version information
    --       stop handling options
    -        stop handling options and process stdin
  [1]
  $ luac -x
  luac: unrecognized option '-x'
  usage: luac [options] [filenames]
  Available options are:
    -l       list (use -l -l for full listing)
    -o name  output to file 'name' (default is "luac.out")
    -p       parse only
    -s       strip debug information
    -v       show version information
    --       stop handling options
    -        stop handling options and process stdin
  [1]
  $ luac -o
  luac: '-o' needs argument
  usage: luac [options] [filenames]
  Available options are:
    -l       list (use -l -l for full listing)
    -o name  output to file 'name' (default is "luac.out")
    -p       parse only
    -s       strip debug information
    -v       show version information
    --       stop handling options
    -        stop handling options and process stdin
  [1]
  $ luac -o -x
  luac: '-o' needs argument
  usage: luac [options] [filenames]
  Available options are:
    -l       list (use -l -l for full listing)
    -o name  output to file 'name' (default is "luac.out")
    -p       parse only
    -s       strip debug information
    -v       show version information
    --       stop handling options
    -        stop handling options and process stdin
  [1]
  $ luac -v
  Lua 5.4.8  Copyright (C) 1994-2025 Lua.org, PUC-Rio
  $ luac -v -v
  Lua 5.4.8  Copyright (C) 1994-2025 Lua.org, PUC-Rio
  $ luac -v --
  Lua 5.4.8  Copyright (C) 1994-2025 Lua.org, PUC-Rio
  $ luac -p none.lua
  luac: cannot open none.lua: No such file or directory
  [1]
  $ luac -l
  luac: cannot open luac.out: No such file or directory
  [1]
  $ luac -p
  luac: cannot open luac.out: No such file or directory
  [1]

Round trips:

  $ echo 'local a <const>, t = 10, {} ; print(..., a) ; return error("here")' >a.lua
  $ luac a.lua && lua luac.out 1 2
  1	10
  lua: a.lua:1: here
  stack traceback:
  	[C]: in function 'error'
  	a.lua:1: in main chunk
  	[C]: in ?
  [1]
  $ luac -o a.out a.lua && cmp a.out luac.out && lua - 3 <a.out
  3	10
  lua: a.lua:1: here
  stack traceback:
  	[C]: in function 'error'
  	a.lua:1: in main chunk
  	[C]: in ?
  [1]
  $ luac -s -o s.out a.lua && lua s.out 4
  4	10
  lua: here
  stack traceback:
  	[C]: in function 'error'
  	?: in main chunk
  	[C]: in ?
  [1]
  $ luac -o again.out a.out && cmp a.out again.out
  $ luac -s -o again.out a.out && cmp s.out again.out
  $ luac -o - a.lua | cmp - a.out
  $ echo 'print("from stdin")' | luac -o in.out - && lua in.out
  from stdin
  $ lua -e 'io.open("d.out", "wb"):write(string.dump(loadfile("a.lua"))):close()' && cmp d.out a.out
  $ luac -p a.lua && echo fine
  fine
  $ rm luac.out ; luac -p a.lua ; ls luac.out 2>/dev/null
  [2]

Several files become one chunk:

  $ echo 'x = 1 print("one", ...)' >1.lua ; echo 'x = x + 1 print("two", x)' >2.lua
  $ luac -o both.out 1.lua 2.lua && lua both.out lost
  one
  two	2
  $ luac -o mixed.out a.out 2.lua && lua mixed.out
  nil	10
  lua: a.lua:1: here
  stack traceback:
  	[C]: in function 'error'
  	a.lua:1: in main chunk
  	(luac):1: in main chunk
  	[C]: in ?
  [1]

A UTF-8 mark and a first line with # are no part of the text:

  $ printf '#!lua\nprint("second")' >m.lua ; luac -o m.out m.lua && lua m.out
  second
  $ { echo '#!lua'; cat a.out; } >x.out ; lua x.out 5
  5	10
  lua: a.lua:1: here
  stack traceback:
  	[C]: in function 'error'
  	a.lua:1: in main chunk
  	[C]: in ?
  [1]

Errors:

  $ echo 'x = = 1' >bad.lua ; luac bad.lua ; ls luac.out 2>/dev/null
  luac: bad.lua:1: unexpected symbol near '='
  [2]
  $ luac a.lua bad.lua
  luac: bad.lua:1: unexpected symbol near '='
  [1]
  $ luac -o none/such/a.out a.lua
  luac: cannot open none/such/a.out: No such file or directory
  [1]
  $ luac -o /dev/full a.lua
  luac: cannot close /dev/full: No space left on device
  [1]
  $ head -c 20 a.out >short.out ; luac -p short.out
  luac: short.out: bad binary format (truncated chunk)
  [1]
  $ { cat a.out | head -c 4; printf X; tail -c +6 a.out; } >version.out ; luac -p version.out ; lua version.out
  luac: version.out: bad binary format (version mismatch)
  lua: version.out: bad binary format (version mismatch)
  [1]

Listings; addresses differ from run to run:

  $ luac -l -p 2.lua | sed 's/0x[0-9a-f]*/ADDRESS/g'
  
  main <2.lua:0,0> (10 instructions at ADDRESS)
  0+ params, 3 slots, 1 upvalue, 0 locals, 3 constants, 0 functions
  	1	[1]	VARARGPREP	0
  	2	[1]	GETTABUP 	0 0 0	; _ENV "x"
  	3	[1]	ADDI     	0 0 1
  	4	[1]	MMBINI   	0 1 6 0	; __add
  	5	[1]	SETTABUP 	0 0 0	; _ENV "x"
  	6	[1]	GETTABUP 	0 0 1	; _ENV "print"
  	7	[1]	LOADK    	1 2	; "two"
  	8	[1]	GETTABUP 	2 0 0	; _ENV "x"
  	9	[1]	CALL     	0 3 1	; 2 in 0 out
  	10	[1]	RETURN   	0 1 1	; 0 out
  $ luac -l -l 2.lua | sed 's/0x[0-9a-f]*/ADDRESS/g' ; lua luac.out 2>&1 | head -n 1
  
  main <2.lua:0,0> (10 instructions at ADDRESS)
  0+ params, 3 slots, 1 upvalue, 0 locals, 3 constants, 0 functions
  	1	[1]	VARARGPREP	0
  	2	[1]	GETTABUP 	0 0 0	; _ENV "x"
  	3	[1]	ADDI     	0 0 1
  	4	[1]	MMBINI   	0 1 6 0	; __add
  	5	[1]	SETTABUP 	0 0 0	; _ENV "x"
  	6	[1]	GETTABUP 	0 0 1	; _ENV "print"
  	7	[1]	LOADK    	1 2	; "two"
  	8	[1]	GETTABUP 	2 0 0	; _ENV "x"
  	9	[1]	CALL     	0 3 1	; 2 in 0 out
  	10	[1]	RETURN   	0 1 1	; 0 out
  constants (3) for ADDRESS:
  	0	S	"x"
  	1	S	"print"
  	2	S	"two"
  locals (0) for ADDRESS:
  upvalues (1) for ADDRESS:
  	0	_ENV	1	0
  lua: 2.lua:1: attempt to perform arithmetic on a nil value (global 'x')
  $ luac -o both.out 1.lua 2.lua ; luac -l both.out | grep -c main
  3
