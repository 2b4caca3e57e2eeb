-- A tour of Lua 5.4 in a hundred lines:   ./dev run examples/tour.lua
-- It runs under any Lua 5.4; under Trinity it ends with what the engine did.

local function heading(text) print(("\n%s\n%s"):format(text, ("-"):rep(#text))) end

heading("Numbers: 64-bit integers beside floats")
print("integers", 7 // 2, 7 % -3, math.maxinteger + 1 == math.mininteger)
print("floats", 7 / 2, 1e100, 2^53 | 0, 3 == 3.0)
print("bits", ("0x%X"):format(0xF0F0 & ~0xFF | 1 << 4), math.type(1), math.type(1.0))

heading("Closures: functions that remember")
local function counter(step)
  local n = 0
  return function() n = n + step; return n end
end
local by_one, by_ten = counter(1), counter(10)
print(by_one(), by_one(), by_ten(), by_one(), by_ten())

heading("Metatables: objects and operators of your own")
local Vector = {}
Vector.__index = Vector
Vector.__add = function(a, b) return setmetatable({ x = a.x + b.x, y = a.y + b.y }, Vector) end
Vector.__eq = function(a, b) return a.x == b.x and a.y == b.y end
Vector.__tostring = function(v) return ("(%g, %g)"):format(v.x, v.y) end
Vector.__call = function(_, x, y) return setmetatable({ x = x, y = y }, Vector) end
setmetatable(Vector, Vector)
function Vector:length() return (self.x ^ 2 + self.y ^ 2) ^ 0.5 end
local sum = Vector(1, 2) + Vector(2, 2)
print(sum, sum:length(), sum == Vector(3, 4))
local squares = setmetatable({}, { __index = function(t, n) t[n] = n * n; return t[n] end })
print("computed on demand:", squares[12], "now stored:", rawget(squares, 12))

heading("Coroutines: a generator in a for loop")
local function permutations(list, n)
  n = n or #list
  if n == 1 then return coroutine.yield(table.concat(list, " ")) end
  for i = 1, n do
    list[i], list[n] = list[n], list[i]
    permutations(list, n - 1)
    list[i], list[n] = list[n], list[i]
  end
end
for p in coroutine.wrap(function() permutations { "red", "green", "blue" } end) do print(p) end

heading("Strings: patterns, formats, bytes")
local text = "Ada 1815, Grace 1906, Alan 1912"
for name, year in text:gmatch("(%a+) (%d+)") do io.write(name, " was born in ", year, "; ") end
print()
print((text:gsub("%d+", function(year) return ("'%02d"):format(year % 100) end)))
print(("%q"):format('tab\tand "quotes"'), #"h\u{e9}llo", utf8.len("h\u{e9}llo"))
print(string.unpack("<i4 z", string.pack("<i4 z", 1993, "Lua")))

heading("Varargs: as many values as you like")
local function summary(...)
  local total <const> = select("#", ...)
  local packed = table.pack(...)
  table.sort(packed)
  return total, packed[1], packed[total], table.unpack(packed, 2, total - 1)
end
print(summary(31, 4, 15, 9, 26))

heading("goto: leave a loop where it suits you")
for n = 2, 30 do
  for d = 2, math.floor(n ^ 0.5) do
    if n % d == 0 then goto not_prime end
  end
  io.write(n, " ")
  ::not_prime::
end
print()

heading("Errors: raised, caught, with the right line")
print(pcall(function() local missing; return missing.field end))
print(select(2, pcall(error, { code = 42 })).code)
print(xpcall(function() return #nil end, function(message) return "handled: " .. message end))

heading("To-be-closed variables: cleaning up, whatever happens")
local function resource(name)
  print("open  " .. name)
  local function close(_, problem)
    print("close " .. name, problem and "after an error" or "in good order")
  end
  return setmetatable({}, { __close = close })
end
print(pcall(function()
  local first <close> = resource("first")
  do local second <close> = resource("second") end
  error("something went wrong", 0)
end))

heading("And some work: the longest Collatz chain below 30000")
local best, longest = 0, 0
local lengths = { 1 }
for start = 2, 30000 do
  local n, steps = start, 0
  while n >= start do
    n, steps = n % 2 == 0 and n // 2 or 3 * n + 1, steps + 1
  end
  lengths[start] = lengths[n] + steps
  if lengths[start] > longest then best, longest = start, lengths[start] end
end
print(best .. " takes " .. longest .. " numbers to reach 1")

local found, trinity = pcall(require, "trinity")
if found then
  heading("What the engine did")
  local rows = {}
  for name, count in pairs(trinity.stats()) do
    rows[#rows + 1] = ("%-28s %12d"):format(name, count)
  end
  table.sort(rows)
  print(table.concat(rows, "\n"))
end
