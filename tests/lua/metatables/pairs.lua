-- __pairs and iteration functions: what pairs returns, ipairs through __index, next on empty tables.
local t = { 1, 2 }
local f, s, c = pairs(t)
assert(f == next and s == t and c == nil)
local i, s2, z = ipairs(t)
assert(type(i) == "function" and s2 == t and z == 0 and i == ipairs({}))
local p = setmetatable({}, { __pairs = function(self, ...)
  assert(select("#", ...) == 0)
  return function(st, k) k = (k or 0) + 1 if k <= 3 then return k, k * k end end, "state", nil, "dropped"
end })
local sum = 0
for k, v in pairs(p) do sum = sum + k * v end
assert(sum == 36 and select("#", pairs(p)) == 3 and select(2, pairs(p)) == "state")
assert(next({}) == nil and next({ 5 }) == 1 and select("#", next({})) == 1)
assert(rawlen(p) == 0 and next(p) == nil)
-- ipairs accepts anything that can be indexed, and stops at the first nil.
local fake = setmetatable({}, { __index = function(_, k) if k <= 3 then return k + 0.5 end end })
local list = {}
for k, v in ipairs(fake) do list[k] = v end
assert(#list == 3 and list[3] == 3.5)
for _, ch in ipairs({ "a", nil, "c" }) do assert(ch == "a") end
local n = 0
for k, v in ipairs(setmetatable({ 1, 2, 3 }, { __index = { [4] = 4, [5] = 5 } })) do n = n + v end
assert(n == 15)
-- Order: 1..n first, then nothing is said; all keys come exactly once.
local m = { 10, 20, 30, x = 1, y = 2, [2.5] = 3, [true] = 4, [-1] = 5, [100] = 6 }
local seen, count = {}, 0
for k, v in pairs(m) do
  assert(seen[k] == nil and m[k] == v)
  seen[k] = true
  count = count + 1
end
assert(count == 9)
local function e(f, ...) return (select(2, pcall(f, ...))) end
print(e(pairs))  -- expect: bad argument #1 to 'pairs' (value expected)
print(pairs(5) == next, select(2, pairs("s")), select("#", pairs(nil)))  -- expect: true<TAB>s<TAB>3
print((e(function() for k in pairs(5) do end end):gsub("^.-:%d+: ", "")))  -- expect: bad argument #1 to 'for iterator' (table expected, got number)
print(e(next, 5))  -- expect: bad argument #1 to 'next' (table expected, got number)
print(e(next, {}, 1))  -- expect: invalid key to 'next'
print(e(next, { a = 1 }, "b"))  -- expect: invalid key to 'next'
print(select("#", ipairs(nil)), select(3, ipairs(nil)))  -- expect: 3<TAB>0
print((e(function() for k in ipairs(nil) do end end):gsub("^.-:%d+: ", "")))  -- expect: attempt to index a nil value
print(e(pairs, setmetatable({}, { __pairs = 5 })))  -- expect: attempt to call a number value
