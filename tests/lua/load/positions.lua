-- Lines and names in messages from loaded chunks.
local function try(...)
  local f, m = load(...)
  if not f then return print("syntax", m) end
  print(select(2, pcall(f)))
end
try("error('e')")  -- expect: [string "error('e')"]:1: e
try("error('e')", "=chunk")  -- expect: chunk:1: e
try("error('e')", "@file.lua")  -- expect: file.lua:1: e
try("error('e')", "text of a chunk")  -- expect: [string "text of a chunk"]:1: e
try("\n\nerror('e')", "=chunk")  -- expect: chunk:3: e
try("error('e', 2)", "=chunk")  -- expect: e
try("error('e', 0)", "=chunk")  -- expect: e
try("local x = nil; x()", "=chunk")  -- expect: chunk:1: attempt to call a nil value (local 'x')
try("local s = 'a\\\nb'; error('line three')\n", "=chunk")  -- expect: chunk:2: line three
try("--[[\n\n]] error('three')", "=chunk")  -- expect: chunk:3: three
try("local s = [[\n\n]] error('three')", "=chunk")  -- expect: chunk:3: three
try("error(\n'e'\n)", "=chunk")  -- expect: chunk:1: e
try("local t = {\n1,\n2,\nnil .. 'x'\n}", "=chunk")  -- expect: chunk:4: attempt to concatenate a nil value
try("return 1 +\n\n{}", "=chunk")  -- expect: chunk:1: attempt to perform arithmetic on a table value
try("local a\nlocal b = a\n.x", "=chunk")  -- expect: chunk:3: attempt to index a nil value (local 'a')
try("f\n(\n1\n)", "=chunk")  -- expect: chunk:2: attempt to call a nil value (global 'f')
try("if x then\n\n  y(\n", "=chunk")  -- expect: syntax<TAB>chunk:4: unexpected symbol near <eof>
try("for i = 1, 2 do\n  local x = 1\n", "=chunk")  -- expect: syntax<TAB>chunk:3: 'end' expected (to close 'for' at line 1) near <eof>
try("x = 'unfinished\n", "=chunk")  -- expect: syntax<TAB>chunk:1: unfinished string near ''unfinished'
try("x = [[unfinished\n\n", "=chunk")  -- expect: syntax<TAB>chunk:3: unfinished long string (starting at line 1) near <eof>
try("--[==[ unfinished", "=chunk")  -- expect: syntax<TAB>chunk:1: unfinished long comment (starting at line 1) near <eof>
try("\r\n\r\nerror('three')", "=chunk")  -- expect: chunk:3: three
try("\n\r\n\rerror('three')", "=chunk")  -- expect: chunk:3: three
try("\r\rerror('three')", "=chunk")  -- expect: chunk:3: three
try("error('e')", "")  -- expect: [string ""]:1: e
try("error('e')", "=")  -- expect: :1: e
try("error('e')", "@")  -- expect: :1: e
try("error('e')", "\n")  -- expect: [string "..."]:1: e
try("error('e')", ("x"):rep(59))  -- expect: [string "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx..."]:1: e
try("error('e')", ("x"):rep(47))  -- expect: [string "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx..."]:1: e
try("error('e')", ("x"):rep(44) .. "\nrest")  -- expect: [string "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx..."]:1: e
try("error('e')", ("x"):rep(45))  -- expect: [string "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx..."]:1: e
try("error('e')", ("x"):rep(46))  -- expect: [string "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx..."]:1: e
try("error('e')", "=" .. ("x"):rep(58))  -- expect: xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx:1: e
try("error('e')", "=" .. ("x"):rep(60))  -- expect: xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx:1: e
try("error('e')", "@" .. ("x"):rep(58) .. "1")  -- expect: xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx1:1: e
try("error('e')", "@" .. ("x"):rep(58) .. "12")  -- expect: ...xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx12:1: e
try("error('e')", "one\0two")  -- expect: [string "one"]:1: e
print(debug.getinfo(load("", "one\ntwo"), "S").short_src, debug.getinfo(load("", "=[C]"), "S").short_src, #debug.getinfo(load("", ("s"):rep(5000)), "S").source)  -- expect: [string "one..."]<TAB>[C]<TAB>5000
