-- Tables keep identity through calls, results, closures and coroutines.
local function same(t) return t end
local t = {}
assert(same(t) == t and rawequal(same(t), t))
local function modify(a)
  a.n = (a.n or 0) + 1
  return a
end
modify(modify(modify(t)))
assert(t.n == 3)
local function swap(a, b) return b, a end
local a, b = {}, {}
local x, y = swap(a, b)
assert(x == b and y == a)
local co = coroutine.wrap(function(p)
  while true do
    p.count = (p.count or 0) + 1
    p = coroutine.yield(p)
  end
end)
assert(co(a) == a and co(b) == b and co(a) == a and a.count == 2 and b.count == 1)
-- shared substructure
local shared = { v = 1 }
local l, r = { s = shared }, { s = shared }
l.s.v = 2
assert(r.s.v == 2 and l.s == r.s)
-- cycles
local node = { value = 1 }
node.next = { value = 2, next = node }
local sum, cursor = 0, node
for _ = 1, 10 do
  sum = sum + cursor.value
  cursor = cursor.next
end
assert(sum == 15)
-- assignment order with the same table on both sides
local i, arr = 1, {}
i, arr[i] = i + 1, 20
assert(i == 2 and arr[1] == 20 and arr[2] == nil)
local q = { 1, 2, 3 }
q[1], q[2], q[3] = q[3], q[1], q[2]
assert(q[1] == 3 and q[2] == 1 and q[3] == 2)
local p = { { 1 }, { 2 } }
p[1], p[2][1] = p[2], p[1]
assert(p[1][1][1] == 1)
do
  local z = { f = { g = 1 } }
  z.f, z.f.g = nil, 2
  assert(z.f == nil)
end
do
  local t1 = { v = 1 }
  local t2 = t1
  t1, t1.v = { v = 10 }, 20
  assert(t2.v == 20 and t1.v == 10)
end
print "ok"
