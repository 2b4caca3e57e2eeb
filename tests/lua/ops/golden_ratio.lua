-- The golden ratio in arithmetic with constants: integer, float and constant operands on either side, to the last bit, in code that is hot.
local function digits(...)
  local out = {}
  for i = 1, select("#", ...) do out[i] = string.format(math.type((select(i, ...))) == "float" and "%a" or "%d", (select(i, ...))) end
  return table.concat(out, " ")
end

local phi = (1 + 5 ^ 0.5) / 2
local function continued(n) local x = 1 for _ = 1, n do x = 1 + 1 / x end return x end
local function fibonacci(n) local a, b = 0, 1 for _ = 1, n do a, b = b, a + b end return a end
local function nearest(n) return (1.618033988749895 ^ n / 5 ^ 0.5 + 0.5) // 1 end
local function angles(n)
  local sum, turn = 0, 0
  for i = 1, n do
    turn = turn + 0.6180339887498949
    if turn >= 1 then turn = turn - 1 end
    sum = sum + turn * i - 2.399963229728653 % (turn + 1)
  end
  return sum, turn
end
local function hash(n) local h = n for _ = 1, 20 do h = h * 0x9E3779B97F4A7C15 + 1 h = h ~ (h >> 32) h = h - 3 end return h end
local function forms(i, f)
  return i + 2, 2 + i, i - 3, 3 - i, i * 5, 5 * i, i % 7, i // 3, i / 4, i ^ 2, i & 255, i | 1, i ~ 6, i << 3, i >> 1, f + 1.618033988749895, 1.618033988749895 + f,
    f - 0.6180339887498949, 1.618033988749895 - f, f * 1.618033988749895, 1.618033988749895 * f, f / 1.618033988749895, f % 0.6180339887498949, f // 0.6180339887498949,
    f ^ 1.618033988749895, i * 1.618033988749895, i + 1.618033988749895, 1.618033988749895 - i, f + 1, f * 2, f - 1, 1 - f, -f, -i
end

print(phi == 1.618033988749895, digits(phi, phi * phi - phi, 1 / phi))
local last = {}
for round = 1, 120 do
  last = { digits(continued(60)), digits(fibonacci(78), nearest(70)), digits(angles(200)), digits(hash(round)), digits(forms(round, round * phi)) }
  if round % 40 == 0 then for i = 1, #last do print(last[i]) end end
end
-- The same sites, with the other type.
print(digits(forms(3.0, 7)), digits(forms(1 << 62, 2 ^ 53)))
