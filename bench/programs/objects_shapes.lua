-- Kind: objects. A drawing model: a base class, six subclasses with overridden and inherited methods,
-- and call sites that see all of them (what a document or scene graph does when it lays itself out).

local Shape = {}
Shape.__index = Shape

function Shape.new(class, name, x, y)
  return setmetatable({ name = name, x = x, y = y, visible = true }, class)
end

function Shape:area() return 0 end
function Shape:scale(_) return self end
function Shape:move(dx, dy)
  self.x = self.x + dx
  self.y = self.y + dy
  return self
end
function Shape:bounds() return self.x, self.y, self.x, self.y end
function Shape:describe() return self.name .. "@" .. self.x .. "," .. self.y end

local function subclass(parent)
  local class = setmetatable({}, { __index = parent })
  class.__index = class
  class.super = parent
  return class
end

local Circle = subclass(Shape)
function Circle.new(x, y, r)
  local self = Shape.new(Circle, "circle", x, y)
  self.r = r
  return self
end
function Circle:area() return 3.25 * self.r * self.r end
function Circle:scale(k) self.r = self.r * k return self end
function Circle:bounds() return self.x - self.r, self.y - self.r, self.x + self.r, self.y + self.r end

local Rect = subclass(Shape)
function Rect.new(x, y, w, h, class)
  local self = Shape.new(class or Rect, "rect", x, y)
  self.w, self.h = w, h
  return self
end
function Rect:area() return self.w * self.h end
function Rect:scale(k) self.w, self.h = self.w * k, self.h * k return self end
function Rect:bounds() return self.x, self.y, self.x + self.w, self.y + self.h end

local Square = subclass(Rect)
function Square.new(x, y, side)
  local self = Rect.new(x, y, side, side, Square)
  self.name = "square"
  return self
end

local RoundRect = subclass(Rect)
function RoundRect.new(x, y, w, h, corner)
  local self = Rect.new(x, y, w, h, RoundRect)
  self.name, self.corner = "roundrect", corner
  return self
end
function RoundRect:area() return Rect.area(self) - 0.75 * self.corner * self.corner end

local Line = subclass(Shape)
function Line.new(x, y, x2, y2)
  local self = Shape.new(Line, "line", x, y)
  self.x2, self.y2 = x2, y2
  return self
end
function Line:move(dx, dy)
  Shape.move(self, dx, dy)
  self.x2, self.y2 = self.x2 + dx, self.y2 + dy
  return self
end

local Group = subclass(Shape)
function Group.new(children)
  local self = Shape.new(Group, "group", 0, 0)
  self.children = children
  return self
end
function Group:area()
  local total = 0
  for _, child in ipairs(self.children) do total = total + child:area() end
  return total
end
function Group:move(dx, dy)
  for _, child in ipairs(self.children) do child:move(dx, dy) end
  return Shape.move(self, dx, dy)
end
function Group:scale(k)
  for _, child in ipairs(self.children) do child:scale(k) end
  return self
end

local function build(count)
  local all = {}
  for i = 1, count do
    local x, y, kind = i % 97, i % 89, i % 6
    if kind == 0 then all[i] = Circle.new(x, y, i % 11 + 1)
    elseif kind == 1 then all[i] = Rect.new(x, y, i % 7 + 1, i % 5 + 1)
    elseif kind == 2 then all[i] = Square.new(x, y, i % 9 + 1)
    elseif kind == 3 then all[i] = RoundRect.new(x, y, i % 8 + 4, i % 6 + 4, 2)
    elseif kind == 4 then all[i] = Line.new(x, y, y, x)
    else all[i] = Group.new({ Circle.new(x, y, 1), Square.new(y, x, 2) }) end
  end
  return all
end

local shapes = build(600)
local left, area = 0, 0
for round = 1, 2000 do
  local dx, dy = round % 3 - 1, round % 5 - 2
  for _, shape in ipairs(shapes) do
    shape:move(dx, dy)
    area = area + shape:area()
    local x1 = shape:bounds()
    if x1 < 0 then left = left + 1 end
  end
  if round % 500 == 0 then
    local k = round % 1000 == 0 and 0.5 or 2
    for _, shape in ipairs(shapes) do shape:scale(k) end
  end
end
local text = {}
for i = 1, 12 do text[i] = shapes[i]:describe() end
print(table.concat(text, " "))
print(string.format("area %.2f left %d", area, left))
