-- Upvalues: shared between closures and the running function, one per loop iteration, nested levels,
-- alive after the function ended, assignments seen everywhere.
local function pair()
  local v = 0
  return function() v = v + 1 return v end, function(x) v = x end, function() return v end
end
local inc, set, get = pair()
local inc2 = pair()
assert(inc() == 1 and inc() == 2 and get() == 2 and inc2() == 1)
set(10)
assert(inc() == 11 and get() == 11)
local function observe()
  local x = 1
  local function bump() x = x + 1 end
  bump()
  local y = x
  x = 10
  bump()
  return x, y
end
local x, y = observe()
assert(x == 11 and y == 2)
local fs = {}
for i = 1, 3 do
  local j = i * 10
  fs[i] = { function() i = i + 1 j = j + 1 return i, j end, function() return i, j end }
end
fs[1][1]()
local a, b = fs[1][2]()
assert(a == 2 and b == 11)
a, b = fs[2][2]()
assert(a == 2 and b == 20)
-- Three levels; the middle one only passes the upvalue on.
local function outer()
  local v = "o"
  return function() return function() return function(s) if s then v = s end return v end end end
end
local f1 = outer()
local g1, g2 = f1()(), f1()()
assert(g1() == "o" and g1("new") == "new" and g2() == "new" and f1()()() == "new")
-- Parameters, varargs tables, loop variables of while, function names.
local function param(p, ...)
  local rest = { ... }
  return function(d) p = p + d + #rest return p end
end
local pf = param(5, 1, 2)
assert(pf(1) == 8 and pf(0) == 10)
-- Self-recursive local function replaced later.
local function fact(n) return n <= 1 and 1 or n * fact(n - 1) end
local old = fact
fact = function() return 100 end
assert(old(5) == 500)
-- Closures over a variable declared after others went out of scope must not mix registers.
local list = {}
do local t1 = "t1" list[1] = function() return t1 end end
do local t2 = "t2" list[2] = function() return t2 end end
do local t3 = "t3" end
do local t4 local f = function() t4 = "t4" end f() list[3] = function() return t4 end end
assert(list[1]() == "t1" and list[2]() == "t2" and list[3]() == "t4")
-- Upvalues survive errors and coroutine ends.
local kept
pcall(function() local v = 1 kept = function() v = v + 1 return v end error("x") end)
assert(kept() == 2 and kept() == 3)
coroutine.wrap(function() local v = 5 kept = function() v = v + 1 return v end coroutine.yield() end)()
assert(kept() == 6 and kept() == 7)
print("ok")
