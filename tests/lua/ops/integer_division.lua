-- Floor division and modulo: sign rules, edges, zero divisors, floats with infinities.
local max, min = math.maxinteger, math.mininteger
assert(7 // 2 == 3 and -7 // 2 == -4 and 7 // -2 == -4 and -7 // -2 == 3)
assert(7 % 2 == 1 and -7 % 2 == 1 and 7 % -2 == -1 and -7 % -2 == -1)
assert(6 // 3 == 2 and -6 // 3 == -2 and 6 % 3 == 0 and -6 % 3 == 0)
assert(min // -1 == min and min % -1 == 0 and max // -1 == -max and max % -1 == 0)
assert(min // 1 == min and min // max == -2 and min % max == max - 1 and max % min == -1)
assert(0 // 5 == 0 and 0 % 5 == 0 and 0 // -5 == 0)
for a = -9, 9 do
  for b = -4, 4 do
    if b ~= 0 then
      local q, r = a // b, a % b
      assert(q * b + r == a and (r == 0 or (r < 0) == (b < 0)))
      assert(math.type(q) == "integer" and math.type(r) == "integer")
      local fq, fr = a / 1.0 // b, a / 1.0 % b
      assert(fq == q and fr == r and math.type(fq) == "float" and math.type(fr) == "float")
    end
  end
end

local inf = math.huge
assert(5.0 // 0 == inf and -5.0 // 0 == -inf and 5 // 0.0 == inf)
assert(0.0 // 0 ~= 0.0 // 0 and 5.0 % 0 ~= 5.0 % 0)
assert(5 % inf == 5.0 and -5 % inf == inf and 5 % -inf == -inf and -5 % -inf == -5.0)
assert(5.5 // 1 == 5.0 and -5.5 // 1 == -6.0 and 5.5 % 2 == 1.5 and -5.5 % 2 == 0.5 and 5.5 % -2 == -0.5)
assert(1 / (0.0 % 3) == inf and 1 / (-0.0 % 3) == -inf)
assert(1e308 % 3 == 1e308 - 3 * (1e308 // 3) or 1e308 % 3 < 3)

local function e(f, ...) return (select(2, pcall(f, ...)):gsub("^.-:%d+: ", "")) end
print(e(function(a, b) return a // b end, 1, 0))  -- expect: attempt to divide by zero
print(e(function(a, b) return a % b end, 1, 0))  -- expect: attempt to perform 'n%0'
print(e(function() return 5 // 0 end))  -- expect: attempt to divide by zero
print(e(function() return 5 % 0 end))  -- expect: attempt to perform 'n%0'
print(3 // 0.0, -3 // 0.0, 3 // 1, 3.0 // 1, -3 // 2.0)  -- expect: inf<TAB>-inf<TAB>3<TAB>3.0<TAB>-2.0
print(-6 % 4, -6 % 4.0, 6 % -4, 5.25 % -0.5, -0.0 // 1)  -- expect: 2<TAB>2.0<TAB>-2<TAB>-0.25<TAB>-0.0
