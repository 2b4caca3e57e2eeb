-- Objects whose keys came at run time, so that they are dictionaries: methods and inherited fields are found past them, and a key of
-- their own hides what is inherited from the moment it is there.
local Base = {} Base.__index = Base
function Base:name() return "base" .. self.id end
Base.level = 1
local Class = setmetatable({}, {__index = Base}) Class.__index = Class
function Class:sum() local s = 0 for i = self.first, self.last do s = s + self[i] end return s end
Class.kind = "class"

local function fill(keys, id)
  local o = {}
  for i, key in ipairs(keys) do o[key] = i end
  o.id = id
  return setmetatable(o, Class)
end
local function use(o) return o:name(), o.kind, o.level, o.missing end
local function hot(o, n) local a, b, c, d for _ = 1, n do a, b, c, d = use(o) end return a .. b .. c .. tostring(d) end

local few, many = fill({"a", "b"}, 1), {}
for i = 1, 60 do many[i] = "key" .. i end
many = fill(many, 2)
assert(hot(few, 500) == "base1class1nil")
assert(hot(many, 500) == "base2class1nil")
assert(hot(few, 10) == "base1class1nil")

-- a key of the object's own hides the class's, and gives way again
for _, o in ipairs {few, many} do
  for round = 1, 3 do
    local key = "ki" .. "nd"
    o[key] = "own" .. round
    assert(hot(o, 200):find("own" .. round, 1, true))
    o[key] = nil
    assert(hot(o, 200):find("class", 1, true))
    local method = "na" .. "me"
    o[method] = function(self) return "mine" .. self.id end
    assert(hot(o, 200):find("^mine"))
    o[method] = nil
    assert(hot(o, 200):find("^base"))
    o["mis" .. "sing"] = false
    assert(hot(o, 200):find("false$"))
    o.missing = nil
  end
end

-- a class that changes under its objects
Class.kind = "changed"
assert(hot(few, 300) == "base1changed1nil" and hot(many, 300) == "base2changed1nil")
function Class:name() return "class" .. self.id end
assert(hot(few, 300) == "class1changed1nil")
Class.name = nil
assert(hot(few, 300) == "base1changed1nil")
Class.missing = 5
assert(hot(many, 300) == "base2changed15")
Class.missing = nil

-- queues: fields and numbered elements in one table
local Queue = {} Queue.__index = Queue
function Queue.new() return setmetatable({first = 1, last = 0}, Queue) end
function Queue:push(v) self.last = self.last + 1 self[self.last] = v end
function Queue:pop()
  local v = self[self.first]
  if self.first > self.last then return nil end
  self[self.first] = nil
  self.first = self.first + 1
  return v
end
local q, sum = Queue.new(), 0
for i = 1, 2000 do
  q:push(i)
  if i % 3 ~= 0 then sum = sum + q:pop() end
end
while true do
  local v = q:pop()
  if not v then break end
  sum = sum + v
end
assert(sum == 2000 * 2001 // 2)

-- other metatables, none, and one whose __index is a function
local calls = 0
local Late = {__index = function(_, key) calls = calls + 1 return key end}
local o = fill({"x", "y"}, 3)
hot(o, 300)
setmetatable(o, Late)
local function read(t) return t.kind end
for _ = 1, 50 do assert(read(o) == "kind") end
assert(calls == 50)
setmetatable(o, nil)
for _ = 1, 50 do assert(read(o) == nil) end
assert(not pcall(use, o))
setmetatable(o, Class)
assert(hot(o, 300) == "base3changed1nil")
print("ok")
