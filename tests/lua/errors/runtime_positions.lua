-- The line in a runtime error is that of the operator or call, in expressions over several lines.
local function line(src) return select(2, pcall(load(src, "=t"))):match("^t:(%d+):") end
local function all(...)
  local out = {}
  for i, s in ipairs { ... } do out[i] = line(s) or "?" end
  print(table.concat(out, " "))
end
all("local a\nlocal b =\n a\n .x", "local a\nreturn 1 +\na", "local a = {}\nreturn a\n+\n1")  -- expect: 4 2 3
all("local a\na\n(\n)", "local t = {}\nt\n.x\n.y\n(\n1\n)", "local t = {}\nt:\nm\n(\n)")  -- expect: 3 4 4
all("return {\n1,\nnil + 1,\n}", "local x = {\n a = 1,\n b = undefined.y,\n}", "f(\n1,\n2\n)")  -- expect: 3 3 1
all("local s = 'a' ..\n'b' ..\n{}", "return 'x'\n..\nnil\n..\n'y'", "local a = 1 <\n{}")  -- expect: 2 4 2
all("for i = 1,\n'x' do\nend", "for k in\nnil do\nend", "for i = 1, 2,\n0 do\nprint(i)\nend")  -- expect: 2 2 2
all("if 1 <\nnil then\nend", "while undefined.x\ndo\nend", "repeat\nlocal x\nuntil x.y")  -- expect: 2 1 3
all("local function f()\n return 1 + nil\nend\nf()", "\n\n\nerror('x')", "local t = {}\nt.x\n= undefined.y")  -- expect: 2 4 3
all("return -\n{}", "return not\nundefined\n.x", "return #\n5", "return (\n{}\n)()")  -- expect: 1 3 1 3
all("local a <close> =\n5", "goto l\n::l::\nerror('at 3')", "return select(\n0\n)", "print(\n('x'):rep(\n-1, {}\n))")  -- expect: 2 3 1 2
-- Comments, long strings and line ends of all kinds count lines the same way.
all("--[[\n\n]] error('x')", "local s = [[\na\nb\n]]\nerror('x')", "\r\nerror('x')", "\n\rerror('x')", "\r\rerror('x')")  -- expect: 3 5 2 2 3
all("local s = 'a\\\nb'\nerror('x')", "local s = 'a\\z\n\n  b' error('x')", "-- c\n#5", "--[==[\n]]\n]==]\nerror('x')")  -- expect: 3 3 ? 4
-- Functions spanning lines: the current line of each level in a handler.
local lines = {}
xpcall(load("local function f()\n  error('x')\nend\nlocal function g()\n\n  f()\nend\ng()", "=t"), function()
  for level = 3, 5 do lines[#lines + 1] = debug.getinfo(level, "l").currentline end
end)
print(table.concat(lines, " "))  -- expect: 2 6 8
