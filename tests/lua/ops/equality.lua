-- Raw and metamethod equality: identity, strings made in different ways, numbers, NaN as a result.
local a, b = {}, {}
assert(a == a and a ~= b and not (a == b) and rawequal(a, a) and not rawequal(a, b))
assert("ab" == "a" .. "b" and ("x"):rep(60) == ("x"):rep(30):rep(2) and rawequal("ab", "a" .. "b"))
assert(1 == 1.0 and rawequal(1, 1.0) and -0.0 == 0.0 and not rawequal(1, "1") and 2 ^ 53 == 2 ^ 53 + 1)
assert(nil == nil and true == true and true ~= false and nil ~= false and print == print)
local f, g = function() end, function() end
assert(f == f and f ~= g)
-- __eq is tried only for two tables or two userdata that are not the same object.
local log = 0
local mt = { __eq = function(x, y) log = log + 1 return x.v == y.v end }
local x, y, z = setmetatable({ v = 1 }, mt), setmetatable({ v = 1 }, mt), setmetatable({ v = 2 }, mt)
assert(x == y and x ~= z and log == 2)
assert(x == x and log == 2)
assert(x ~= 1 and x ~= "s" and x ~= nil and log == 2)
assert(not rawequal(x, y) and log == 2)
-- Taken from the first operand, else from the second; the result becomes a boolean.
local plain = { v = 1 }
assert(plain == x and x == plain and log == 4)
local odd = setmetatable({}, { __eq = function() return 17 end })
assert((odd == {}) == true and (odd ~= {}) == false)
local none = setmetatable({}, { __eq = function() return nil end })
assert((none == {}) == false)
-- In an if with a constant on either side no metamethod runs.
if x == 1 or 1 == x or x == "k" or x == nil or x == true then error("compared with constants") end
assert(log == 4)
print("ok")
