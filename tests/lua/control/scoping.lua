-- Local scoping: shadowing, initialisers seeing the outer name, recursion of local functions, blocks,
-- multiple assignment evaluation order, attributes.
local x = 1
do
  local x = x + 1
  assert(x == 2)
  do local x = x * 10 assert(x == 20) end
  assert(x == 2)
end
assert(x == 1)
local f = function(n) return f end
assert(f() == nil, "a local is not visible in its own initialiser")
local function g(n) return n == 0 and g or g(n - 1) end
assert(g(3) == g)
local a <const>, b = 10, 20
b = a + b
assert(b == 30)
local p, q, r = (function() return 1, 2, 3 end)()
assert(p == 1 and q == 2 and r == 3)
local s, t = ((function() return 1, 2 end)())
assert(s == 1 and t == nil)
local u, v, w = 1
assert(u == 1 and v == nil and w == nil)
-- All right-hand sides are evaluated before any assignment.
local i, arr = 1, { 10, 20, 30 }
i, arr[i] = i + 1, "set"
assert(i == 2 and arr[1] == "set" and arr[2] == 20)
local m, n = 1, 2
m, n = n, m
assert(m == 2 and n == 1)
local o = { 1, 2 }
o[1], o[2] = o[2], o[1]
assert(o[1] == 2 and o[2] == 1)
local k = {}
k.a, k.b, k.c = 1, 2
assert(k.a == 1 and k.b == 2 and k.c == nil)
local z = { v = "old" }
local keep = z
z.v, z = "new", nil
assert(keep.v == "new" and z == nil)
-- Globals through a local _ENV, and as a parameter.
do
  local print, assert = print, assert
  local _ENV = { y = 5 }
  y = y + 1
  assert(_ENV.y == 6 and print ~= nil)
end
assert(y == nil)
local function env(_ENV) return value end
assert(env({ value = 7 }) == 7)
-- Many nested blocks and redeclarations of one name in one scope.
local d = 1
local d = d + 1
local d = d + 1
assert(d == 3)
assert((function(...) local arg = 5 return arg end)(1, 2) == 5)
print("ok")
