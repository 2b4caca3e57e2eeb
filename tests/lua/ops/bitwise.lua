-- Bitwise operators on integers, on floats with integral values, and shifts beyond the word.
local max, min = math.maxinteger, math.mininteger
assert(0xff & 0x0f == 0x0f and 0xf0 | 0x0f == 0xff and 0xff ~ 0x0f == 0xf0 and ~0 == -1)
assert(-1 & max == max and -1 >> 1 == max and -1 << 63 == min and 1 << 63 == min and ~max == min)
assert(1 << 62 == 0x4000000000000000 and 1 << 64 == 0 and 1 << 65 == 0 and -1 << 64 == 0)
assert(-1 >> 63 == 1 and -1 >> 64 == 0 and -1 >> 100 == 0 and -1 << 100 == 0)
assert(1 << -1 == 0 and 2 << -1 == 1 and 2 >> -1 == 4 and 1 >> -63 == min and 1 >> -64 == 0 and -1 << -1 == max)
assert(1 << max == 0 and 1 << min == 0 and 1 >> max == 0 and 1 >> min == 0 and -1 >> min == 0)
assert(5.0 & 3 == 1 and 5 | 2.0 == 7 and math.type(5.0 & 3) == "integer" and ~0.0 == -1)
assert(2 ^ 53 | 1 == 9007199254740993 and 1 << 2.0 == 4 and -0.0 | 0 == 0)
for i = 0, 63 do
  assert(1 << i == (i == 63 and min or math.tointeger(2 ^ i)) and 1 << i >> i == 1)
  assert(-1 << i == -(1 << i) and (-1 >> i) == (i == 0 and -1 or (1 << 64 - i) - 1))
end
local function shl(a, b) return a << b end
local function shr(a, b) return a >> b end
for i = -70, 70 do
  assert(shl(0x1234, i) == shr(0x1234, -i))
  assert(shl(-1, i) == (i <= -64 and 0 or i >= 64 and 0 or i < 0 and -1 >> -i or -1 << i))
end
-- Constant shift amounts on either side (immediate operands).
local x, n = 12, 3
assert(x << 2 == 48 and x >> 2 == 3 and 2 << n == 16 and 256 >> n == 32 and x << 0 == 12 and x >> 64 == 0)
assert(x << -2 == 3 and x >> -2 == 48 and 1 << n == 8 and -1 << n == -8)

local function e(f, ...) return (select(2, pcall(f, ...)):gsub("^.-:%d+: ", "")) end
print(e(function(a) return a | 1 end, 1.5))  -- expect: number (local 'a') has no integer representation
print(e(function(a) return a & 1 end, 2 ^ 63))  -- expect: number (local 'a') has no integer representation
print(e(function(a) return ~a end, 0 / 0))  -- expect: number (local 'a') has no integer representation
print(e(function(a) return a << 1 end, "1.5"))  -- expect: attempt to perform bitwise operation on a string value (local 'a')
print(e(function(a) return a << 1 end, "abc"))  -- expect: attempt to perform bitwise operation on a string value (local 'a')
print(e(function(a) return 1 >> a end, {}))  -- expect: attempt to perform bitwise operation on a table value (local 'a')
print(e(function(a) return a ~ 1 end, nil))  -- expect: attempt to perform bitwise operation on a nil value (local 'a')
print(e(function() local x = 1.5 return 3 & x end))  -- expect: number (local 'x') has no integer representation
print(e(function() return ("3" | 0) .. ("x" | 0) end))  -- expect: attempt to perform bitwise operation on a string value (constant '3')
print(e(function() return 1e100 | 0 end))  -- expect: number has no integer representation
print(e(function() return "10" | 5 end))  -- expect: attempt to perform bitwise operation on a string value (constant '10')
print(e(function() return 1 << "3" end))  -- expect: attempt to perform bitwise operation on a string value (constant '3')
print(e(function() return true & 0 end))  -- expect: attempt to perform bitwise operation on a boolean value
