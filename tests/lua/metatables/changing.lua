-- Metatables and handlers that appear, change and vanish between uses of the same site.
local function get(t) return t.x end
local function add(a, b) return a + b end
local function call(f) return f() end
local function len(t) return #t end
local function eq(a, b) return a == b end
local t, mt = {}, {}
assert(get(t) == nil)
setmetatable(t, mt)
assert(get(t) == nil)
mt.__index = { x = "table" }
assert(get(t) == "table")
mt.__index = function() return "function" end
assert(get(t) == "function")
t.x = "own"
assert(get(t) == "own")
t.x = nil
assert(get(t) == "function")
mt.__index = nil
assert(get(t) == nil)
rawset(mt, "__index", { x = false })
assert(get(t) == false)
setmetatable(t, { __index = { x = "other" } })
assert(get(t) == "other")
setmetatable(t, nil)
assert(get(t) == nil)
local ok = pcall(add, t, 1)
assert(not ok)
setmetatable(t, mt)
assert(not pcall(add, t, 1))
mt.__add = function() return "sum" end
assert(add(t, 1) == "sum" and add(1, 2) == 3 and add(1, t) == "sum" and add(1.5, 2) == 3.5)
mt.__add = nil
assert(not pcall(add, t, 1) and add(2, 2) == 4)
assert(not pcall(call, t))
mt.__call = function() return "called" end
assert(call(t) == "called" and call(function() return 1 end) == 1)
mt.__call = function() return "again" end
assert(call(t) == "again")
mt.__call = nil
assert(not pcall(call, t))
assert(len(t) == 0)
mt.__len = function() return 7 end
assert(len(t) == 7 and len("abc") == 3 and len({ 1 }) == 1)
mt.__len = nil
assert(len(t) == 0)
local u = setmetatable({}, mt)
assert(not eq(t, u))
mt.__eq = function() return true end
assert(eq(t, u) and not eq(t, {}) == false and eq(1, 1) and not eq(t, 1))
mt.__eq = nil
assert(not eq(t, u))
-- A handler that changes the metatable while it runs.
local w = setmetatable({}, {})
getmetatable(w).__index = function(self, k)
  setmetatable(self, { __index = function() return "second" end })
  return "first"
end
assert(get(w) == "first" and get(w) == "second")
-- __newindex appearing in a metatable shared by many tables, half way through a loop.
local shared, stored = {}, 0
local list = {}
for i = 1, 20 do list[i] = setmetatable({}, shared) end
for i = 1, 20 do
  if i == 10 then shared.__newindex = function() stored = stored + 1 end end
  list[i].v = i
end
assert(stored == 11 and list[9].v == 9 and list[10].v == nil)
-- The metatable's event fields set through rawset, table.move, and next-based copying.
local src = { __index = function() return "copied" end }
local dst = {}
for k, v in pairs(src) do rawset(dst, k, v) end
assert(get(setmetatable({}, dst)) == "copied")
local loaded = setmetatable({}, {})
getmetatable(loaded)["__" .. "index"] = { x = "computed name" }
assert(get(loaded) == "computed name")
print("ok")
