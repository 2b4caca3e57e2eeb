-- Strings in arithmetic: converted through the string metatable; not in comparison; errors name operands.
assert("10" + 1 == 11 and math.type("10" + 1) == "integer" and "10" + 1.0 == 11.0 and math.type("1.0" + 1) == "float")
assert("0x10" * 2 == 32 and " 5 " + 0 == 5 and "1e1" + 0 == 10.0 and -"2" == -2 and -"2.0" == -2.0 and "7" // "2" == 3)
assert("2" ^ 2 == 4.0 and "7" % 4 == 3 and 10 - "3" == 7 and "\t7\n" + 0 == 7 and "0x.8p1" + 0 == 1.0)
assert("9223372036854775807" + 0 == math.maxinteger and "9223372036854775808" + 0 == 2 ^ 63)
assert(math.type("9223372036854775808" + 0) == "float" and "0xffffffffffffffffff" + 0 == -1)
assert("-0x10" + 0 == -16 and math.type("1e0" + 0) == "float")
local function e(f, ...) return (select(2, pcall(f, ...)):gsub("^.-:%d+: ", "")) end
print(e(function() return "abc" + 1 end))  -- expect: attempt to add a 'string' with a 'number'
print(e(function() return 1 + "abc" end))  -- expect: attempt to add a 'number' with a 'string'
print(e(function() local s = "x" return s * 2 end))  -- expect: attempt to mul a 'string' with a 'number'
print(e(function() return {} + "1" end))  -- expect: attempt to add a 'table' with a 'string'
print(e(function() return "1" + {} end))  -- expect: attempt to add a 'string' with a 'table'
print(e(function() return "" + 1 end))  -- expect: attempt to add a 'string' with a 'number'
print(e(function() return -"abc" end))  -- expect: attempt to unm a 'string' with a 'string'
print(e(function() return "10" + nil end))  -- expect: attempt to add a 'string' with a 'nil'
print(e(function() return "a" // "b" end))  -- expect: attempt to idiv a 'string' with a 'string'
print(e(function() return "1 2" + 1 end))  -- expect: attempt to add a 'string' with a 'number'
print(e(function() return "0x" + 1 end))  -- expect: attempt to add a 'string' with a 'number'
print(e(function() return "1e" + 1 end))  -- expect: attempt to add a 'string' with a 'number'
print(e(function() return "inf" + 1 end))  -- expect: attempt to add a 'string' with a 'number'
print(e(function() return "5" % 0 end))  -- expect: attempt to perform 'n%0'
-- Taking the metamethods away takes arithmetic on strings away.
local mt = getmetatable("")
local add = mt.__add
mt.__add = nil
print(e(function() return "10" + 1 end))  -- expect: attempt to perform arithmetic on a string value (constant '10')
mt.__add = add
assert("10" + 1 == 11)
