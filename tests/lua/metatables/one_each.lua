-- Objects that each have a metatable of their own: sites learn where it lies in the object.
local function show(...) print(table.concat({ ... }, " ")) end

local Base = { kind = "base", size = 1 }
local Class = setmetatable({ name = "class" }, { __index = Base })
local Other = setmetatable({ name = "other" }, { __index = Base })

local function new(class, x) return setmetatable({ x = x }, { __index = class }) end
local function name(o) return o.name end
local function kind(o) return o.kind end
local function each(objects, f)
  local found = {}
  for i, o in ipairs(objects) do found[i] = tostring(f(o)) end
  show(table.unpack(found))
end

local objects = {}
for i = 1, 8 do objects[i] = new(i % 4 == 0 and Other or Class, i) end
each(objects, name)  -- expect: class class class other class class class other
each(objects, kind)  -- expect: base base base base base base base base

-- What a metatable says changes, for its own object only.
getmetatable(objects[2]).__index = Other
getmetatable(objects[3]).__index = nil
getmetatable(objects[5]).__index = function(o, k) return k .. o.x end
each(objects, name)  -- expect: class other nil other name5 class class other

-- A metatable that is taken away, given again, given to another object.
local mt = getmetatable(objects[1])
setmetatable(objects[1], nil)
each(objects, name)  -- expect: nil other nil other name5 class class other
setmetatable(objects[1], mt)
setmetatable(objects[6], mt)
each(objects, name)  -- expect: class other nil other name5 class class other
mt.__index = { name = "shared" }
each(objects, name)  -- expect: shared other nil other name5 shared class other

-- The class loses the field, and gets it back.
Class.name = nil
each(objects, name)  -- expect: shared other nil other name5 shared nil other
Base.name = "from base"
each(objects, name)  -- expect: shared other nil other name5 shared from base other

-- Fields that are added after the metatable was set.
local function fill(o, v)
  o.a = v
  o.b = v + 1
  return o
end
local log = {}
local function logged(_, k) log[#log + 1] = k end
for i = 1, 6 do
  local o = setmetatable({}, {})
  if i == 4 then getmetatable(o).__newindex = logged end
  if i == 5 then setmetatable(o, nil) end
  if i == 6 then setmetatable(o, { __newindex = logged }) end
  fill(o, i)
  show(i, tostring(rawget(o, "a")), tostring(rawget(o, "b")))
end
-- expect: 1 1 2
-- expect: 2 2 3
-- expect: 3 3 4
-- expect: 4 nil nil
-- expect: 5 5 6
-- expect: 6 nil nil
show(table.concat(log, ","))  -- expect: a,b,a,b

-- The object outgrows its slots; the metatable goes along.
local wide = new(Other, 0)
for i = 1, 70 do
  wide["f" .. i] = i
  if i % 23 == 0 then show(i, name(wide), kind(wide)) end
end
-- expect: 23 other base
-- expect: 46 other base
-- expect: 69 other base
