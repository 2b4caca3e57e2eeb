-- and, or, not: values, short circuit, constants, and use as conditions.
assert((nil or 1) == 1 and (false or nil) == nil and (nil and 1) == nil and (false and nil) == false)
assert((0 and "zero") == "zero" and ("" and 1) == 1 and (1 or error("not evaluated")) == 1)
assert((nil and error("no")) == nil and not nil == true and not 0 == false and not "" == false)
local calls = 0
local function yes(v) calls = calls + 1 return v end
local r = yes(false) or yes(nil) or yes(3) or yes(4)
assert(r == 3 and calls == 3)
calls = 0
r = yes(1) and yes(2) and yes(false) and yes(4)
assert(r == false and calls == 3)
assert((1 and 2 or 3) == 2 and (nil and 2 or 3) == 3 and (1 and nil or 3) == 3)
assert((false == nil) == false and (1 < 2) == true and not (1 > 2) == true)
assert(1 < 2 == true and "x" == "x" == true and not not nil == false)
local a, b = nil, false
local t = { a or 1, b or 2, a and 3, not a, not b and 5 }
assert(t[1] == 1 and t[2] == 2 and t[3] == nil and t[4] == true and t[5] == 5)
local function pick(x) return x > 0 and "positive" or x < 0 and "negative" or "zero" end
assert(pick(1) == "positive" and pick(-1) == "negative" and pick(0) == "zero")
local function only(x) if not x then return "falsy" elseif x == true then return "true" else return "truthy" end end
assert(only(nil) == "falsy" and only(false) == "falsy" and only(true) == "true" and only(0) == "truthy")
local function several(x, y, z) return (x and y) or (not x and z) end
assert(several(true, 1, 2) == 1 and several(false, 1, 2) == 2 and several(true, nil, 2) == false)
-- A comparison stored in a variable, in an argument and negated.
local lt, ge = 1 < 2, 1 >= 2
assert(lt and not ge and select("#", 1 < 2, 2 < 1) == 2)
local x = 5
local in_range = x > 1 and x < 10
local out = not (x > 1 and x < 10) or nil
assert(in_range == true and out == nil)
while x and x > 0 do x = x > 1 and x - 1 or nil end
assert(x == nil)
print("ok")
