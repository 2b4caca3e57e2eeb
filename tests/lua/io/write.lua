-- Writing: chains, kinds of values, numbers, buffers, errors.
local name = os.tmpname()
local f = assert(io.open(name, "wb"))
assert(f:write("a", 1, 2.5, -0.0, 1e100, "\0", math.maxinteger) == f)
f:write():write(""):write("z")
f:close()
local g = io.open(name, "rb")
local text = g:read("a")
g:close()
print(#text, (text:gsub("%z", "0")))  -- expect: 34<TAB>a12.5-01e+10009223372036854775807z
print(pcall(f.write, f, "x"))  -- expect: false<TAB>attempt to use a closed file
f = assert(io.open(name, "wb"))
print(pcall(f.write, f, nil))  -- expect: false<TAB>bad argument #2 to '?' (string expected, got nil)
print(pcall(f.write, f, {}))  -- expect: false<TAB>bad argument #2 to '?' (string expected, got table)
print(pcall(f.write, f, true))  -- expect: false<TAB>bad argument #2 to '?' (string expected, got boolean)
print(pcall(f.write, f, "ok", print))  -- expect: false<TAB>bad argument #3 to '?' (string expected, got function)
print(pcall(f.write, f, setmetatable({}, { __tostring = function() return "t" end })))  -- expect: false<TAB>bad argument #2 to '?' (string expected, got table)
f:close()
g = io.open(name, "rb")
print(g:read("a"))  -- expect: ok
g:close()
-- buffering
for _, mode in ipairs { "no", "full", "line" } do
  f = assert(io.open(name, "wb"))
  print(mode, f:setvbuf(mode, 64))  -- expect: no<TAB>true
  g = assert(io.open(name, "rb"))
  f:write("abc")
  local early = g:read("a")
  f:write("\n")
  local middle = g:read("a")
  f:flush()
  local late = g:read("a")
  print(#early, #middle, #late, #early + #middle + #late)  -- expect: 3<TAB>1<TAB>0<TAB>4
  -- expect: full<TAB>true
  -- expect: 0<TAB>0<TAB>4<TAB>4
  -- expect: line<TAB>true
  -- expect: 0<TAB>4<TAB>0<TAB>4
  f:close()
  g:close()
end
f = assert(io.open(name, "wb"))
print(pcall(f.setvbuf, f, "none"))  -- expect: false<TAB>bad argument #2 to '?' (invalid option 'none')
print(pcall(f.setvbuf, f))  -- expect: false<TAB>bad argument #2 to '?' (string expected, got no value)
print(f:flush() == f, io.flush == nil)  -- expect: false<TAB>false
f:close()
print(pcall(f.flush, f))  -- expect: false<TAB>attempt to use a closed file
-- a big file, in small writes
f = assert(io.open(name, "wb"))
for i = 1, 5000 do f:write(i, "\n") end
f:close()
local sum, lines = 0, 0
for l in io.lines(name) do
  sum = sum + tonumber(l)
  lines = lines + 1
end
print(sum, lines)  -- expect: 12502500<TAB>5000
os.remove(name)
