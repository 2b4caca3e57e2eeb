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
