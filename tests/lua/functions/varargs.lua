-- Varargs: counts with nils, truncation and adjustment, in constructors, calls, select and nested use.
local function count(...) return select("#", ...) end
assert(count() == 0 and count(nil) == 1 and count(nil, nil) == 2 and count(1, nil, 3, nil) == 4)
local function all(...) return ... end
assert(count(all(1, nil, nil)) == 3 and count((all(1, 2, 3))) == 1 and count(all()) == 0 and count((all())) == 1)
assert(count(all(1, 2), all(3, 4)) == 3 and count(all(), all()) == 1 and count(all(1, 2), 5) == 2)
local function first(a, ...) return a, count(...) end
local a, n = first()
assert(a == nil and n == 0)
a, n = first(1, nil, nil)
assert(a == 1 and n == 2)
local function fixed(a, b, c, ...) return a, b, c, ... end
assert(count(fixed()) == 3 and count(fixed(1)) == 3 and count(fixed(1, 2, 3, 4, nil)) == 5)
local t = { all(1, 2, 3) }
assert(#t == 3)
t = { all(1, 2, 3), all(4, 5) }
assert(#t == 3 and t[1] == 1 and t[2] == 4 and t[3] == 5)
t = { all(1, 2), nil }
assert(t[1] == 1 and t[2] == nil)
t = { n = count(1, 2), all(7, 8), [10] = 1, all(9, 10) }
assert(t[1] == 7 and t[2] == 9 and t[3] == 10 and t.n == 2)
-- ... in the middle, in parentheses, in arithmetic.
local function sum(...)
  local a, b = ...
  local c = (...)
  return a + b + c, ... + 1
end
local x, y = sum(10, 20)
assert(x == 40 and y == 11)
-- Captured through a table, since ... itself is not an upvalue.
local function later(...)
  local args = table.pack(...)
  return function() return table.unpack(args, 1, args.n) end
end
assert(count(later(1, nil, nil)()) == 3)
-- select with negative positions and beyond the end.
assert(select(-1, 1, 2, 3) == 3 and count(select(-2, 1, 2, 3)) == 2 and count(select(4, 1, 2, 3)) == 0)
assert(count(select(2, 1, nil, nil)) == 2 and select("#") == 0 and select(1.0, "a") == "a" and select("2", 1, 5) == 5)
local function e(...) return (select(2, pcall(...))) end
print(e(select, 0))  -- expect: bad argument #1 to 'select' (index out of range)
print(e(select, -4, 1, 2, 3))  -- expect: bad argument #1 to 'select' (index out of range)
print(e(select))  -- expect: bad argument #1 to 'select' (number expected, got no value)
print(e(select, 1.5))  -- expect: bad argument #1 to 'select' (number has no integer representation)
print(e(select, "x"))  -- expect: bad argument #1 to 'select' (number expected, got string)
-- The main chunk takes varargs as well.
assert(select("#", load("return ...")(1, nil)) == 2 and load("local a, b = ... return b")(1, 2) == 2)
