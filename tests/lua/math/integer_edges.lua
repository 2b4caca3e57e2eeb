-- Integer arithmetic at the edges: wrap-around, division, modulo, shifts, comparison with floats.
local max, min = math.maxinteger, math.mininteger
assert(max + 1 == min and min - 1 == max and max * 2 == -2 and min * 2 == 0 and -min == min and min // -1 == min and min % -1 == 0)
assert(max * max == 1 and min * min == 0 and max * min == min and min * -1 == min and (max // 2) * 2 == max - 1)
assert(7 // 2 == 3 and -7 // 2 == -4 and 7 // -2 == -4 and -7 // -2 == 3 and 0 // 5 == 0 and 0 // -5 == 0)
assert(7 % 3 == 1 and -7 % 3 == 2 and 7 % -3 == -2 and -7 % -3 == -1 and 6 % -3 == 0 and min % max == max - 1 and max % min == -1)
for a = -20, 20 do
  for b = -6, 6 do
    if b ~= 0 then
      assert(a // b == math.floor(a / b) and a % b == a - (a // b) * b)
      assert((a % b == 0) or (a % b < 0) == (b < 0))
      assert((a + 0.0) // b == a // b and (a + 0.0) % b == a % b)
      assert(math.fmod(a, b) == a - b * (a // b + ((a % b ~= 0 and (a < 0) ~= (b < 0)) and 1 or 0)))
    end
  end
end
local ok, m = pcall(function(a, b) return a // b end, 1, 0)
assert(not ok and m:find("attempt to divide by zero", 1, true))
ok, m = pcall(function(a, b) return a % b end, 1, 0)
assert(not ok and m:find("attempt to perform 'n%0'", 1, true))
assert(1 // 0.0 == math.huge and -1 // 0.0 == -math.huge and 1.0 // 0 == math.huge and (0 / 0) ~= 0 // 0.0)
assert(5 % math.huge == 5 and -5 % math.huge == math.huge and 5 % -math.huge == -math.huge and -5 % -math.huge == -5)
assert(5.5 % 2 == 1.5 and -5.5 % 2 == 0.5 and 5.5 % -2 == -0.5 and 1e308 % 1e-308 >= 0)
-- shifts
assert(1 << 63 == min and 1 << 64 == 0 and 1 << -1 == 0 and 2 >> 1 == 1 and -1 >> 63 == 1 and -1 >> 64 == 0 and -1 << 64 == 0 and 1 >> -63 == min)
assert(-1 >> 1 == max and min >> 63 == 1 and 1 << min == 0 and 1 >> min == 0 and 1 << max == 0 and 5 << 0 == 5 and 5 >> 0 == 5)
assert(~0 == -1 and ~max == min and (max ~ min) == -1 and (max & min) == 0 and (max | min) == -1)
assert(2^53 == 2^53 + 1.0 and 2^53 | 0 ~= (2^53 | 0) + 1 and 3.0 & 1 == 1 and 1 << 2.0 == 4)
-- comparison of integers and floats is exact
assert(max < 2^63 and not (max == 2^63) and max + 0.0 == 2^63 and max < max + 0.0 and min == -2^63 and min <= -2^63 and not (min < -2^63))
assert((1 << 53) + 1 > 2^53 and (1 << 53) + 1 ~= 2^53 and max > 2^62 and max >= 9.2e18 and min < -9.2e18 and max < math.huge and min > -math.huge)
assert(not (max < 0 / 0) and not (max >= 0 / 0) and not (0 / 0 == max) and 1 < 1.5 and 2 > 1.5 and -1 > -1.5 and 0 == -0.0)
-- conversions
assert(1e18 | 0 == 10^18 | 0 and pcall(function() return 1e19 | 0 end) == false and pcall(function() return 0.5 | 0 end) == false)
assert(math.tointeger(2^62) == 1 << 62 and 2^62 | 0 == 1 << 62 and (2^62) // 1 | 0 == 1 << 62)
print "ok"
