-- trinity --dump=native and asm, trinity explain --native: what native code consists of, and what it relies on.

Native code from the first call on, as the tests' mode tier3 has it.

  $ export TRINITY_TIER2_CALLS=0 TRINITY_TIER2_LOOPS=0 TRINITY_TIER3_HEAT=0 TRINITY_TIER3_ROUNDS=1
  $ cat >shapes.lua <<'END'
  > local Circle = {}
  > Circle.__index = Circle
  > function Circle.new(r) return setmetatable({r = r}, Circle) end
  > function Circle:area() return 3 * self.r * self.r end
  > local function total(list)
  >   local sum = 0
  >   for i = 1, #list do
  >     sum = sum + list[i]:area()
  >   end
  >   return sum
  > end
  > local function mean(xs)
  >   local s = 0.0
  >   for i = 1, #xs do s = s + xs[i] end
  >   return s / #xs
  > end
  > local function add(a, b) return a + b end
  > local list, xs = {}, {}
  > for i = 1, 90 do list[i] = Circle.new(i / 2) xs[i] = i * 0.5 end
  > for i = 1, 200 do total(list) mean(xs) add(i, 1) end
  > for i = 1, 3 do add(i, "1") end
  > print(total(list), mean(xs))
  > END

Every piece with its instruction, its line, its stencil and its bytes; they follow each other without gaps.

  $ trinity --dump=native:Circle.area shapes.lua 2>&1 >/dev/null | sed -n -e '1p' -e '/Mul /p'
  native code of Circle.area shapes.lua:4: [0-9]+ bytes hot, [0-9]+ cold, compiled [0-9]+ times? (re)
        5    \[4\] Mul        Mul .* hot [0-9a-f]{4}-[0-9a-f]{4} cold [0-9a-f]{4}-[0-9a-f]{4}.* (re)
  $ cat >check.py <<'END'
  > import re, sys
  > for text in sys.stdin.read().split("native code of ")[1:]:
  >     name, hot_bytes, cold_bytes = re.match(r"(.*) \S+: (\d+) bytes hot, (\d+) cold", text).groups()
  >     hot_end, cold_end, cold_sum = 0, None, 0
  >     for line in text.splitlines()[1:]:
  >         begin, end = (int(n, 16) for n in re.search(r"hot (\w+)-(\w+)", line).groups())
  >         assert begin == hot_end and end >= begin, line
  >         hot_end = end
  >         cold = re.search(r"cold (\w+)-(\w+)", line)
  >         if cold:
  >             begin, end = int(cold[1], 16), int(cold[2], 16)
  >             assert begin == cold_end or cold_end is None and begin >= int(hot_bytes), line
  >             cold_end, cold_sum = end, cold_sum + end - begin
  >     assert hot_end == int(hot_bytes) and cold_sum == int(cold_bytes), name
  >     print(name, "calls in line" if "in line" in text else "", "loops in registers" if "in registers" in text else "")
  > END
  $ trinity --dump=native:total shapes.lua 2>&1 >/dev/null | python3 check.py
  total calls in line 
  $ trinity --dump=native:mean shapes.lua 2>&1 >/dev/null | python3 check.py
  mean  loops in registers
  $ trinity --dump=native:total shapes.lua 2>&1 >/dev/null | grep -c 'Self .*  checks shape [0-9]* {r} | '
  2
  $ trinity --tier=2 --dump=native:mean shapes.lua 2>&1 >/dev/null
  native code of mean shapes.lua:12: none, it is in tier 2
  $ TRINITY_DUMP=native:mean lua shapes.lua 2>&1 >/dev/null | python3 check.py
  mean  loops in registers

Disassembled, where the build has a disassembler: an instruction for the constant of line 13, and ways to routines by name.

  $ if trinity --dump=asm:add shapes.lua >asm.txt 2>&1; then grep -q 'movb .*(%r12)' asm.txt && grep -q 'jmp .*# slow_Arith' asm.txt && grep -c '^ cold' asm.txt
  > else sed -n -e 's/.*: --dump=asm: this build has no disassembler.*/1/p' -e 's/.*: --dump=asm: cannot load the disassembler.*/1/p' asm.txt; fi
  1

What the code relies on, by line, and how often that failed: add was compiled for integers, and gets strings.

  $ trinity explain --native --function=add shapes.lua | sed -n -e 's/ran [0-9.]* s/ran/' -e '2p' -e '/ add$/p' -e '/17 |/,$p'
  ran, nothing counted, tiers 1 to 3
  .* 3  17-17      add.* (re)
  .* 3    17 \| local function add\(a, b\) return a \+ b end (re)
   +\|   Add .* bytes, checks integers, failed 3 times (re)
  $ trinity explain --native --json shapes.lua >native.json 2>/dev/null
  $ cat >check_json.py <<'END'
  > import json
  > report = json.load(open("native.json"))
  > chunk = report["chunks"][0]
  > functions = {f["name"]: f for f in chunk["functions"]}
  > for name in ("total", "mean", "add"):
  >     native = functions[name]["native"]
  >     assert sum(op["hot_bytes"] for op in native["ops"]) == native["hot_bytes"]
  >     assert sum(op["cold_bytes"] for op in native["ops"]) == native["cold_bytes"]
  > calls = [op["in_line"] for op in functions["total"]["native"]["ops"] if op["in_line"]]
  > loops = {op["line"] for op in functions["mean"]["native"]["ops"] if op["in_registers"]}
  > print(report["highest_tier"], calls, loops)
  > line = next(l for l in chunk["lines"] if l["line"] == 17)
  > print(line["tier"], line["native_bytes"] > 0, line["guards"] > 0, line["guard_failures"])
  > END
  $ python3 check_json.py
  3 ['Circle.area'] {14}
  3 True True 3

Bytes and times over all compilations.

  $ trinity stats shapes.lua 2>&1 >/dev/null | awk '$1 ~ /^native_/ && $1 != "native_system_ns" { print $1, ($2 > 0) }'
  native_ops 1
  native_hot_bytes 1
  native_cold_bytes 1
  native_choose_ns 1
  native_fill_ns 1
  native_evicted 0
  native_cpu_level 1
