-- One site for more classes than it can know, with methods and fields that come from all over, and names that come and go.

local Root = {}
Root.__index = Root
function Root:name() return "root" end

local classes = {}
for i = 1, 40 do
  local C = setmetatable({}, { __index = i % 4 == 0 and classes[i - 1] or Root })
  C.__index = C
  if i % 3 ~= 0 then
    C.name = function(self) return "class " .. i .. " " .. self.n end
  end
  classes[i] = C
end
local function expected(i, n)
  while i % 3 == 0 do
    if i % 4 ~= 0 then return "root" end
    i = i - 1
  end
  return "class " .. i .. " " .. n
end

local function name(object) return object:name() end
local function n_of(object) return object.n end
local function put(object, v) object.n = v end
local function mark(object) object.marked = true end
local function by_key(object, key) return object[key] end

local objects = {}
for round = 1, 30 do
  for i, C in ipairs(classes) do
    local o = setmetatable({ n = round, ["f" .. i] = i }, C)
    objects[i] = o
    assert(name(o) == expected(i, round))
    assert(n_of(o) == round)
    put(o, i)
    assert(name(o) == expected(i, i) and n_of(o) == i)
    mark(o)
    assert(o.marked == true and by_key(o, "name") == o.name and by_key(o, "f" .. i) == i)
  end
  if round % 10 == 0 then collectgarbage() end
end

-- A method is replaced in one class, removed from another: all sites see it at once.
classes[1].name = function() return "new" end
classes[2].name = nil
assert(name(objects[1]) == "new" and name(objects[2]) == "root")

-- Names that are made, used a few times and forgotten; others take their places.
local Box = {}
Box.__index = Box
for round = 1, 300 do
  local key = "made " .. round
  local o = setmetatable({}, Box)
  Box[key] = round
  for _ = 1, 5 do assert(by_key(o, key) == round) end
  Box[key] = nil
  assert(by_key(o, key) == nil)
  if round % 50 == 0 then collectgarbage() end
end

-- Objects as keys.
local of = {}
local keys = {}
for i = 1, 30 do
  keys[i] = i % 3 == 0 and {} or i % 3 == 1 and function() return i end or coroutine.create(print)
  of[keys[i]] = i
end
for round = 1, 30 do
  for i, key in ipairs(keys) do
    assert(of[key] == (round > 1 and i * (round - 1) or i))
    of[key] = i * round
  end
end
assert(of[{}] == nil and of[print] == nil)
local inherits = setmetatable({}, { __index = of, __newindex = function(_, k) of[k] = "heard" end })
assert(inherits[keys[3]] == 90)
inherits[keys[3]] = 1
assert(of[keys[3]] == "heard")

print("ok")
