-- Arrays grow one by one, from the front, from the back and in random order; every state is checked.
local function filled(n, order)
  local t = {}
  for _, i in ipairs(order) do t[i] = i * 3 end
  for i = 1, n do assert(t[i] == i * 3) end
  assert(t[n + 1] == nil and t[0] == nil)
  return t
end
for _, n in ipairs { 1, 2, 3, 4, 5, 7, 8, 9, 15, 16, 17, 31, 33, 64, 65, 100, 257, 1000 } do
  local up, down, mixed = {}, {}, {}
  for i = 1, n do
    up[i] = i
    down[i] = n - i + 1
    mixed[i] = (i * 7919) % n + 1
  end
  assert(#filled(n, up) == n)
  assert(#filled(n, down) == n)
  if n % 7919 ~= 0 then assert(#filled(n, mixed) == n) end
end

-- growth beyond a table constructor of each small size
for size = 0, 60 do
  local parts = {}
  for i = 1, size do parts[i] = tostring(i) end
  local t = load("return {" .. table.concat(parts, ",") .. "}")()
  assert(#t == size)
  for i = size + 1, size + 40 do
    t[i] = i
    assert(#t == i)
  end
  for i = 1, size + 40 do assert(t[i] == i) end
end

-- sparse growth keeps every element reachable
local t, expected = {}, 0
for i = 0, 40 do
  t[1 << i] = i
  expected = expected + 1
end
local seen = 0
for k, v in pairs(t) do
  assert(k == 1 << v)
  seen = seen + 1
end
assert(seen == expected)

-- shrinking to nothing and growing again
local s = {}
for _ = 1, 5 do
  for i = 1, 200 do s[#s + 1] = i end
  assert(#s == 200)
  for _ = 1, 200 do s[#s] = nil end
  assert(#s == 0 and next(s) == nil)
end

-- mixing keys while an array grows
local m = {}
for i = 1, 500 do
  m[i] = i
  m["k" .. i] = i
  m[i + 0.5] = i
  m[-i] = -i
end
assert(#m == 500)
local count = 0
for _ in pairs(m) do count = count + 1 end
assert(count == 2000)
for i = 1, 500 do assert(m[i] == i and m["k" .. i] == i and m[i + 0.5] == i and m[-i] == -i) end
print "ok"
