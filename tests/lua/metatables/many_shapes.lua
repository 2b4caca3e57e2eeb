-- Sites that meet objects of many shapes: own fields, absent ones, fields one to four classes up; classes that change meanwhile.
local function get(o) return o.v end
local function call(o) return o:m() end
local function put(o, x) o.v = x end
local function row(f, list)
  local found = {}
  for i, o in ipairs(list) do found[i] = tostring(f(o)) end
  print(table.concat(found, " "))
end

-- A line of classes, each with the next behind it.
local classes = {}
for i = 1, 5 do
  classes[i] = setmetatable({}, i > 1 and { __index = classes[i - 1] } or nil)
end
classes[1].v = "top"
classes[1].m = function() return "m1" end
local objects = {}
for i, class in ipairs(classes) do objects[i] = setmetatable({ ["k" .. i] = i }, { __index = class }) end
for _ = 1, 4 do
  row(get, objects)
  row(call, objects)
end
-- expect: top top top top top
-- expect: m1 m1 m1 m1 m1
-- expect: top top top top top
-- expect: m1 m1 m1 m1 m1
-- expect: top top top top top
-- expect: m1 m1 m1 m1 m1
-- expect: top top top top top
-- expect: m1 m1 m1 m1 m1

-- A class between gets the field, loses it, is replaced.
classes[3].v = "three"
row(get, objects)  -- expect: top top three three three
classes[3].v = nil
row(get, objects)  -- expect: top top top top top
getmetatable(classes[4]).__index = { v = "aside", m = function() return "aside" end }
row(get, objects)  -- expect: top top top aside aside
row(call, objects)  -- expect: m1 m1 m1 aside aside
getmetatable(objects[2]).__index = nil
row(get, objects)  -- expect: top nil top aside aside
setmetatable(objects[5], nil)
row(get, objects)  -- expect: top nil top aside nil
classes[1].v = nil
row(get, objects)  -- expect: nil nil nil aside nil

-- Absent, then there; with a metatable or without; a handler that is a function.
local plain = {}
for i = 1, 6 do plain[i] = { ["a" .. i] = i } end
for _ = 1, 3 do row(get, plain) end
-- expect: nil nil nil nil nil nil
-- expect: nil nil nil nil nil nil
-- expect: nil nil nil nil nil nil
plain[2].v = "own"
setmetatable(plain[3], { __index = function(_, k) return k .. "!" end })
setmetatable(plain[4], { __index = plain[2] })
rawset(plain[6], "v", false)
for _ = 1, 2 do row(get, plain) end
-- expect: nil own v! own nil false
-- expect: nil own v! own nil false
plain[2].v = nil
row(get, plain)  -- expect: nil nil v! nil nil false

-- Dictionaries among shaped tables.
local mixed = { { v = 1 }, { [true] = 0, v = 2 }, { x = 0, v = 3 }, { [1.5] = 0 }, { y = 0, v = 5 }, { z = 0, v = 6 }, { w = 0, v = 7 } }
for _ = 1, 3 do row(get, mixed) end
-- expect: 1 2 3 nil 5 6 7
-- expect: 1 2 3 nil 5 6 7
-- expect: 1 2 3 nil 5 6 7
mixed[4].v = 4
mixed[2].v = nil
row(get, mixed)  -- expect: 1 nil 3 4 5 6 7

-- Stores that change and that add, over many shapes; read-only proxies among them.
local log = {}
for round = 1, 3 do
  for i, o in ipairs(mixed) do put(o, i * round) end
  row(get, mixed)
  local fresh = {}
  for i = 1, 7 do fresh[i] = { ["f" .. i] = 0 } end
  fresh[3] = setmetatable({}, { __newindex = function(_, k, v) log[#log + 1] = k .. v end })
  fresh[4] = setmetatable({}, { __newindex = fresh[5] })
  for i, o in ipairs(fresh) do put(o, i) end
  row(get, fresh)
end
-- expect: 1 2 3 4 5 6 7
-- expect: 1 2 nil nil 5 6 7
-- expect: 2 4 6 8 10 12 14
-- expect: 1 2 nil nil 5 6 7
-- expect: 3 6 9 12 15 18 21
-- expect: 1 2 nil nil 5 6 7
print(table.concat(log, ","))  -- expect: v3,v3,v3

-- A field that is no table, no function behind it: the message names it.
local bad = { { q = 1 }, { r = 1 }, 7, { s = 1 } }
for _ = 1, 2 do print(pcall(function() for _, o in ipairs(bad) do local _ = o.v.w end end)) end
-- expect: false<TAB>many_shapes.lua:97: attempt to index a nil value (field 'v')
-- expect: false<TAB>many_shapes.lua:97: attempt to index a nil value (field 'v')
