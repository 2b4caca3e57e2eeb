-- Thousands of keys of every kind; each is found, replaced, removed.
local N = 5000
local t = {}
for i = 1, N do t["key" .. i] = i end
for i = 1, N do assert(t["key" .. i] == i) end
assert(t.key0 == nil and t["key" .. N + 1] == nil)
for i = 1, N, 2 do t["key" .. i] = nil end
local count, sum = 0, 0
for k, v in pairs(t) do
  assert(k == "key" .. v and v % 2 == 0)
  count, sum = count + 1, sum + v
end
assert(count == N // 2 and sum == (N // 2) * (N // 2 + 1))
for i = 1, N, 2 do t["key" .. i] = -i end
count = 0
for _ in pairs(t) do count = count + 1 end
assert(count == N)
-- the same insertions and removals again and again must not grow without bound
local churn = {}
for round = 1, 60 do
  for i = 1, 100 do churn[round .. ":" .. i] = i end
  for i = 1, 100 do churn[round .. ":" .. i] = nil end
end
assert(next(churn) == nil)
collectgarbage()
-- negative, large and sparse integers
local s = {}
for i = 1, N do s[i * 1000003] = i end
for i = 1, N do s[-i] = i end
for i = 1, N do assert(s[i * 1000003] == i and s[-i] == i) end
assert(#s == 0)
-- floats
local f = {}
for i = 1, N do f[i + 1 / 3] = i end
for i = 1, N do assert(f[i + 1 / 3] == i) end
-- powers of two and their neighbours
local p = {}
for i = 0, 62 do
  p[1 << i] = i
  p[-(1 << i)] = -i
  p[(1 << i) + 1 / 3] = "third"
end
for i = 0, 62 do assert(p[-(1 << i)] == -i and (p[1 << i] == i or i > 51)) end
-- tables
local o, list = {}, {}
for i = 1, N do
  list[i] = {}
  o[list[i]] = i
end
collectgarbage()
for i = 1, N do assert(o[list[i]] == i) end
-- strings with common beginnings and ends
local q = {}
for i = 1, 500 do
  q[("a"):rep(i)] = i
  q[("a"):rep(i) .. "b"] = -i
end
for i = 1, 500 do assert(q[("a"):rep(i)] == i and q[("a"):rep(i) .. "b"] == -i) end
print "ok"
