-- During a traversal fields may be cleared and changed; nothing is visited twice or lost.
local function build(n)
  local t = {}
  for i = 1, n do
    t[i] = i
    t["s" .. i] = i
    t[i + 0.25] = i
  end
  return t
end
for _, n in ipairs { 1, 2, 3, 10, 50, 130 } do
  -- clear every key as it is met
  local t, seen = build(n), 0
  for k in pairs(t) do
    t[k] = nil
    seen = seen + 1
  end
  assert(seen == 3 * n and next(t) == nil)
  -- clear all other keys at the first visit
  t, seen = build(n), 0
  for k in pairs(t) do
    seen = seen + 1
    for j in pairs(t) do
      if j ~= k then t[j] = nil end
    end
  end
  assert(seen == 1)
  -- assign to existing fields
  t = build(n)
  for k, v in pairs(t) do t[k] = v * 2 end
  local sum = 0
  for _, v in pairs(t) do sum = sum + v end
  assert(sum == 3 * n * (n + 1))
  -- clear every second one, collect in between
  t, seen = build(n), 0
  for k, v in pairs(t) do
    seen = seen + 1
    if seen % 2 == 0 then t[k] = nil end
    if seen % 64 == 0 then collectgarbage("step") end
  end
  assert(seen == 3 * n)
  local left = 0
  for _ in pairs(t) do left = left + 1 end
  assert(left == 3 * n - (3 * n) // 2)
end

-- objects as keys, dropped during the traversal and collected
local t, n = {}, 0
for i = 1, 100 do t[{}] = i end
for k in pairs(t) do
  t[k] = nil
  k = nil
  n = n + 1
  if n % 10 == 0 then collectgarbage() end
end
assert(n == 100 and next(t) == nil)

-- a nested traversal of the same table
local m, pairs_seen = { a = 1, b = 2, c = 3 }, 0
for _ in pairs(m) do
  for _ in pairs(m) do pairs_seen = pairs_seen + 1 end
end
assert(pairs_seen == 9)

-- two traversals in step, in coroutines
local function keys(t)
  return coroutine.wrap(function() for k in pairs(t) do coroutine.yield(k) end end)
end
local one, two = keys(m), keys(m)
for _ = 1, 3 do assert(one() == two()) end
assert(one() == nil and two() == nil)

-- order is stable while the table does not change
local big = build(100)
local first = {}
for k in pairs(big) do first[#first + 1] = k end
for _ = 1, 3 do
  local i = 0
  for k in pairs(big) do
    i = i + 1
    assert(first[i] == k)
  end
end
-- array elements come in order
local order = {}
for k in pairs({ 1, 2, 3, 4, 5, 6, 7 }) do order[#order + 1] = k end
assert(table.concat(order) == "1234567")
print "ok"
