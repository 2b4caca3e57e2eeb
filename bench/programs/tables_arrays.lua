-- Kind: tables. Arrays of integers, floats and mixed values: filling, prefix sums, reversing, rotating,
-- holes, growing and shrinking at the end, arrays that change their element kind half way.

local function ints(n)
  local t = {}
  for i = 1, n do t[i] = i * 7919 % 10007 end
  return t
end
local function floats(n)
  local t = {}
  for i = 1, n do t[#t + 1] = i / 8 end
  return t
end
local function mixed(n)
  local t = {}
  for i = 1, n do
    local k = i % 5
    if k == 0 then t[i] = i elseif k == 1 then t[i] = i + 0.5 elseif k == 2 then t[i] = "s" .. i % 10
    elseif k == 3 then t[i] = i % 2 == 0 else t[i] = {} end
  end
  return t
end

local function sum(t)
  local s = 0
  for i = 1, #t do s = s + t[i] end
  return s
end
local function sum_ipairs(t)
  local s = 0
  for _, v in ipairs(t) do s = s + v end
  return s
end
local function prefix(t)
  local out, s = {}, 0
  for i, v in ipairs(t) do
    s = s + v
    out[i] = s
  end
  return out
end
local function reverse(t)
  local i, j = 1, #t
  while i < j do
    t[i], t[j] = t[j], t[i]
    i, j = i + 1, j - 1
  end
  return t
end
local function rotate(t, k)
  local n, out = #t, {}
  for i = 1, n do out[(i + k - 1) % n + 1] = t[i] end
  return out
end
local function widen(t)
  -- An integer array that turns to floats half way, then gets one string, then a hole.
  for i = #t // 2, #t do t[i] = t[i] / 2 end
  t[3] = "three"
  t[4] = nil
  t[3], t[4] = 3, 4
  return t
end
local function kinds(t)
  local n = { integer = 0, float = 0, string = 0, boolean = 0, table = 0 }
  for i = 1, #t do
    local kind = math.type(t[i]) or type(t[i])
    n[kind] = n[kind] + 1
  end
  return n.integer + 2 * n.float + 3 * n.string + 4 * n.boolean + 5 * n.table
end
local function stack(n)
  local t, top, acc = {}, 0, 0
  for i = 1, n do
    t[#t + 1] = i
    if i % 3 == 0 then
      acc = acc + t[#t]
      t[#t] = nil
      t[#t] = nil
    end
    top = math.max(top, #t)
  end
  return acc + top
end
local function matrix(rows, columns)
  local m = {}
  for r = 1, rows do
    local row = {}
    for c = 1, columns do row[c] = r * c end
    m[r] = row
  end
  local t = {}
  for c = 1, columns do
    local row = {}
    for r = 1, rows do row[r] = m[r][c] end
    t[c] = row
  end
  return sum(t[columns]) + #t
end
local function filter_in_place(t, keep)
  local n, size = 0, #t
  for i = 1, size do
    local v = t[i]
    if keep(v) then
      n = n + 1
      t[n] = v
    end
  end
  for i = n + 1, size do t[i] = nil end
  return n
end

local check = 0
for round = 1, 70 do
  local a, b, c = ints(9000), floats(9000), mixed(9000)
  check = check + sum(a) + sum_ipairs(b) // 1 + kinds(c)
  check = check + prefix(a)[9000] + prefix(b)[9000] // 1
  check = check + reverse(a)[1] + rotate(a, round)[1] + sum(widen(a)) // 1
  check = check + stack(12000) + matrix(60, 80)
  check = check + filter_in_place(a, function(v) return v % 3 == 0 end) + #a
  check = (check + kinds(a)) % 1000000007
end
print(string.format("%d", check))
