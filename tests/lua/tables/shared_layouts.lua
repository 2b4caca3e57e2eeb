-- Objects built alike and unlike: field order, removal and addition never mix up fields.
local function point(x, y) return { x = x, y = y } end
local function tniop(x, y) return { y = y, x = x } end
local function late(x, y)
  local t = {}
  t.x = x
  t.y = y
  return t
end
for i = 1, 100 do
  for _, make in ipairs { point, tniop, late } do
    local p = make(i, -i)
    assert(p.x == i and p.y == -i and p.z == nil)
    p.z = i * 2
    assert(p.x == i and p.y == -i and p.z == i * 2)
    p.x = nil
    assert(p.x == nil and p.y == -i and p.z == i * 2)
    p.w = "w"
    p.x = "again"
    assert(p.x == "again" and p.w == "w" and p.z == i * 2 and p.y == -i)
  end
end
-- the same access site sees many layouts
local makers = {}
for i = 1, 40 do
  local fields = {}
  for j = 1, i do fields[j] = ("f%d = %d"):format((i * 7 + j * 3) % 50, j) end
  fields[#fields + 1] = "common = " .. i
  makers[i] = load("return {" .. table.concat(fields, ",") .. "}")
end
local function read(t) return t.common end
local function write(t, v) t.common = v end
for _ = 1, 5 do
  for i, make in ipairs(makers) do
    local t = make()
    assert(read(t) == i)
    write(t, -i)
    assert(read(t) == -i)
    write(t, nil)
    assert(read(t) == nil)
    write(t, "back")
    assert(read(t) == "back")
  end
end
-- a site that sees tables, strings and objects with metatables
local function len(o) return o.len end
local proto = { len = "from the prototype" }
proto.__index = proto
for _ = 1, 20 do
  assert(len("text") == string.len)
  assert(len({ len = 3 }) == 3)
  assert(len(setmetatable({}, proto)) == "from the prototype")
  assert(len(setmetatable({ len = 9 }, proto)) == 9)
  assert(len({}) == nil)
end
-- many fields in one object, then most removed
local wide = {}
for i = 1, 300 do wide["field" .. i] = i end
for i = 1, 300 do
  if i % 50 ~= 0 then wide["field" .. i] = nil end
end
local n = 0
for k, v in pairs(wide) do
  assert(k == "field" .. v)
  n = n + 1
end
assert(n == 6)
-- adding a metatable between writes
local obj = { a = 1 }
setmetatable(obj, { __newindex = function(t, k, v) rawset(t, k, v * 10) end })
obj.a = 2
obj.b = 2
assert(obj.a == 2 and obj.b == 20)
setmetatable(obj, nil)
obj.c = 2
assert(obj.c == 2)
print "ok"
