-- A class library with inheritance, mixins, properties and class methods.
local Class = {}
Class.__index = Class
local function new_class(name, parent)
  local class = { __name = name, __parent = parent, methods = {}, getters = {}, setters = {} }
  if parent then
    setmetatable(class.methods, { __index = parent.methods })
    setmetatable(class.getters, { __index = parent.getters })
    setmetatable(class.setters, { __index = parent.setters })
  end
  local meta = {
    __index = function(self, key)
      local getter = class.getters[key]
      if getter then return getter(self) end
      return class.methods[key]
    end,
    __newindex = function(self, key, value)
      local setter = class.setters[key]
      if setter then setter(self, value) else rawset(self, key, value) end
    end,
    __tostring = function(self)
      local describe = class.methods.describe
      return describe and describe(self) or "<" .. name .. ">"
    end,
    __eq = function(a, b) return a.id ~= nil and a.id == b.id end,
    __lt = function(a, b) return a.id < b.id end,
    __le = function(a, b) return a.id <= b.id end,
    __concat = function(a, b) return tostring(a) .. tostring(b) end,
    __len = function(self) return self.size or 0 end,
    __call = function(self, ...) return self:invoke(...) end,
    class = class,
  }
  return setmetatable(class, {
    __call = function(_, ...)
      local object = setmetatable({}, meta)
      if class.methods.init then class.methods.init(object, ...) end
      return object
    end,
    __index = parent or Class,
    __tostring = function() return "class " .. name end,
  })
end
function Class:mixin(...)
  for _, m in ipairs { ... } do
    for k, v in pairs(m) do self.methods[k] = v end
  end
  return self
end
function Class.is(object, class)
  local c = getmetatable(object) and getmetatable(object).class
  while c do
    if c == class then return true end
    c = c.__parent
  end
  return false
end

local Shape = new_class "Shape"
local next_id = 0
function Shape.methods:init(name)
  next_id = next_id + 1
  self.id, self.name = next_id, name
end
function Shape.methods:area() return 0 end
function Shape.methods:describe() return ("%s #%d area %.2f"):format(self.name, self.id, self:area()) end
function Shape.methods:invoke(verb) return self.name .. " is asked to " .. verb end
function Shape.getters:doubled() return self:area() * 2 end

local Circle = new_class("Circle", Shape)
function Circle.methods:init(r)
  Shape.methods.init(self, "circle")
  self.r = r
end
function Circle.methods:area() return math.pi * self.r ^ 2 end
function Circle.setters:diameter(d) self.r = d / 2 end
function Circle.getters:diameter() return self.r * 2 end

local Rect = new_class("Rect", Shape)
function Rect.methods:init(w, h)
  Shape.methods.init(self, "rect")
  self.w, self.h, self.size = w, h, 4
end
function Rect.methods:area() return self.w * self.h end
local Square = new_class("Square", Rect)
function Square.methods:init(w)
  Rect.methods.init(self, w, w)
  self.name = "square"
end

local Comparable = { larger = function(self, other) return self:area() > other:area() end }
Shape:mixin(Comparable, { scale_name = function(self, s) return s .. " " .. self.name end })

local c, r, s = Circle(2), Rect(3, 4), Square(3)
print(tostring(c), tostring(r), tostring(s))  -- expect: circle #1 area 12.57<TAB>rect #2 area 12.00<TAB>square #3 area 9.00
print(c.doubled, r.doubled, s.doubled, c.diameter)  -- expect: 25.132741228718<TAB>24<TAB>18<TAB>4
c.diameter = 10
print(c.r, c.diameter, ("%.3f"):format(c:area()))  -- expect: 5.0<TAB>10.0<TAB>78.540
print(Class.is(s, Square), Class.is(s, Rect), Class.is(s, Shape), Class.is(s, Circle), Class.is({}, Shape))  -- expect: true<TAB>true<TAB>true<TAB>false<TAB>false
print(s:larger(r), r:larger(s), c:larger(s), s:scale_name("big"))  -- expect: false<TAB>true<TAB>true<TAB>big square
print(c < r, r <= s, c == r, c == c, #r, #c, #s)  -- expect: true<TAB>true<TAB>false<TAB>true<TAB>4<TAB>0<TAB>4
print(c .. " and " .. r)  -- expect: circle #1 area 78.54 and rect #2 area 12.00
print(r "run", s("sit"))  -- expect: rect is asked to run<TAB>square is asked to sit
print(tostring(Shape), tostring(Square), Square.__parent == Rect)  -- expect: class Shape<TAB>class Square<TAB>true
local shapes = { Rect(1, 1), Circle(1), Square(2), Rect(2, 5), Circle(0.5) }
table.sort(shapes, function(a, b) return a:area() < b:area() end)
for _, shape in ipairs(shapes) do print(shape) end  -- expect: circle #8 area 0.79
-- expect: rect #4 area 1.00
-- expect: circle #5 area 3.14
-- expect: square #6 area 4.00
-- expect: rect #7 area 10.00
print(pcall(function() return c:nothing() end))  -- expect: false<TAB>class_library.lua:111: attempt to call a nil value (method 'nothing')
print(pcall(function() return c + 1 end))  -- expect: false<TAB>class_library.lua:112: attempt to perform arithmetic on a table value (upvalue 'c')
