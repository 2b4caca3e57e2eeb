-- Yield inside iterators of for loops, comparison functions of library calls, and __pairs.
local yield, wrap = coroutine.yield, coroutine.wrap
local function collect(f, ...)
  local out = {}
  for a, b in wrap(f), ... do out[#out + 1] = tostring(a) .. (b ~= nil and "=" .. tostring(b) or "") end
  return table.concat(out, " ")
end
local function tree(t) if t then tree(t.l) yield(t.v, t.d) tree(t.r) end end
local root = { v = 2, d = 0, l = { v = 1, d = 1 }, r = { v = 4, d = 1, l = { v = 3, d = 2 } } }
print(collect(function() tree(root) end))  -- expect: 1=1 2=0 3=2 4=1
-- The iterator function itself yields to an outer coroutine.
print(collect(function()
  for i in function(_, i) i = (i or 0) + 1 yield("step" .. i) if i <= 3 then return i end end do yield("body" .. i) end
end))  -- expect: step1 body1 step2 body2 step3 body3 step4
-- A yielding iterator through __call and through __pairs.
local callable = setmetatable({}, { __call = function(_, _, i) i = (i or 0) + 1 yield("call" .. i) return i <= 2 and i or nil end })
print(collect(function() for i in callable do yield("b" .. i) end end))  -- expect: call1 b1 call2 b2 call3
local p = setmetatable({}, { __pairs = function(t) yield("pairs") return function(_, k) yield("next") if not k then return 1 end end, t end })
print(collect(function() for k in pairs(p) do yield("k" .. k) end end))  -- expect: pairs next k1 next
-- Closing value of a for loop that yields in its __close.
print(collect(function()
  local c = setmetatable({}, { __close = function() yield("closing") end })
  for i in function(_, i) i = (i or 0) + 1 if i <= 2 then return i end end, nil, nil, c do yield("i" .. i) end
  yield("after")
end))  -- expect: i1 i2 closing after
-- Generators feeding generators.
local function gen(n) return wrap(function() for i = 1, n do yield(i) end end) end
local function filter(p, g) return wrap(function() for v in g do if p(v) then yield(v) end end end) end
local function map(f, g) return wrap(function() for v in g do yield(f(v)) end end) end
local sum = 0
for v in map(function(x) return x * x end, filter(function(x) return x % 3 == 0 end, gen(30))) do sum = sum + v end
print(sum)  -- expect: 3465
-- Same Fringe by two coroutines.
local function fringe(t) return wrap(function() local function go(x) if type(x) == "table" then go(x[1]) go(x[2]) else yield(x) end end go(t) end) end
local f1, f2, same = fringe { { 1, 2 }, { 3, 4 } }, fringe { 1, { { 2, 3 }, 4 } }, true
repeat local x, y = f1(), f2() same = same and x == y until x == nil or y == nil
print(same)  -- expect: true
