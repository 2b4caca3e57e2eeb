-- Strings on both sides of the length at which they are no longer unique.
local t = {}
for n = 0, 90 do
  local a, b = ("k"):rep(n), table.concat((function()
    local l = {}
    for i = 1, n do l[i] = "k" end
    return l
  end)())
  assert(a == b and not (a < b) and a <= b and rawequal(a, b) and #a == n)
  assert(a ~= b .. "x" and a < b .. "\0" and (n == 0 or a ~= b:sub(1, -2) .. "j"))
  t[a] = n
  assert(t[b] == n and rawget(t, b) == n and next({ [b] = 1 }) == a)
  local object = { [a] = "v" }
  object[b] = "w"
  local count = 0
  for _ in pairs(object) do count = count + 1 end
  assert(count == 1 and object[a] == "w")
end
for n = 0, 90 do assert(t[("k"):rep(n)] == n) end
-- as fields with constant names
local long40, long41 = "a123456789b123456789c123456789d123456789", "a123456789b123456789c123456789d123456789e"
assert(#long40 == 40 and #long41 == 41)
local o = { a123456789b123456789c123456789d123456789 = 40, a123456789b123456789c123456789d123456789e = 41 }
assert(o.a123456789b123456789c123456789d123456789 == 40 and o[long40] == 40 and o[long41] == 41 and o.a123456789b123456789c123456789d123456789e == 41)
o.a123456789b123456789c123456789d123456789e = "new"
assert(o[long41 .. ""] == "new" and o[long41:sub(1, 41)] == "new")
a123456789b123456789c123456789d123456789e = "a global with a long name"
assert(_G[long41] == "a global with a long name" and _ENV[long41 .. ""] == a123456789b123456789c123456789d123456789e)
_G[long41] = nil
assert(a123456789b123456789c123456789d123456789e == nil)
-- methods with long names
local class = {}
class.__index = class
function class:a_method_whose_name_is_longer_than_forty_bytes(x) return self.v + x end
assert(setmetatable({ v = 1 }, class):a_method_whose_name_is_longer_than_forty_bytes(2) == 3)
-- metamethod names are short strings made in any way
local mt = { ["__" .. "index"] = function(_, k) return k end }
assert(setmetatable({}, mt).x == "x")
-- switch on strings by comparison
local function which(s)
  if s == "short" then return 1 elseif s == "a string that is certainly longer than forty bytes" then return 2 else return 3 end
end
assert(which("sho" .. "rt") == 1 and which("a string that is certainly " .. "longer than forty bytes") == 2 and which("a string that is certainly longer than forty byteS") == 3)
-- equality through concatenation at every split
local whole = ("0123456789"):rep(6)
for i = 0, #whole do assert(whole:sub(1, i) .. whole:sub(i + 1) == whole) end
-- keys survive collections
local keep = {}
for i = 1, 200 do keep[("long key number "):rep(4) .. i] = i end
collectgarbage()
for i = 1, 200 do assert(keep[("long key number "):rep(4) .. i] == i) end
for i = 1, 200, 2 do keep[("long key number "):rep(4) .. i] = nil end
collectgarbage()
local n = 0
for k, v in pairs(keep) do
  assert(k:sub(-#tostring(v)) == tostring(v) and v % 2 == 0)
  n = n + 1
end
assert(n == 100)
print "ok"
