-- Weak keys are ephemerons: a value does not keep its own key alive.
local function count(t)
  local n = 0
  for _ in pairs(t) do n = n + 1 end
  return n
end
local function full()
  collectgarbage()
  collectgarbage()
end
local t = setmetatable({}, { __mode = "k" })
local kept = {}
for i = 1, 100 do
  local k = {}
  t[k] = i
  if i % 4 == 0 then kept[#kept + 1] = k end
end
full()
assert(count(t) == 25)
for k, v in pairs(t) do assert(v % 4 == 0) end
kept = nil
full()
assert(count(t) == 0)
-- values that point to their keys
for i = 1, 50 do
  local k = {}
  t[k] = { owner = k, i }
end
full()
assert(count(t) == 0)
-- a chain of ephemerons, held by its first key
local first = {}
local k = first
for i = 1, 200 do
  local nextk = { i }
  t[k] = nextk
  k = nextk
end
k = nil
full()
assert(count(t) == 200)
local n, at = 0, first
while t[at] do
  at = t[at]
  n = n + 1
end
assert(n == 200 and at[1] == 200)
at = nil
first = nil
full()
assert(count(t) == 0)
-- a chain over two tables
local a, b = setmetatable({}, { __mode = "k" }), setmetatable({}, { __mode = "k" })
local root = {}
local cur = root
for i = 1, 100 do
  local mid, last = {}, {}
  a[cur] = mid
  b[mid] = last
  cur = last
end
cur = nil
full()
assert(count(a) == 100 and count(b) == 100)
root = nil
full()
assert(count(a) == 0 and count(b) == 0)
-- numbers and strings as keys stay; array entries are strong
t = setmetatable({ {}, {}, x = {}, ["y" .. 1] = {}, [1.5] = {} }, { __mode = "k" })
full()
assert(count(t) == 5)
-- a cycle through a table that holds both
local s = setmetatable({}, { __mode = "k" })
do
  local p, q = {}, {}
  s[p] = q
  s[q] = p
end
full()
assert(count(s) == 0)
-- private fields of objects
local private = setmetatable({}, { __mode = "k" })
local Account = {}
Account.__index = Account
function Account.new(v)
  local o = setmetatable({}, Account)
  private[o] = { balance = v, self = o }
  return o
end
function Account:add(v) private[self].balance = private[self].balance + v end
function Account:get() return private[self].balance end
local acc = Account.new(10)
for i = 1, 100 do Account.new(i):add(1) end
acc:add(5)
full()
assert(acc:get() == 15 and count(private) == 1)
print "ok"
