-- __lt, __le, __eq: operand order, result conversion, mixed types; a missing __le is emulated as
-- not (b < a), which is part of LUA_COMPAT_5_3.
local log = {}
local mt = {
  __lt = function(a, b) log[#log + 1] = "lt" return (type(a) == "table" and a.v or a) < (type(b) == "table" and b.v or b) end,
  __le = function(a, b) log[#log + 1] = "le" return (type(a) == "table" and a.v or a) <= (type(b) == "table" and b.v or b) end,
  __eq = function(a, b) log[#log + 1] = "eq" return a.v == b.v end,
}
local function new(v) return setmetatable({ v = v }, mt) end
local a, b, c = new(1), new(2), new(1)
assert(a < b and not (b < a) and a <= c and a >= c and b > a and not (a > b) and a == c and a ~= b)
print(table.concat(log, " "))  -- expect: lt lt le le lt lt eq eq
log = {}
assert(a < 2 and 0 < a and a <= 1 and 1 <= a and not (a > 5) and 5 > a and a >= 1 and 1 >= a)
print(table.concat(log, " "))  -- expect: lt lt le le lt lt le le
-- Constants on either side use immediates; large ones do not.
assert(a < 1000000 and a > -1000000 and a < 1.5 and a >= 0.5 and 1.5 > a)
-- Results become booleans.
local odd = setmetatable({}, { __lt = function() return 0 end, __le = function() return nil end, __eq = function() return "yes" end })
assert((odd < 1) == true and (odd <= 1) == false and (odd == setmetatable({}, { })) == true and (1 < odd) == true)
local r = odd < odd and odd or "none"
assert(r == odd)
if odd <= odd then error("nil is false") end
while odd <= 1 do error("nil is false") end
local function e(f) return (select(2, pcall(f)):gsub("^.-:%d+: ", "")) end
local only = setmetatable({}, { __lt = function() return false end })
print(only <= only, only >= 1, 1 <= only, only < only, only > 1)  -- expect: true<TAB>true<TAB>true<TAB>false<TAB>false
local less = setmetatable({}, { __lt = function(x, y) log[#log + 1] = type(x) .. "<" .. type(y) return 1 end })
log = {}
print(less <= 1, 1 <= less, less >= 1, 1 >= less, table.concat(log, " "))  -- expect: false<TAB>false<TAB>false<TAB>false<TAB>number<table table<number table<number number<table
if less <= 1 then error("emulated and negated") end
local both = setmetatable({}, { __lt = error, __le = function() return true end })
print(both <= 1, 1 >= both)  -- expect: true<TAB>true
print(e(function() return setmetatable({}, { __le = function() return true end }) < 1 end))  -- expect: attempt to compare table with number
print({} < only, {} <= only, ({}) ~= only)  -- expect: false<TAB>true<TAB>true
-- __eq is not called for different types, nor for a primitive; nor when rawequal.
local eq = setmetatable({}, { __eq = function() error("should not be called") end })
assert(eq ~= 1 and eq ~= "x" and eq ~= nil and eq ~= print and eq == eq and not rawequal(eq, {}))
assert(not pcall(function() return eq == {} end))
-- Two different handlers: the first operand's wins, the second's is used when the first has none.
local p = setmetatable({}, { __eq = function() return true end })
local q = setmetatable({}, { __eq = function() return false end })
assert(p == q and not (q == p) and {} == p and p == {})
-- Sorting with __lt; math.max and min compare by the metamethod as well.
local objects = { new(3), new(1), new(2) }
table.sort(objects)
print(objects[1].v, objects[2].v, objects[3].v)  -- expect: 1<TAB>2<TAB>3
print(math.max(a, b) == b, rawequal(math.min(b, a, c), a), pcall(math.max, a, {}))  -- expect: true<TAB>true<TAB>false<TAB>compare.lua:5: attempt to compare number with table
