-- trinity explain and trinity stats: what the engine did with a program.

Two classes, a method that both have, and a field that some objects get later.

  $ cat >shapes.lua <<'END'
  > local Circle = {}
  > Circle.__index = Circle
  > function Circle.new(r) return setmetatable({r = r}, Circle) end
  > function Circle:area() return 3 * self.r * self.r end
  > Square = {}
  > Square.__index = Square
  > function Square.new(s) return setmetatable({s = s}, Square) end
  > function Square:area() return self.s * self.s end
  > local function total(list)
  >   local sum = 0
  >   for i = 1, #list do
  >     sum = sum + list[i]:area()
  >   end
  >   return sum
  > end
  > local function never(x) return x.y end
  > local list = {}
  > for i = 1, 90 do
  >   list[i] = i % 3 == 0 and Square.new(i) or Circle.new(i / 2)
  > end
  > for i = 1, 20 do total(list) end
  > print(total(list))
  > END
  $ trinity explain shapes.lua | sed -e 's/ran [0-9.]* s/ran/' | sed -n -e 1,20p
  206572.5
  ran while counting, tiers 1 and 2
  accesses to fields at sites: [0-9,]+, answered by the first entry [0-9.]+ %, by four 9[0-9.]+ %, by all 9[0-9.]+ % (re)
  
  shapes.lua
  
       calls tier  lines      function
       1,260    2  4-4        Circle.area
         630    2  8-8        Square.area
          60    2  3-3        Circle.new
          30    2  7-7        Square.new
          21    2  9-15       total
           1    2  all        main chunk
           0    -  16-16      never  (never ran)
  
        runs tier  line
           1    1     1 | local Circle = {}
           1    1     2 | Circle.__index = Circle
          60    2     3 | function Circle.new(r) return setmetatable({r = r}, Circle) end
                        |   = Circle.new: 60 calls, tier 2

The line of the loop knows four shapes: of each class the first objects carry their metatable themselves.

  $ trinity explain --lines=12 shapes.lua | grep -A 99 ' 12 |'
       1,890    2    12 |     sum = sum + list[i]:area()
                        |   [k]                array of anything 100.0 %
   +\|   :area +poly 4  99.[0-9] % answered   \[poly\] (re)
                        |                      why: the first objects of a class carry their metatable themselves; objects with different fields; objects of different classes, with different fields
   +\|  +[0-9.]+ % +\{r \| its own\} 1 step along __index (re)
   +\|  +[0-9.]+ % +\{r \| Circle\} 1 step along __index (re)
   +\|  +[0-9.]+ % +\{s \| its own\} 1 step along __index (re)
   +\|  +[0-9.]+ % +\{s \| Square\} 1 step along __index (re)
                        |   call area          poly 2  Circle.area:4 66.7 %, Square.area:8 33.3 %
                        |   +                  integer|float, integer|float

Types and narrowed handlers; --brief leaves out what is as it should be.

  $ trinity explain --function=Square.area shapes.lua | tail -n 1
                        |   *                  integer, integer   [int]
  $ trinity explain --brief --function=Square.new shapes.lua | grep -c setmetatable
  2
  $ trinity explain --function=Circle.are shapes.lua
  206572.5
  trinity: explain: no function 'Circle.are'; did you mean 'Circle.area'?
  [1]
  $ trinity explain --function=zzzzzz shapes.lua 2>&1 | tail -n 1
  trinity: explain: no function 'zzzzzz'; there are 'main chunk', 'Circle.new', 'Circle.area', 'Square.new', 'Square.area', 'total', 'never'

Different orders of the same fields, different constructors, and a site of many shapes.

  $ cat >why.lua <<'END'
  > local function orders(a) return a.x end
  > local function later(a) return a.x end
  > local function many(a) return a.x end
  > local p, q, r, s = {x = 1, y = 2}, {y = 2, x = 1}, {x = 1}, {x = 1}
  > s.z = 1
  > local all = {}
  > for i = 1, 20 do all[i] = load("return {x = 1, k" .. i .. " = 2}")() end
  > for i = 1, 40 do
  >   orders(p) orders(q)
  >   later(r) later(s)
  >   for j = 1, 20 do many(all[j]) end
  > end
  > END
  $ trinity explain --function=orders why.lua | grep -A 3 ' \.x'
   +\|   \.x +poly 2  [0-9.]+ % answered   \[poly\] (re)
                        |                      why: the same fields were added in different orders
   +\|  +[0-9.]+ % +\{(x, y|y, x)\} own slot (re)
   +\|  +[0-9.]+ % +\{(x, y|y, x)\} own slot (re)
  $ trinity explain --function=later why.lua | grep why:
                        |                      why: some objects have the field 'z', others not (yet)
  $ trinity explain --function=many why.lua | grep -o ' mega [0-9]'
   mega 8

Programs that end early, fail, read standard input, never get to tier 2, or do not compile.

  $ echo 'io.write(io.read("a")) os.exit(3, true)' >early.lua
  $ echo hello | trinity explain early.lua | grep -v -e ^ran -e ^accesses
  hello
  
  early.lua
  
       calls tier  lines      function
           1    1  all        main chunk  (tier 2 begins at call 10 or after 50 jumps backward)
  
        runs tier  line
           1    1     1 | io.write(io.read("a")) os.exit(3, true)
  $ trinity explain early.lua </dev/null >/dev/null
  [3]
  $ echo 'local x = nil; return x.y' >fails.lua
  $ trinity explain fails.lua 2>/dev/null | tail -n 1
           1    1     1 | local x = nil; return x.y
  $ trinity explain fails.lua >/dev/null 2>&1
  [1]
  $ trinity explain --tier=1 shapes.lua | grep -c -e 'tier 2 is off'
  6
  $ echo 'local = 1' >bad.lua
  $ trinity explain bad.lua
  trinity: bad.lua:1: <name> expected near '='
  [1]
  $ trinity explain -e 'for i = 1, 100 do end' | tail -n 4
  
        runs tier  line
         100    2     1 |
  (the source is not at hand: it came from no file)
  $ echo 'return require("m")' >r.lua; echo 'return {}' >m.lua
  $ trinity explain r.lua | grep -c '^[a-z./]*\.lua$'
  1
  $ trinity explain --all r.lua | grep '^[a-z./]*\.lua$'
  r.lua
  ./m.lua

JSON, always an object alone on standard output; names may be bytes that are no UTF-8.

  $ printf 'local t = {}\nfor i = 1, 60 do t["a\\xff\\"\\n"] = i end\nfunction f(a) return a.x end f(t) f(t) f(t)\nprint("own output")' >json.lua
  $ trinity explain --json json.lua 2>/dev/null >json.json
  $ cat >check.py <<'END'
  > import json
  > report = json.load(open("json.json", encoding="utf-8"))
  > assert report["format"] == "trinity-explain" and report["version"] == 1
  > chunk = report["chunks"][0]
  > functions = {f["name"]: f for f in chunk["functions"]}
  > print(chunk["source"], sorted(functions), functions["f"]["calls"])
  > site = next(s for s in functions["f"]["sites"] if s["what"] == ".x")
  > print(site["op"], site["field"]["state"], site["field"]["entries"][0]["way"])
  > print([l["runs"] for l in chunk["lines"]])
  > key = [s for s in functions["main chunk"]["sites"] if s["op"] == "SetField"][0]
  > print(ascii(key["what"]), key["runs"]["tier1"] + key["runs"]["tier2"])
  > fields = report["fields"]
  > assert fields["accesses"] == fields["answered"] + fields["missed"] + fields["cold"] + fields["no_table"]
  > END
  $ python3 check.py
  json.lua ['f', 'main chunk'] 3
  GetField mono no such field
  [1, 60, 3, 1]
  '.a\ufffd"\n =' 60
  $ trinity explain --json bad.lua 2>/dev/null | python3 -c 'import json, sys; print(json.load(sys.stdin)["chunks"])'
  []
  $ trinity explain --json --report=out.json json.lua && python3 -m json.tool out.json >/dev/null
  own output
  $ trinity explain --report=/nowhere/x json.lua
  trinity: cannot open /nowhere/x: No such file or directory
  [1]

The command line.

  $ trinity explain --help | head -n 1
  usage: trinity explain [OPTIONS] FILE [ARGS]
  $ trinity explain
  trinity: expected a script: explain [OPTIONS] FILE [ARGS]; see `trinity explain --help`
  [1]
  $ trinity explain --jsno shapes.lua
  trinity: explain: unrecognized option '--jsno'; did you mean '--json'?
  `trinity explain --help` lists the options.
  [1]
  $ trinity explain --lines=9-3 shapes.lua
  trinity: explain: expected --lines=A-B, found '--lines=9-3'
  [1]
  $ echo 'print(#arg, arg[0], ...)' >args.lua
  $ trinity explain args.lua a --json | head -n 1
  2	args.lua	a	--json

Counters, also of programs that call os.exit or fail.

  $ trinity stats early.lua </dev/null 2>&1 | awk '$1 == "functions_linked" { print $2 }'
  1
  $ trinity stats early.lua </dev/null >/dev/null 2>&1
  [3]
  $ echo 'os.exit(4)' >exit.lua
  $ trinity stats exit.lua 2>&1 | grep -c '^functions_linked '
  1
  $ trinity stats fails.lua 2>&1 | awk '$1 == "errors" { print $2 }'
  1
  $ trinity stats --json shapes.lua 2>/dev/null | python3 -c 'import json, sys; c = json.load(sys.stdin)["counters"]; print(c["functions_translated"], c["field_sites_poly"] > 0, "field_accesses" in c)'
  6 True False
  $ trinity stats --sites shapes.lua 2>&1 >/dev/null | awk '{ v[$1] = $2 } END { print (v["field_accesses"] == v["field_answers"] + v["field_answers_shared"] + v["field_misses"] + v["field_no_table"] + v["field_cold"]), (v["field_answered_ppm"] > 950000) }'
  1 1
  $ trinity stats --pairs shapes.lua 2>&1 >/dev/null | grep -c -E '^[A-Z][A-Za-z0-9]+ +[A-Z][A-Za-z0-9]+ +[0-9]+  [0-9.]+ % of all instructions$' | awk '{ print ($1 > 5) }'
  1
  $ trinity stats --pairs --json shapes.lua 2>/dev/null | python3 -c 'import json, sys; p = json.load(sys.stdin)["pairs"]; print(p[0]["runs"] >= p[-1]["runs"] > 0, sorted(p[0]))'
  True ['first', 'runs', 'second']
  $ trinity stats --report=stats.txt shapes.lua && grep -c '^heap_bytes ' stats.txt
  206572.5
  1
