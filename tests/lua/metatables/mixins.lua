-- Classes into which a loop has copied methods by name: computed keys, then lookups along __index, then more changes.
local function extend(base, with)
  local class = {}
  for k, v in pairs(base) do class[k] = v end
  for k, v in pairs(with or {}) do class[k] = v end
  class.__index = class
  return setmetatable(class, { __index = base })
end

local Base = { name = function() return "base" end, kind = "b" }
Base.__index = Base
local Middle = extend(Base, { middle = function(self) return "middle of " .. self.id end })
local Leaf = extend(Middle, { __len = function() return 42 end })

local function new(class, id) return setmetatable({ id = id }, class) end
local function describe(o) return o:name() .. " " .. o.kind .. " " .. tostring(o.missing) end
local function again(f, ...) local r for _ = 1, 40 do r = f(...) end return r end

for _, class in ipairs { Base, Middle, Leaf } do print(again(describe, new(class, 1))) end
-- expect: base b nil
-- expect: base b nil
-- expect: base b nil
print(again(function(o) return o:middle() end, new(Leaf, 7)), #new(Leaf, 7))  -- expect: middle of 7	42

-- The class changes afterwards: by name, by computed key, by removal.
function Leaf:name() return "leaf" end
print(again(describe, new(Leaf, 1)))  -- expect: leaf b nil
Leaf["miss" .. "ing"] = "found"
print(again(describe, new(Leaf, 1)))  -- expect: leaf b found
Leaf.name, Leaf.kind, Leaf.missing = nil, nil, nil
print(again(describe, new(Leaf, 1)))  -- expect: base b nil
Middle.kind = "m"
print(again(describe, new(Leaf, 1)))  -- expect: base m nil

-- A traversal in the middle of which lookups come along keeps its order and meets every key once.
local parts = {}
for i = 1, 20 do parts["method" .. i] = function() return i end end
local Many = extend({}, parts)
local seen, count, object = {}, 0, new(Many, 1)
for k in pairs(Many) do
  assert(not seen[k])
  seen[k] = true
  count = count + 1
  if count == 5 then again(function(o) return o:method3() end, object) end
  if count > 5 and k ~= "__index" then Many[k] = nil end
end
print(count)  -- expect: 21

-- With removed keys, in a traversal.
local Worn = extend({}, parts)
Worn.method2, Worn.method4 = nil, nil
count = 0
for _ in pairs(Worn) do
  count = count + 1
  if count == 3 then again(function(o) return o.method1 end, new(Worn, 1)) end
end
print(count, new(Worn, 1).method2)  -- expect: 19	nil

-- Its own metatable; one that a metatable of many objects shares; one that is weak.
local Own = { ["a" .. "b"] = 1 }
for _, k in ipairs { "x", "y" } do Own[k] = k end
Own.__index = Own
setmetatable(Own, Own)
print(pcall(again, function(o) return o.x .. tostring(rawget(o, "z")) end, new(Own, 1)))  -- expect: true	xnil

local weak = {}
for _, k in ipairs { "x", "y" } do weak[k] = { k } end
setmetatable(weak, { __mode = "v" })
local behind = setmetatable({}, { __index = weak })
again(function(o) return o.x end, behind)
collectgarbage()
print(behind.x, next(weak))  -- expect: nil	nil

-- As many methods as no record holds.
local huge = {}
for i = 1, 200 do huge["m" .. i] = i end
local Huge = extend(huge)
print(again(function(o) return o.m1 + o.m200 end, new(Huge, 1)))  -- expect: 201
