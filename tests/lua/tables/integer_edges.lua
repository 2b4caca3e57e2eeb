-- Integer keys at the edges of the range and around the array part.
local max, min = math.maxinteger, math.mininteger
local t = { [max] = "max", [min] = "min", [0] = "zero", [-1] = "minus", [1] = "one" }
assert(t[max] == "max" and t[min] == "min" and t[0] == "zero" and t[-1] == "minus" and t[1] == "one")
assert(t[max + 1] == "min" and t[min - 1] == "max" and #t == 1)
local border = setmetatable({}, nil)
border[max] = 1
assert(#border == 0)
border[max - 1] = 1
border[1] = 1
assert(#border == 1)
-- doubling search must not run past the end of the integers
local full = { 1, 2, 3, 4 }
for i = 2, 62 do full[(1 << i)] = true end
full[max] = true
local n = #full
assert(full[n] ~= nil and (n == max or full[n + 1] == nil))
-- a counter through zero
local c = {}
for i = -100, 100 do c[i] = i end
for i = -100, 100 do assert(c[i] == i) end
assert(#c == 100)
for i = 1, 100 do c[i] = nil end
assert(#c == 0 and c[0] == 0 and c[-100] == -100)
-- next through all of them
local seen = 0
for k, v in pairs(c) do
  assert(k == v and k <= 0)
  seen = seen + 1
end
assert(seen == 101)
-- assignment with computed keys that wrap
local w = {}
local k = max
for i = 1, 4 do
  w[k] = i
  k = k + 1
end
assert(w[max] == 1 and w[min] == 2 and w[min + 1] == 3 and w[min + 2] == 4)
-- 32-bit neighbours
local edges = {}
for _, bits in ipairs { 7, 8, 15, 16, 17, 24, 25, 31, 32, 33, 52, 53, 54, 62 } do
  for d = -1, 1 do edges[(1 << bits) + d] = bits * 4 + d end
end
for _, bits in ipairs { 7, 8, 15, 16, 17, 24, 25, 31, 32, 33, 52, 53, 54, 62 } do
  for d = -1, 1 do assert(edges[(1 << bits) + d] // 1 ~= nil) end
  assert(edges[(1 << bits) + 1] == bits * 4 + 1)
end
-- constant keys around the limit of one byte
local s = {}
s[254], s[255], s[256], s[257] = "a", "b", "c", "d"
assert(s[254] == "a" and s[255] == "b" and s[256] == "c" and s[257] == "d" and s[253] == nil and s[258] == nil)
local function get(t) return t[254], t[255], t[256], t[0], t[-1] end
local a, b, c2, z, m = get { [254] = 1, [255] = 2, [256] = 3, [0] = 4, [-1] = 5 }
assert(a == 1 and b == 2 and c2 == 3 and z == 4 and m == 5)
print "ok"
