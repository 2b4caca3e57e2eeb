-- trinity: what the program has beyond lua.

  $ trinity --version
  Trinity [0-9.]+ \([0-9a-z.+-]+\), Lua 5\.4 (re)
  $ trinity version
  Trinity [0-9.]+ \([0-9a-z.+-]+\), Lua 5\.4 (re)
  $ trinity --help | head -n 2
  usage: trinity [options] [script [args]]
         trinity COMMAND ...
  $ trinity help | grep -c COMMAND
  1
  $ trinity -v
  Lua 5.4.8  Copyright (C) 1994-2025 Lua.org, PUC-Rio
  $ echo 'print(arg[-1], arg[0], ...)' >help
  $ trinity ./help a
  trinity	./help	a
  $ trinity run help a
  trinity	help	a
  $ trinity --tier=1 -e 'print(1)'
  1
  $ trinity --tier=5 -e 'print(1)' 2>&1 | head -n 1
  trinity: unrecognized option '--tier=5'
  $ trinity --seed=7 -e 'print(math.random(1 << 40))' >one; TRINITY_SEED=7 lua -e 'print(math.random(1 << 40))' | cmp - one
  $ trinity --seed=0 -e 'print(1)' 2>&1 | head -n 1
  trinity: unrecognized option '--seed=0'
  $ trinity --gc-stress --move-stack -e 'print(#("x"):rep(3))'
  3
  $ trinity --gc-stress=3 -e 'print(#("x"):rep(3))'
  3
  $ trinity --gc-stress=4 -e '' 2>&1 | head -n 1
  trinity: unrecognized option '--gc-stress=4'
  $ trinity --tier=1 help | head -n 1
  --tier=1	help
  $ lua --tier=1 -e 'print(1)' 2>&1 | head -n 1
  lua: unrecognized option '--tier=1'
  $ lua help
  lua	help
  $ echo 'error "failed"' | trinity
  trinity: stdin:1: failed
  stack traceback:
  	[C]: in function 'error'
  	stdin:1: in main chunk
  	[C]: in ?
  [1]
  $ trinity compile -o help.out help && trinity ./help.out b
  trinity	./help.out	b
  $ trinity compile -l
  trinity: cannot open luac.out: No such file or directory
  [1]
  $ trinity stats
  trinity: expected a script: stats [OPTIONS] FILE [ARGS]; see `trinity stats --help`
  [1]
  $ echo 'print("the script", ...)' >s.lua
  $ trinity stats s.lua a 2>/dev/null
  the script	a
  $ trinity stats s.lua 2>&1 >/dev/null | grep -v -E '^[a-z_]+ +[0-9]+  .+' ; true
  $ trinity stats s.lua 2>&1 >/dev/null | awk '$1 == "functions_linked" { print $2 }'
  1
  $ trinity stats none.lua 2>&1 | head -n 1
  trinity: cannot open none.lua: No such file or directory
  $ lua -e 'print(package.loaded.trinity, trinity, type(require "trinity".stats().heap_bytes))'
  nil	nil	number

-- Limits.

  $ trinity --fuel 100000 -e 'while true do pcall(function() while true do end end) end' 2>&1; echo $?
  trinity: (command line):1: out of fuel
  stack traceback:
  	(command line):1: in function <(command line):1>
  	[C]: in function 'pcall'
  	(command line):1: in main chunk
  	[C]: in ?
  124
  $ trinity --tier=1 --deadline=20ms -e 'string.rep("a", 40):find(("a?"):rep(40) .. ("a*"):rep(40) .. "b")' 2>&1 | head -n 1
  trinity: (command line):1: deadline exceeded
  $ trinity --output 4 -e 'print("abc") pcall(print, "d")' 2>&1 | head -n 2
  abc
  trinity: (command line):1: too much output
  $ trinity --memory 2M -e 'local t = {} while true do t[#t + 1] = {} end' 2>&1; echo $?
  trinity: not enough memory
  1
  $ trinity --fuel 5M --deadline 1m --memory 64M --output 1K -e 'print("well")'; echo $?
  well
  0
  $ trinity --deadline soon -e '' 2>&1; echo $?
  trinity: --deadline expects a value such as 250ms, 1.5s or 2m, not 'soon'
  1
  $ trinity --fuel=0 -e '' 2>&1
  trinity: --fuel expects a value such as 1000000 or 5M, not '0'
  [1]
  $ trinity --memory 2>&1
  trinity: --memory expects a value such as 65536 or 64M
  [1]
  $ lua --fuel 5 2>&1 | head -n 1
  lua: unrecognized option '--fuel'
