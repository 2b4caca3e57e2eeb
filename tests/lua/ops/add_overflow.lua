-- Integer arithmetic wraps around at 64 bits; floats do not.
local max, min = math.maxinteger, math.mininteger
assert(max + 1 == min and math.type(max + 1) == "integer")
assert(min - 1 == max)
assert(max * 2 == -2 and min * 2 == 0 and min * -1 == min)
assert(-min == min and max * max == 1 and min * min == 0)
assert(max + 1.0 == 2^63 and math.type(max + 1.0) == "float")
assert(max * 3 == max - 2)

-- The same through variables, upvalues, table fields and constants on either side.
local one, t = 1, { one = 1, max = max }
local function inc(x) return x + one end
assert(inc(max) == min and t.max + t.one == min and one + max == min and max + 1 == 1 + max)
assert(math.maxinteger - -1 == min)
for _, k in ipairs { 2, 3, 5, 7 } do
  local x = max
  for _ = 1, k do x = x + 1 end
  assert(x == min + k - 1)
end

-- Accumulating past the edge in a loop.
local sum, n = max - 10, 0
for i = 1, 20 do
  sum = sum + 1
  n = n + 1
  assert(sum == (i <= 10 and max - 10 + i or min + i - 11))
end
assert(n == 20)
print("ok")
