-- Unary minus, not, bitwise not and length on the whole range of operands.
assert(-5 == 0 - 5 and -(-5) == 5 and -math.mininteger == math.mininteger and -0.0 == 0.0 and 1 / -0.0 == -math.huge)
assert(-"3" == -3 and math.type(-"3") == "integer" and -"0x10" == -16 and -" 2.5 " == -2.5)
assert(~5 == -6 and ~-1 == 0 and ~math.maxinteger == math.mininteger and ~2.0 == -3)
local z = 0
assert(1 / -z == math.huge, "integer zero has no sign")
local f = 0.0
assert(1 / -f == -math.huge)
local mt = {
  __unm = function(a, b) assert(rawequal(a, b)) return "unm" end,
  __bnot = function(a, b) assert(rawequal(a, b)) return "bnot" end,
  __len = function(a, b) assert(rawequal(a, b)) return "len" end,
}
local o = setmetatable({}, mt)
assert(-o == "unm" and ~o == "bnot" and #o == "len" and not o == false)
local function e(f) return (select(2, pcall(f)):gsub("^.-:%d+: ", "")) end
print(e(function() return -{} end))  -- expect: attempt to perform arithmetic on a table value
print(e(function() return -nil end))  -- expect: attempt to perform arithmetic on a nil value
print(e(function() local t = {} return -t.x end))  -- expect: attempt to perform arithmetic on a nil value (field 'x')
print(e(function() return ~{} end))  -- expect: attempt to perform bitwise operation on a table value
print(e(function() return ~1.5 end))  -- expect: number has no integer representation
print(e(function() return -true end))  -- expect: attempt to perform arithmetic on a boolean value
print(e(function() return ~"7" end))  -- expect: attempt to perform bitwise operation on a string value (constant '7')
