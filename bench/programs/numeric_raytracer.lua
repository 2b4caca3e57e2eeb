-- Kind: numeric, objects. A small ray tracer: spheres and planes with reflections and shadows; vectors as
-- objects with methods, closures for materials; one image as brightness digits.

local Vec = {}
Vec.__index = Vec
local function V(x, y, z) return setmetatable({ x = x, y = y, z = z }, Vec) end
function Vec.__add(a, b) return V(a.x + b.x, a.y + b.y, a.z + b.z) end
function Vec.__sub(a, b) return V(a.x - b.x, a.y - b.y, a.z - b.z) end
function Vec.__mul(a, k) return V(a.x * k, a.y * k, a.z * k) end
function Vec.__unm(a) return V(-a.x, -a.y, -a.z) end
function Vec:dot(b) return self.x * b.x + self.y * b.y + self.z * b.z end
function Vec:unit() return self * (1 / math.sqrt(self:dot(self))) end
function Vec:reflect(n) return self - n * (2 * self:dot(n)) end

local Sphere = {}
Sphere.__index = Sphere
function Sphere:hit(origin, direction)
  local oc = origin - self.centre
  local b = oc:dot(direction)
  local c = oc:dot(oc) - self.radius * self.radius
  local d = b * b - c
  if d < 0 then return nil end
  local root = math.sqrt(d)
  local t = -b - root
  if t > 1e-4 then return t end
  t = -b + root
  if t > 1e-4 then return t end
end
function Sphere:normal(p) return (p - self.centre) * (1 / self.radius) end

local Plane = {}
Plane.__index = Plane
function Plane:hit(origin, direction)
  local d = direction.y
  if d > -1e-6 then return nil end
  local t = (self.height - origin.y) / d
  if t > 1e-4 then return t end
end
function Plane:normal() return V(0, 1, 0) end

local function solid(brightness) return function() return brightness end end
local function checker(a, b)
  return function(p) return (p.x // 1 + p.z // 1) % 2 == 0 and a or b end
end

local scene = { setmetatable({ height = -1, colour = checker(0.9, 0.2), mirror = 0.1 }, Plane) }
for i = 1, 7 do
  scene[#scene + 1] = setmetatable({ centre = V(math.sin(i) * 3, i % 3 * 0.6 - 0.4, 4 + math.cos(i * 2) * 2), radius = 0.4 + i % 3 * 0.2,
    colour = solid(0.3 + i / 10), mirror = i % 2 == 0 and 0.5 or 0.05 }, Sphere)
end
local light = V(-5, 8, -3)
local rays = 0

local function nearest(origin, direction)
  local best, object
  for i = 1, #scene do
    local s = scene[i]
    local t = s:hit(origin, direction)
    if t and (not best or t < best) then best, object = t, s end
  end
  return best, object
end

local function trace(origin, direction, depth)
  rays = rays + 1
  local t, object = nearest(origin, direction)
  if not object then return 0.2 + 0.3 * math.max(direction.y, 0) end
  local p = origin + direction * t
  local n = object:normal(p)
  local to_light = (light - p):unit()
  local diffuse = math.max(n:dot(to_light), 0)
  if diffuse > 0 and nearest(p, to_light) then diffuse = diffuse * 0.3 end
  local colour = object.colour(p) * (0.15 + 0.85 * diffuse)
  if depth > 0 and object.mirror > 0 then
    colour = colour * (1 - object.mirror) + trace(p, direction:reflect(n), depth - 1) * object.mirror
  end
  return colour
end

local width, height = 220, 136
local eye = V(0, 0.5, -3)
local total, rows = 0, {}
for y = 1, height do
  local row = {}
  for x = 1, width do
    local direction = V((x - width / 2) / width * 2, (height / 2 - y) / width * 2, 1.6):unit()
    local c = trace(eye, direction, 3)
    total = total + c
    row[x] = math.floor(math.min(c, 0.999) * 10)
  end
  rows[y] = table.concat(row)
end
print(("%.6f"):format(total), rays)
print(rows[height // 2])
print(rows[height - 5])
