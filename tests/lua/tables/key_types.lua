-- Any value but nil and NaN is a key; keys compare by raw equality.
local f = function() end
local co = coroutine.create(f)
local keys = { 1, -1, 0, 1.5, "s", "", true, false, {}, f, print, co, io.stdout, math.maxinteger, math.mininteger, ("x"):rep(100) }
local t = {}
for i, k in ipairs(keys) do t[k] = i end
for i, k in ipairs(keys) do assert(t[k] == i) end
assert(t[{}] == nil and t[function() end] == nil and t[not true] == 8 and t[not false] == 7)
local count = 0
for k, v in pairs(t) do
  assert(rawequal(keys[v], k))
  count = count + 1
end
assert(count == #keys)
-- long strings are equal by content
local long1, long2 = ("abc"):rep(50), ("abcabc"):rep(25)
t[long1] = "found"
assert(t[long2] == "found" and rawget(t, ("abc"):rep(49) .. "abc") == "found")
t[long2] = nil
assert(t[long1] == nil)
-- strings with zero bytes are different keys
local z = { ["a\0b"] = 1, ["a\0c"] = 2, a = 3, ["a\0"] = 4 }
assert(z["a\0b"] == 1 and z["a\0c"] == 2 and z.a == 3 and z["a\0"] == 4)
-- __eq does not take part
local mt = { __eq = function() return true end }
local a, b = setmetatable({}, mt), setmetatable({}, mt)
assert(a == b)
local w = { [a] = 1 }
assert(w[b] == nil and w[a] == 1)
-- a table may be its own key and value
local self = {}
self[self] = self
assert(self[self][self] == self)
-- booleans beside integers
local bools = { [true] = "t", [false] = "f", [1] = "1", [0] = "0" }
assert(bools[1 == 1] == "t" and bools[1 ~= 1] == "f" and bools[1] == "1" and bools[0] == "0")
-- overwriting keeps one entry
for i = 1, 100 do bools[true] = i end
assert(bools[true] == 100)
bools[true] = nil
assert(bools[true] == nil and bools[false] == "f")
print "ok"
