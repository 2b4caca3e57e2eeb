-- trinity profile: where the time of a program goes.

Loops, a library function, a callback of one, and a coroutine. Shares are of processor time, so they hold on a busy machine.

  $ cat >busy.lua <<'END'
  > local function loop(n)
  >   local x = 0
  >   for i = 1, n do
  >     x = x + i % 7
  >   end
  >   return x
  > end
  > local text = ("x"):rep(200000)
  > local function search() return text:find("xy", 1, true) or text:gsub("x", "y") end
  > local list = {}
  > local function order()
  >   for j = 1, 2000 do list[j] = (j * 7919) % 1000 end
  >   table.sort(list, function(a, b) return a < b end)
  > end
  > local run = coroutine.wrap(function()
  >   while true do coroutine.yield(loop(2000000)) end
  > end)
  > local stop = os.clock() + (... and tonumber(...) or 0.6)
  > repeat
  >   loop(2000000)
  >   search()
  >   for i = 1, 4 do order() end
  >   run()
  > until os.clock() > stop
  > print("the end")
  > END
  $ cat >check.py <<'END'
  > import json, sys
  > report = json.load(sys.stdin)
  > assert report["format"] == "trinity-profile" and report["version"] == 1, report
  > total = report["total_ns"]
  > assert report["samples"] > 20 and total > 1e8, (report["samples"], total)
  > self, inside, lines, tiers, sums = {}, {}, {}, [0, 0], []
  > def visit(node, path):
  >     name = node["name"]
  >     self[name] = self.get(name, 0) + node["self_ns"]
  >     for above in path:
  >         inside[above, name] = inside.get((above, name), 0) + node["self_ns"]
  >     for line in node.get("lines", []):
  >         lines[line["line"]] = lines.get(line["line"], 0) + line["ns"]
  >     tiers[0] += node.get("tier1_ns", 0)
  >     tiers[1] += node.get("tier2_ns", 0) + node.get("tier3_ns", 0)
  >     sums.append(node["total_ns"] - node["self_ns"] - sum(c["total_ns"] for c in node["children"]))
  >     for child in node["children"]:
  >         visit(child, path + [name])
  > visit(report["tree"], [])
  > share = lambda ns: ns / total
  > print("adds up:", not any(sums) and report["tree"]["total_ns"] == total)
  > print("loop:", share(self["loop"]) > 0.2, "its lines:", share(lines.get(3, 0) + lines.get(4, 0)) > 0.2)
  > print("builtin:", share(inside["search", "gsub"]) > 0.02, share(self["search"]) < 0.1)
  > print("callback:", share(inside.get(("sort", "function at line 13"), 0) + self["sort"]) > 0.02)
  > print("coroutine:", share(inside["function at line 15", "loop"]) > 0.1)
  > print("resumed by:", ("main chunk", "function at line 15") in inside)
  > print("tiers:", share(tiers[1]) > 0.3)
  > END
  $ trinity profile --json busy.lua 2>/dev/null | python3 check.py
  adds up: True
  loop: True its lines: True
  builtin: True True
  callback: True
  coroutine: True
  resumed by: True
  tiers: True

The table, and in tier 1 alone.

  $ trinity profile busy.lua 0.3 >table.txt; sed -n -e 1,5p table.txt
  the end
  [0-9,]+ samples over 0\.[0-9]+ s of processor time, 500 asked for per second (re)
  tier 1 +[0-9.]+ %, tier 2 [0-9.]+ %, tier 3 [0-9.]+ %, builtins [0-9.]+ %, collector [0-9.]+ % (re)
  
     self    total  function
  $ grep -c -e ' loop (busy.lua:1)$' -e ' \[gsub\]$' -e ' main chunk (busy.lua)$' table.txt
  3
  $ grep -c 'busy.lua:4  x = x + i % 7$' table.txt
  1
  $ trinity profile --tier=1 busy.lua 0.2 | grep -o 'tier 2 0.0 %'
  tier 2 0.0 %
  $ trinity profile --rate=50 --wall busy.lua 0.2 | grep -o 'of wall time, 50 asked for'
  of wall time, 50 asked for

Folded stacks: what the program prints does not come between.

  $ trinity profile --folded busy.lua 0.3 2>output >stacks; cat output
  the end
  $ grep -v -E '^[^;]+(;[^;]+)* [0-9]+$' stacks
  [1]
  $ grep -c '^main chunk (busy.lua);\[wrap\];function at line 15 (busy.lua:15);loop (busy.lua:1) [0-9]*$' stacks
  1

A page that needs nothing from elsewhere, whatever the program's names are.

  $ mkdir '<b>'; cp busy.lua '<b>/x.lua'
  $ trinity profile --html=page.html '<b>/x.lua' 0.2
  the end
  $ cat >page.py <<'END'
  > import json, re
  > page = open("page.html", encoding="utf-8").read()
  > print(page.startswith("<!doctype html>"), bool(re.search(r"""(src|href)\s*=|https?://|@import|url\(""", page)))
  > data = re.search(r'<script type="application/json" id="data">(.*?)</script>', page, re.S)[1]
  > print(json.loads(data)["tree"]["children"][0]["file"], "<" in data)
  > print(re.search("<title>(.*?)</title>", page)[1])
  > print(all(word in page for word in ("prefers-color-scheme: dark", "keydown", "search")))
  > END
  $ python3 page.py
  True False
  <b>/x.lua False
  profile of &lt;b&gt;/x.lua
  True

Programs that fail, call os.exit, are too short to be sampled, or read their input.

  $ echo 'for i = 1, 3e7 do end error("failed")' >fails.lua
  $ trinity profile fails.lua 2>/dev/null | grep -c 'main chunk (fails.lua)'
  1
  $ trinity profile fails.lua >/dev/null 2>&1
  [1]
  $ echo 'for i = 1, 3e7 do end os.exit(5, true)' >exits.lua
  $ trinity profile exits.lua >out; echo $?; grep -c 'main chunk (exits.lua)' out
  5
  1
  $ trinity profile -e 'return 1'
  0 samples over 0.000 s of processor time, 500 asked for per second
  The script ended before the first sample.
  $ (sleep 0.2; echo late) | trinity profile --wall -e 'print(io.read())' | sed -n -e 1p
  late
  $ trinity profile none.lua 2>&1 | head -n 1
  trinity: cannot open none.lua: No such file or directory

The command line.

  $ trinity profile --rate=0 busy.lua
  trinity: profile: expected --rate=N, found '--rate=0'
  [1]
  $ trinity profile --fold busy.lua 2>&1 | head -n 1
  trinity: profile: unrecognized option '--fold'; did you mean '--folded'?
  $ trinity profile --folded --json busy.lua
  trinity: profile: --folded and --json exclude each other
  [1]
  $ trinity profile --html=/nowhere/x busy.lua
  trinity: cannot open /nowhere/x: No such file or directory
  [1]
  $ trinity profile --help | head -n 1
  usage: trinity profile [OPTIONS] FILE [ARGS]
