-- The length of a table with holes is some border: t[n] ~= nil and t[n + 1] == nil, or 0 when t[1] is nil.
local function is_border(t)
  local n = #t
  if n == 0 then return t[1] == nil end
  return n > 0 and math.type(n) == "integer" and t[n] ~= nil and t[n + 1] == nil
end
local state = 12345
local function random(n)
  state = (state * 1103515245 + 12345) & 0x7fffffff
  return (state >> 8) % n + 1
end
for round = 1, 150 do
  local t = {}
  local size = random(64)
  for i = 1, size do t[i] = i end
  for _ = 1, random(size) do
    t[random(size)] = nil
    assert(is_border(t))
  end
  for _ = 1, 20 do
    t[random(128)] = true
    assert(is_border(t))
    t[random(128)] = nil
    assert(is_border(t))
  end
end

-- constructors with nil among the values
for _, t in ipairs {
  { nil }, { nil, 2 }, { 1, nil, 3 }, { nil, nil, 3 }, { 1, 2, nil, nil, 5 }, { nil, nil, nil, nil },
  { n = 1, nil, 2 }, { [1] = nil }, { [2] = 2 }, { [1] = 1, [3] = 3 }, { [0] = 0, [1] = 1 },
  { [4] = 1, [3] = 1, [2] = 1, [1] = 1 },
} do
  assert(is_border(t))
end
assert(#{ [4] = 1, [3] = 1, [2] = 1, [1] = 1 } == 4)

-- filling the hole joins the parts
local t = { 1, 2, nil, 4, 5 }
t[3] = 3
assert(#t == 5)
local u = {}
for i = 2, 100 do u[i] = i end
assert(is_border(u))
u[1] = 1
assert(#u == 100)
local w = { 1 }
w[3] = 3
assert(is_border(w))
w[2] = 2
assert(#w == 3)

-- a border is found when the upper half is cleared
local v = {}
for i = 1, 1000 do v[i] = i end
for i = 1000, 501, -1 do v[i] = nil end
assert(#v == 500)
for i = 500, 2, -1 do
  v[i] = nil
  assert(#v == i - 1)
end
v[1] = nil
assert(#v == 0)
print "ok"
