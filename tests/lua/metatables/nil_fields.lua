-- Fields of objects that are nil now and then: reads go on along __index, stores ask for __newindex, and both see what changes there.

local Base = { inherited = "base" }
Base.__index = Base
local Class = setmetatable({}, { __index = Base })
Class.__index = Class

local function link(object) return object.link end
local function set(object, v) object.link = v end
local function fresh(n) return setmetatable({ link = n, n = n }, Class) end

-- The field comes and goes; nobody has another.
local objects = {}
for i = 1, 50 do objects[i] = fresh(i) end
for round = 1, 40 do
  for i, o in ipairs(objects) do
    if (i + round) % 3 == 0 then
      set(o, nil)
      assert(link(o) == nil)
    else
      set(o, round)
      assert(link(o) == round)
    end
  end
end

-- Then its class has one, then the class above, then none.
for _, o in ipairs(objects) do o.link = nil end
for _, holder in ipairs { Class, Base } do
  rawset(holder, "link", "of the class")
  for round = 1, 200 do assert(link(objects[round % 50 + 1]) == "of the class") end
  objects[7].link = "own"
  assert(link(objects[7]) == "own" and link(objects[8]) == "of the class")
  objects[7].link = nil
  rawset(holder, "link", nil)
  for round = 1, 200 do assert(link(objects[round % 50 + 1]) == nil) end
end

-- A function answers, and then one hears of stores to what is nil.
local asked, told = 0, {}
Base.__index = function(_, key)
  asked = asked + 1
  return key .. "?"
end
setmetatable(Class, Base)
for round = 1, 100 do assert(link(objects[round % 50 + 1]) == "link?") end
assert(asked == 100)
Class.__newindex = function(object, key, v)
  told[#told + 1] = key .. "=" .. tostring(v)
  rawset(object, key, v)
end
set(objects[1], 1)  -- was nil
set(objects[1], 2)  -- was not
set(objects[2], 3)
assert(table.concat(told, " ") == "link=1 link=3")
Class.__newindex = nil
set(objects[3], 4)
assert(#told == 2 and rawget(objects[3], "link") == 4)
Base.__index = Base
setmetatable(Class, { __index = Base })

-- Another metatable of the same object, and none.
local o = fresh(nil)
for _ = 1, 100 do assert(link(o) == nil) end
setmetatable(o, { __index = { link = "elsewhere" } })
assert(link(o) == "elsewhere")
o.link = 1
o.link = nil
assert(link(o) == "elsewhere")
setmetatable(o, nil)
assert(link(o) == nil)
set(o, 5)
assert(rawget(o, "link") == 5)

-- Objects with a metatable each.
local function single(v) return setmetatable({ link = v }, { __index = Class }) end
local singles = {}
for i = 1, 40 do singles[i] = single(i) end
for round = 1, 60 do
  for i, s in ipairs(singles) do
    set(s, (i + round) % 2 == 0 and i or nil)
    assert(link(s) == ((i + round) % 2 == 0 and i or nil))
  end
end
Class.link = "late"
for _, s in ipairs(singles) do
  set(s, nil)
  assert(link(s) == "late")
end
getmetatable(singles[5]).__newindex = function() end
set(singles[5], 1)
set(singles[6], 1)
assert(rawget(singles[5], "link") == nil and rawget(singles[6], "link") == 1)
Class.link = nil

-- The first object of a class and those after it, while it is gone through.
for _ = 1, 20 do
  local C = {}
  C.__index = C
  function C:sum() return self.a + self.b + self.c end
  local first = setmetatable({ a = 1, b = 2 }, C)
  first.c = 3
  local others = {}
  for i = 1, 5 do
    others[i] = setmetatable({ a = i, b = 2 }, C)
    others[i].c = 3
  end
  local seen = {}
  for key, v in pairs(first) do
    seen[#seen + 1] = key .. v
    for i = 1, 5 do assert(others[i]:sum() == i + 5) end
    assert(first:sum() == 6 and first.missing == nil)
  end
  table.sort(seen)
  assert(table.concat(seen, " ") == "a1 b2 c3")
  first.d = 4
  assert(first.d == 4 and first.c == 3 and getmetatable(first) == C)
end

print("ok")
