-- Integers and floats compared with each other, exactly, at sites that have seen both orders often.

local ints = { 0, 1, -1, 2, 7, 1 << 52, (1 << 53) - 1, 1 << 53, (1 << 53) + 1, (1 << 53) + 2, -(1 << 53), -(1 << 53) - 1,
  -(1 << 53) + 1, math.maxinteger, math.maxinteger - 1, math.mininteger, math.mininteger + 1, (1 << 62) + 1 }
local floats = { 0.0, -0.0, 0.5, -0.5, 1.0, 1.5, -1.0, 2.0, 7.0, 2.0 ^ 52, 2.0 ^ 53, 2.0 ^ 53 + 2, -2.0 ^ 53, 2.0 ^ 62, 2.0 ^ 63,
  -2.0 ^ 63, 1e300, -1e300, math.huge, -math.huge, 0 / 0, 2.0 ^ 53 - 1, 3e6, 1e-300 }

-- Below, equal, above: 1, 2, 3; 0 for what is no number. By integers alone.
local function order(i, f)
  if f ~= f then return 0 end
  if f >= 0x1p63 then return 1 end
  if f < -0x1p63 then return 3 end
  local down = math.floor(f)
  if i < down then return 1 end
  if i > down then return 3 end
  return f == down + 0.0 and math.tointeger(f) == i and 2 or 1
end

local function lt(a, b) return a < b end
local function le(a, b) return a <= b end
local function eq(a, b) return a == b end
local function branches(a, b)
  local s = 0
  if a < b then s = s + 1 end
  if a <= b then s = s + 2 end
  if a > b then s = s + 4 end
  if a >= b then s = s + 8 end
  if a == b then s = s + 16 end
  if a ~= b then s = s + 32 end
  if not (a < b) then s = s + 64 end
  return s
end
local expected = { [0] = 32 + 64, 1 + 2 + 32, 2 + 8 + 16 + 64, 4 + 8 + 32 + 64 }
local mirrored = { [0] = 0, 3, 2, 1 }

for round = 1, 40 do
  for _, i in ipairs(ints) do
    for _, f in ipairs(floats) do
      local o = order(i, f)
      assert(lt(i, f) == (o == 1) and le(i, f) == (o == 1 or o == 2) and eq(i, f) == (o == 2))
      assert(lt(f, i) == (o == 3) and le(f, i) == (o == 3 or o == 2) and eq(f, i) == (o == 2))
      assert(branches(i, f) == expected[o] and branches(f, i) == expected[mirrored[o]])
    end
    assert(lt(i, i) == false and le(i, i) and eq(i, i))
  end
end

-- As conditions of loops, and with constants.
local function up(n)
  local i, steps = 0, 0
  while i < n do
    i = i + 1
    steps = steps + 1
  end
  repeat i = i - 1 until i <= 0.5
  return steps, i
end
for _ = 1, 50 do
  local steps, i = up(20.5)
  assert(steps == 21 and i == 0)
end
local function constants(i) return i < 2.5, i <= 2.0, i > 1e9, i == 3.0, i ~= 3.5, 2.5 < i end
for i = 1, 200 do
  local a, b, c, d, e, f = constants(i)
  assert(a == (i <= 2) and b == (i <= 2) and c == false and d == (i == 3) and e and f == (i >= 3))
end

-- Squares, which are computed without asking for a power.
local function square(x) return x ^ 2 end
for i = -50, 50 do
  local s = square(i)
  assert(math.type(s) == "float" and s == i * i and square(i + 0.5) == (i + 0.5) * (i + 0.5))
end
assert(square(math.mininteger) == 2.0 ^ 126 and square "3" == 9.0 and square(-0.0) == 0.0 and 1 / square(-0.0) == math.huge)
assert(not pcall(square, {}))

-- Floats as keys: those with few digits, and many.
local t = {}
for i = 1, 500 do
  t[i + 0.5] = i
  t[i / 7] = -i
end
for i = 1, 500 do
  assert(t[i + 0.5] == i and t[i / 7] == -i)
end

print("ok")
