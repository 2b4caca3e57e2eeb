-- Closures: loops, recursion, shared state, escaping blocks, many at once.
local fs = {}
for i = 1, 5 do fs[i] = function() i = i + 1 return i end end
assert(fs[1]() == 2 and fs[1]() == 3 and fs[2]() == 3 and fs[5]() == 6)
fs = {}
for _, v in ipairs { "a", "b", "c" } do fs[#fs + 1] = function() return v end end
assert(fs[1]() .. fs[2]() .. fs[3]() == "abc")
fs = {}
local i = 1
while i <= 3 do
  local j = i
  fs[i] = function() j = j * 2 return j end
  i = i + 1
end
assert(fs[1]() == 2 and fs[2]() == 4 and fs[3]() == 6 and fs[3]() == 12)
fs = {}
i = 0
repeat
  local k = i
  fs[#fs + 1] = function() return k end
  i = i + 1
until k == 2
assert(#fs == 3 and fs[1]() == 0 and fs[3]() == 2)
-- goto makes fresh locals each time
fs = {}
do
  local n = 0
  ::again::
  local fresh = n
  fs[#fs + 1] = function() fresh = fresh + 10 return fresh end
  n = n + 1
  if n < 3 then goto again end
end
assert(fs[1]() == 10 and fs[2]() == 11 and fs[3]() == 12 and fs[1]() == 20)
-- two closures of one variable, one of them dead
local function pair()
  local v = 0
  return function() v = v + 1 return v end, function() return v end
end
local inc, get = pair()
inc()
inc()
assert(get() == 2)
-- parameters as upvalues, shadowing
local function shadow(x)
  local outer = function() return x end
  local x = x .. "!"
  local inner = function() return x end
  do
    local x = "block"
    assert(inner() ~= x)
  end
  return outer() .. inner()
end
assert(shadow("p") == "pp!")
-- recursion of local functions and of variables
local function fact(n) return n <= 1 and 1 or n * fact(n - 1) end
local old = fact
fact = function() return "replaced" end
assert(not pcall(old, 5) and old(1) == 1)
fact = function(n) return n * 100 end
assert(old(5) == 2000)
local rec = function(n) return rec end
assert(rec(1) == nil)
-- counters that know each other
local function make(n)
  local t = {}
  for k = 1, n do
    t[k] = function(...)
      if select("#", ...) > 0 then t[k % n + 1](table.unpack({ ... }, 2)) end
      t.calls = (t.calls or 0) + 1
      return t.calls
    end
  end
  return t
end
local ring = make(4)
assert(ring[1](1, 2, 3) == 4 and ring[2]() == 5)
-- compose, curry, partial, memo of closures
local function compose(f, ...)
  if not f then return function(...) return ... end end
  local rest = compose(...)
  return function(...) return f(rest(...)) end
end
assert(compose(function(x) return x + 1 end, function(x) return x * 2 end, tonumber)("5") == 11)
local function curry(f, n)
  if n <= 1 then return f end
  return function(a) return curry(function(...) return f(a, ...) end, n - 1) end
end
assert(curry(function(a, b, c) return a .. b .. c end, 3)(1)(2)(3) == "123")
-- an upvalue that outlives an error
local saved
pcall(function()
  local v = "kept"
  saved = function() return v end
  error("leave")
end)
assert(saved() == "kept")
-- upvalues of a coroutine's function
local co = coroutine.wrap(function()
  local n = 0
  local function bump() n = n + 1 end
  while true do
    bump()
    coroutine.yield(n, bump)
  end
end)
local n1, bump = co()
bump()
bump()
assert(n1 == 1 and co() == 4)
-- ten thousand closures
local sum, many = 0, {}
for k = 1, 10000 do many[k] = function(d) k = k + d return k end end
for k = 1, 10000 do sum = sum + many[k](1) end
assert(sum == 10000 * 10001 // 2 + 10000)
-- equality: each evaluation is a function of its own kind, upvalues tell them apart
local function gen(v) return function() return v end end
assert(gen(1) ~= gen(2))
print "ok"
