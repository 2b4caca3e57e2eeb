-- Classes as people build them: several styles, super calls, mixins, class changes at run time.
local Animal = {}
Animal.__index = Animal
function Animal.new(name) return setmetatable({ name = name }, Animal) end
function Animal:speak() return self.name .. " makes " .. self:sound() end
function Animal:sound() return "noise" end
local Dog = setmetatable({}, { __index = Animal })
Dog.__index = Dog
function Dog.new(name, tricks) local self = Animal.new(name) self.tricks = tricks return setmetatable(self, Dog) end
function Dog:sound() return "woof" end
function Dog:speak() return Animal.speak(self) .. "!" end
local a, d = Animal.new("Cat"), Dog.new("Rex", 3)
print(a:speak(), d:speak(), d.tricks, getmetatable(d) == Dog)  -- expect: Cat makes noise<TAB>Rex makes woof!<TAB>3<TAB>true
-- One call site, classes alternating; a method replaced, added to the base, and shadowed by a field.
local function say(x) return x:sound() end
local out = {}
for i = 1, 6 do out[i] = say(i % 2 == 0 and a or d) end
function Animal:sound() return "changed" end
out[7], out[8] = say(a), say(d)
Dog.sound = nil
out[9] = say(d)
d.sound = function() return "own" end
out[10] = say(d)
d.sound = nil
out[11] = say(d)
setmetatable(d, Animal)
Animal.tag = "T"
out[12] = d.tag
setmetatable(d, nil)
out[13] = tostring(d.tag) .. tostring(d.sound)
print(table.concat(out, " "))  -- expect: woof noise woof noise woof noise changed woof changed own changed T nilnil
-- Static members, constructors by __call, operators inherited only by copying.
local Class = setmetatable({}, { __call = function(cls, ...) local o = setmetatable({}, cls) o:init(...) return o end })
Class.__index = Class
Class.count = 0
function Class:init(v) self.v = v Class.count = Class.count + 1 end
Class.__add = function(x, y) return Class(x.v + y.v) end
Class.__eq = function(x, y) return x.v == y.v end
local s = Class(1) + Class(2)
assert(s.v == 3 and Class.count == 3 and s == Class(3) and Class.count == 4)
local Sub = setmetatable({}, { __index = Class, __call = getmetatable(Class).__call })
Sub.__index = Sub
assert(Sub(5).v == 5 and not pcall(function() return Sub(1) + 1 end))
-- Multiple inheritance by search function, mixins by copying.
local function search(k, ...) for _, p in ipairs { ... } do if p[k] ~= nil then return p[k] end end end
local X, Y = { fx = function() return "fx" end, both = "X" }, { fy = function() return "fy" end, both = "Y" }
local XY = setmetatable({}, { __index = function(t, k) local v = search(k, X, Y) t[k] = v return v end })
XY.__index = XY
local o = setmetatable({}, XY)
print(o.fx(), o.fy(), o.both, o.none, rawget(XY, "both"))  -- expect: fx<TAB>fy<TAB>X<TAB>nil<TAB>X
local mixin = { hello = function(self) return "hello " .. self.v end }
for k, v in pairs(mixin) do Class[k] = v end
print(s:hello(), Sub("sub"):hello())  -- expect: hello 3<TAB>hello sub
-- Properties with getters and setters.
local props = setmetatable({}, { __index = function(t, k) return rawget(t, "_" .. k) end,
  __newindex = function(t, k, v) rawset(t, "_" .. k, v * 2) end })
props.w = 4
props.w = 5
print(props.w, rawget(props, "w"), rawget(props, "_w"))  -- expect: 10<TAB>nil<TAB>10
