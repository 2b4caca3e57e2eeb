-- Method definitions and calls: self, dotted names, methods on strings, numbers and nil through metatables.
local A = { b = { c = {} } }
function A.b.c.f(x) return "f", x end
function A.b.c:m(x, ...) return self == A.b.c, x, select("#", ...) end
local r, x = A.b.c.f(1)
assert(r == "f" and x == 1)
local is, v, n = A.b.c:m("v", 1, 2)
assert(is and v == "v" and n == 2)
assert(("%d"):format(5) == "5" and ("x"):rep(3) == "xxx" and #("abc"):upper() == 3)
local s = "hello"
assert(s:sub(2, 3) == "el" and s:len() == 5 and s.len(s) == 5 and s["upper"](s) == "HELLO")
local order = {}
local function obj() order[#order + 1] = "obj" return { m = function(self, a) order[#order + 1] = "call" return a end } end
local function arg() order[#order + 1] = "arg" return 5 end
assert(obj():m(arg()) == 5 and table.concat(order, " ") == "obj arg call")
-- A metatable for numbers, nil, booleans and functions by the debug library.
debug.setmetatable(0, { __index = { double = function(self) return self * 2 end }, __call = function(self, k) return self + k end })
local num = 21
assert(num:double() == 42 and (5)(3) == 8 and (1.5):double() == 3.0)
debug.setmetatable(0, nil)
debug.setmetatable(nil, { __index = function(_, k) return k .. "?" end })
local nothing
assert(nothing.field == "field?" and (nil).x == "x?")
debug.setmetatable(nil, nil)
debug.setmetatable(print, { __index = { name = "function" }, __concat = function(a, b) return "F" end })
assert(print.name == "function" and print .. print == "F")
debug.setmetatable(print, nil)
local function e(f) return (select(2, pcall(f)):gsub("^.-:%d+: ", "")) end
print(e(function() local t = {} t:nomethod() end))  -- expect: attempt to call a nil value (method 'nomethod')
print(e(function() local t t:method() end))  -- expect: attempt to index a nil value (local 't')
print(e(function() return ("x"):nomethod() end))  -- expect: attempt to call a nil value (method 'nomethod')
print(e(function() return (5):foo() end))  -- expect: attempt to index a number value
print(e(function() A.b.c.d.e() end))  -- expect: attempt to index a nil value (field 'd')
print(e(function() A.b.d:e() end))  -- expect: attempt to index a nil value (field 'd')
print(e(function() local t = { m = 5 } t:m() end))  -- expect: attempt to call a number value (method 'm')
