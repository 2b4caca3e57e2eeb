-- One place in the program reads a field that some tables have themselves and others inherit.
local line = {}
local function out(v) line[#line + 1] = tostring(v) end
local function flush() print(table.concat(line, " ")) line = {} end

local Class = { x = 1 }
Class.__index = Class
local function read(o) return o.x end
local function call(o) return o:name() end
function Class:name() return "class" end

-- A field that was removed: the table keeps a place for it.
local removed = setmetatable({ x = 5 }, Class)
removed.x = nil
local own = setmetatable({ x = 7 }, Class)
for _, o in ipairs { removed, removed, removed, own, removed, own } do out(read(o)) end
flush()  -- expect: 1 1 1 7 1 7

-- Tables with keys of all sorts.
local function mixed(x)
  local t = { [1.5] = true, [true] = 2 }
  for i = 1, 50 do t["k" .. i] = i end
  t.x = x
  return setmetatable(t, Class)
end
for _, o in ipairs { mixed(), mixed(), mixed(), mixed(9), mixed(), mixed(8) } do out(read(o)) end
flush()  -- expect: 1 1 1 9 1 8

-- Methods: the field appears in the object, in the class, in a class between.
local objects = {}
for i = 1, 6 do objects[i] = setmetatable({ x = i }, Class) end
for _, o in ipairs(objects) do call(o) end
objects[4].name = function() return "own" end
for _, o in ipairs(objects) do out(call(o)) end
flush()  -- expect: class class class own class class
function Class:name() return "changed" end
for _, o in ipairs(objects) do out(call(o)) end
flush()  -- expect: changed changed changed own changed changed
Class.name = nil
print(pcall(call, objects[1]))  -- expect: false<TAB>inherited_or_own.lua:9: attempt to call a nil value (method 'name')

-- A metatable of its own for each object, naming one class or another.
local Other = { x = 2 }
local each = {}
for i = 1, 24 do each[i] = setmetatable({ y = i }, { __index = i % 5 == 0 and Other or Class }) end
each[7].x, each[12].x = 70, 120
each[12].x = nil
for round = 1, 2 do
  for _, o in ipairs(each) do out(read(o)) end
  flush()
end
-- expect: 1 1 1 1 2 1 70 1 1 2 1 1 1 1 2 1 1 1 1 2 1 1 1 1
-- expect: 1 1 1 1 2 1 70 1 1 2 1 1 1 1 2 1 1 1 1 2 1 1 1 1
getmetatable(each[3]).__index = nil
getmetatable(each[4]).__index = function(_, k) return k .. "!" end
for _, o in ipairs(each) do out(tostring(read(o))) end
flush()  -- expect: 1 1 nil x! 2 1 70 1 1 2 1 1 1 1 2 1 1 1 1 2 1 1 1 1

-- Stores: a field that is there, comes new, or is somebody else's business.
local log = {}
local watched = { __newindex = function(t, k, v) log[#log + 1] = k rawset(t, k, v) end }
local function write(o) o.z = 3 end
for i = 1, 8 do
  local o = { a = i }
  if i > 5 then setmetatable(o, watched) end
  write(o)
  write(o)
  out(o.z)
end
flush()  -- expect: 3 3 3 3 3 3 3 3
print(#log)  -- expect: 3
for i = 1, 4 do
  local o = setmetatable({ a = i }, Class)
  if i == 3 then Class.__newindex = function() out("called") end end
  write(o)
  out(tostring(rawget(o, "z")))
end
flush()  -- expect: 3 3 called nil called nil
