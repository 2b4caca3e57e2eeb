-- Comparing integers with floats is exact, also above 2^53 where conversion would round.
local max, min = math.maxinteger, math.mininteger
assert(max < max + 0.0 and not (max == max + 0.0) and max <= max + 0.0 and not (max >= max + 0.0))
assert(max ~= 2 ^ 63 and max < 2 ^ 63 and min == -2 ^ 63 and min <= -2 ^ 63 and min >= -2 ^ 63 and not (min < -2 ^ 63))
local big = 2 ^ 53
assert(9007199254740993 ~= big and 9007199254740993 > big and 9007199254740992 == big and 9007199254740991 < big)
assert(-9007199254740993 < -big and -9007199254740993 ~= -big)
assert(not (9007199254740993 <= big) and big < 9007199254740993 and not (big >= 9007199254740993))
assert(1 == 1.0 and 1 <= 1.0 and not (1 < 1.0) and 1 < 1.5 and 2 > 1.5 and -1 > -1.5 and -2 < -1.5)
assert(1 < math.huge and 1 > -math.huge and max < math.huge and min > -math.huge)
assert(max - 1 < 2 ^ 63 and max > 2 ^ 62 and max // 2 < 2 ^ 62)
local nan = 0 / 0
assert(not (1 < nan) and not (1 <= nan) and not (1 > nan) and not (1 >= nan) and 1 ~= nan)
assert(not (max < nan) and not (min > nan))

-- The same relations when one side is a constant or a small immediate.
local function lt5(x) return x < 5 end
local function gt5(x) return x > 5 end
local function le5(x) return x <= 5.0 end
local function eq5(x) return x == 5 end
local function eqf(x) return x == 5.5 end
assert(lt5(4.999) and not lt5(5.0) and gt5(5.001) and not gt5(5) and le5(5) and not le5(5.5))
assert(eq5(5.0) and eq5(5) and not eq5(5.1) and eqf(5.5) and not eqf(5) and not eq5("5") and not eq5(nil))
assert(not lt5(nan) and not gt5(nan) and not le5(nan))
for _, x in ipairs { 3, 4.5, 5, 5.0, 5.5, 6 } do
  assert(lt5(x) == (x - 5 < 0) and gt5(x) == (x - 5 > 0))
end

-- Strings compare bytewise (C locale), with embedded zeros, a prefix being smaller.
assert("a" < "b" and "a" < "aa" and not ("aa" < "a") and "Z" < "a" and "" < "a" and not ("" < ""))
assert("a\0b" > "a\0a" and "a\0" > "a" and "a\0b" < "a\1" and "\xff" > "a" and "a" <= "a" and "a" >= "a")
assert(("x"):rep(100) < ("x"):rep(101) and ("x"):rep(100) .. "a" > ("x"):rep(101) == false)
assert(("x"):rep(50) == ("x"):rep(25) .. ("x"):rep(25) and "10" ~= 10 and "1" ~= 1)
print("ok")
