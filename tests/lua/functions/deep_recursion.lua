-- modes: not move-stack ; a move of a deep stack at each of its calls takes minutes
-- Recursion in Lua to great depth, in several forms, and its end in an ordinary error.
local function depth(n) return n == 0 and 0 or 1 + depth(n - 1) end
assert(depth(10000) == 10000 and depth(100000) == 100000)
local function even(n) if n == 0 then return true end return odd(n - 1) end
function odd(n) if n == 0 then return false end return even(n - 1) end
assert(even(200000) and not odd(200000))
local function sum(n, acc) if n == 0 then return acc end return sum(n - 1, acc + n) end
assert(sum(100000, 0) == 100000 * 100001 // 2)
local function build(n) if n == 0 then return nil end return { next = build(n - 1), n = n } end
local list = build(20000)
local count = 0
while list do
  count = count + 1
  list = list.next
end
assert(count == 20000)
local function many(n, ...) if n == 0 then return select("#", ...) end return many(n - 1, n, ...) end
assert(many(100) == 100)
local function closures(n) if n == 0 then return function() return 0 end end local f = closures(n - 1) return function() return f() + 1 end end
assert(closures(5000)() == 5000)
-- Ackermann and Hofstadter, for recursion that goes up and down
local function ack(m, n)
  if m == 0 then return n + 1 end
  if n == 0 then return ack(m - 1, 1) end
  return ack(m - 1, ack(m, n - 1))
end
assert(ack(2, 9) == 21 and ack(3, 5) == 253)
local memo = { 1, 1 }
local function q(n)
  if not memo[n] then memo[n] = q(n - q(n - 1)) + q(n - q(n - 2)) end
  return memo[n]
end
assert(q(300) == 157)
-- endless recursion is caught, again and again
for _ = 1, 2 do
  local function forever(n) return 1 + forever(n + 1) end
  local ok, m = pcall(forever, 1)
  assert(not ok and m:find("stack overflow", 1, true) and #m < 300)
end
local t = setmetatable({}, { __index = function(t, k) return t[k + 1] end })
assert(not pcall(function() return t[1] end))
t = setmetatable({}, { __add = function(a, b) return a + b end })
assert(not pcall(function() return t + 1 end))
t = setmetatable({}, { __tostring = function(x) return tostring(x) end })
assert(not pcall(tostring, t))
assert(depth(1000) == 1000)
print "ok"
