-- io.lines and file:lines: formats, closing at the end, errors.
local name = os.tmpname()
local f = assert(io.open(name, "w"))
f:write("alpha\nbeta\n\n12 34\nlast")
f:close()
for line in io.lines(name) do print("[" .. line .. "]") end  -- expect: [alpha]
-- expect: [beta]
-- expect: []
-- expect: [12 34]
-- expect: [last]
for line in io.lines(name, "L") do print((("%q"):format(line):gsub("\n", "n"))) end  -- expect: "alpha\n"
-- expect: "beta\n"
-- expect: "\n"
-- expect: "12 34\n"
-- expect: "last"
local pairs_read = {}
for a, b in io.lines(name, 1, 2) do pairs_read[#pairs_read + 1] = (a .. "-" .. tostring(b)):gsub("\n", "/") end
print(table.concat(pairs_read, " "))  -- expect: a-lp h-a/ b-et a-// 1-2  3-4/ l-as t-nil
local chunks = {}
for chunk in io.lines(name, 8) do chunks[#chunks + 1] = "<" .. chunk:gsub("\n", "/") .. ">" end
print(table.concat(chunks))  -- expect: <alpha/be><ta//12 3><4/last>
for all in io.lines(name, "a") do
  print(#all)  -- expect: 22
  break
end
f = assert(io.open(name))
for line in f:lines() do
  print(line)  -- expect: alpha
  -- expect: beta
  -- expect:
  if line == "" then break end
end
print(f:read("n", "n"), io.type(f))  -- expect: 12<TAB>file
for line in f:lines("l") do print("[" .. line .. "]") end  -- expect: []
-- expect: [last]
print(f:read("a"), f:read("l"), io.type(f))  -- expect: <TAB>nil<TAB>file
f:close()
-- the file of io.lines is closed by its end
local iterator, state, control, closing = io.lines(name)
print(type(iterator), state, control, io.type(closing))  -- expect: function<TAB>nil<TAB>nil<TAB>file
while iterator() do end
print(io.type(closing))  -- expect: closed file
print(pcall(iterator))  -- expect: false<TAB>file is already closed
-- and by leaving the loop
local kept
do
  local it, s, c, file = io.lines(name)
  kept = file
  for _ in it, s, c, file do break end
end
print(io.type(kept))  -- expect: closed file
print((select(2, pcall(io.lines, "/nonexistent/file"))))  -- expect: cannot open file '/nonexistent/file' (No such file or directory)
print(pcall((io.lines(name, "x"))))  -- expect: false<TAB>bad argument #2 to '?' (invalid format)
print(pcall(io.lines, {}))  -- expect: false<TAB>bad argument #1 to 'io.lines' (string expected, got table)
for l in io.lines(name, "n") do print("never", l) end
local g = io.open(name)
g:close()
print(pcall(g.lines, g))  -- expect: false<TAB>attempt to use a closed file
local h = io.open(name)
local it = h:lines()
h:close()
print(pcall(it))  -- expect: false<TAB>file is already closed
-- too many formats
print(pcall(io.lines, name, table.unpack(setmetatable({}, { __index = function() return "l" end }), 1, 251)))  -- expect: false<TAB>bad argument #252 to 'io.lines' (too many arguments)
local many = { io.lines(name, table.unpack(setmetatable({}, { __index = function() return 1 end }), 1, 200))() }
print(#many, many[1], many[5], many[22], many[23])  -- expect: 22<TAB>a<TAB>a<TAB>t<TAB>nil
os.remove(name)
