-- Coroutines inside coroutines, many at once, deep recursion inside one, huge numbers of them.
local yield = coroutine.yield
local function nest(n)
  if n == 0 then return "bottom" end
  local co = coroutine.create(nest)
  local ok, v = coroutine.resume(co, n - 1)
  assert(ok, v)
  return v
end
assert(nest(100) == "bottom")
-- Yield passes only one level.
local function level(n)
  if n == 0 then yield("y") return "r" end
  local w = coroutine.wrap(level)
  local a, b = w(n - 1), w()
  yield(a .. n)
  return b .. n
end
local w = coroutine.wrap(level)
assert(w(5) == "y12345" and w() == "r12345")
-- A thousand alive at once, resumed round robin, each with its own state.
local cos = {}
for i = 1, 1000 do
  cos[i] = coroutine.wrap(function() local s = i while true do s = s + yield(s) end end)
end
local total = 0
for round = 0, 4 do
  for i = 1, 1000 do total = total + cos[i](round) end
end
assert(total == 5 * 500500 + 1000 * (1 + 3 + 6 + 10))
-- Deep recursion in a coroutine, yielding from the bottom.
local function deep(n) if n == 0 then return yield("deep") end return 1 + deep(n - 1) end
local co = coroutine.create(deep)
local ok, v = coroutine.resume(co, 20000)
assert(ok and v == "deep")
ok, v = coroutine.resume(co, 5)
assert(ok and v == 20005)
-- Many short-lived ones.
local sum = 0
for i = 1, 20000 do sum = sum + coroutine.wrap(function(x) return yield(x + 1) end)(i) end
assert(sum == 20000 * 20001 // 2 + 20000)
-- Passing coroutines around: resumed from different places.
local shared = coroutine.create(function(v) while true do v = yield(v * 2) end end)
local function resume_from(c, v) return select(2, coroutine.resume(c, v)) end
local results = {}
for i = 1, 3 do results[i] = coroutine.wrap(function() return resume_from(shared, i) end)() end
assert(table.concat(results, ",") == "2,4,6")
-- Many values through yield and resume.
local t = {}
for i = 1, 200 do t[i] = i end
co = coroutine.create(function(...) local n = select("#", ...) while true do n = n + select("#", yield(...)) end end)
local r = table.pack(coroutine.resume(co, table.unpack(t)))
assert(r.n == 201 and r[201] == 200)
r = table.pack(coroutine.resume(co, table.unpack(t, 1, 100)))
assert(r.n == 201)
-- Upvalues shared between a coroutine and its creator, before and after it ends.
local x = 1
co = coroutine.create(function() x = x + 1 yield() x = x + 10 local y = x return function() y = y + 1 return y end end)
coroutine.resume(co)
assert(x == 2)
x = 5
local _, f = coroutine.resume(co)
assert(x == 15 and f() == 16 and f() == 17)
print("ok")
