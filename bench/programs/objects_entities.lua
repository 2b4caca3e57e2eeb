-- Kind: objects, numeric. A game loop: entities own components, vectors use operator metamethods,
-- everything moves, collides and dies each frame; many short-lived vector objects.

local Vec = {}
Vec.__index = Vec
local function vec(x, y) return setmetatable({ x = x, y = y }, Vec) end
Vec.__add = function(a, b) return vec(a.x + b.x, a.y + b.y) end
Vec.__sub = function(a, b) return vec(a.x - b.x, a.y - b.y) end
Vec.__mul = function(a, k)
  if type(a) == "number" then a, k = k, a end
  return vec(a.x * k, a.y * k)
end
Vec.__unm = function(a) return vec(-a.x, -a.y) end
function Vec:dot(b) return self.x * b.x + self.y * b.y end
function Vec:length() return (self.x * self.x + self.y * self.y) ^ 0.5 end

local Physics = {}
Physics.__index = Physics
function Physics.new(pos, vel) return setmetatable({ pos = pos, vel = vel, force = vec(0, 0) }, Physics) end
function Physics:update(entity, dt)
  self.vel = self.vel + self.force * dt
  self.pos = self.pos + self.vel * dt
  local p, v = self.pos, self.vel
  if p.x < 0 or p.x > 100 then
    v.x = -v.x
    p.x = math.max(0, math.min(100, p.x))
    entity.bounces = entity.bounces + 1
  end
  if p.y < 0 or p.y > 100 then
    v.y = -v.y
    p.y = math.max(0, math.min(100, p.y))
    entity.bounces = entity.bounces + 1
  end
end

local Homing = {}
Homing.__index = Homing
function Homing.new(target) return setmetatable({ target = target }, Homing) end
function Homing:update(entity)
  local physics = entity.physics
  local d = self.target.physics.pos - physics.pos
  local distance = d:length() + 1
  physics.force = d * (8 / distance)
end

local Health = {}
Health.__index = Health
function Health.new(hp) return setmetatable({ hp = hp, regen = 1 }, Health) end
function Health:update(entity)
  self.hp = self.hp + self.regen
  if self.hp > 100 then self.hp = 100 end
  if self.hp <= 0 then entity.dead = true end
end

local Entity = {}
Entity.__index = Entity
local ids = 0
function Entity.new(pos, vel)
  ids = ids + 1
  local e = setmetatable({ id = ids, bounces = 0, dead = false, parts = {} }, Entity)
  return e:attach("physics", Physics.new(pos, vel))
end
function Entity:attach(name, part)
  self[name] = part
  self.parts[#self.parts + 1] = part
  return self
end
function Entity:update(dt)
  local parts = self.parts
  for i = 1, #parts do parts[i]:update(self, dt) end
end

math.randomseed(11)
local function spawn(world)
  local e = Entity.new(vec(math.random(0, 100), math.random(0, 100)),
                       vec(math.random() * 20 - 10, math.random() * 20 - 10))
  if e.id % 3 == 0 then e:attach("homing", Homing.new(world[1] or e)) end
  if e.id % 2 == 0 then e:attach("health", Health.new(60)) end
  world[#world + 1] = e
end

local world = {}
for _ = 1, 80 do spawn(world) end

local hits = 0
local function collide(a, b)
  local d = a.physics.pos - b.physics.pos
  if d:dot(d) < 25 then
    hits = hits + 1
    local v = a.physics.vel
    a.physics.vel, b.physics.vel = b.physics.vel, v
    if a.health then a.health.hp = a.health.hp - 20 end
    if b.health then b.health.hp = b.health.hp - 20 end
  end
end

local deaths = 0
for _ = 1, 1500 do
  for i = 1, #world do world[i]:update(0.1) end
  for i = 1, #world, 2 do
    for j = i + 1, #world, 7 do collide(world[i], world[j]) end
  end
  for i = #world, 1, -1 do
    if world[i].dead then
      table.remove(world, i)
      deaths = deaths + 1
      spawn(world)
    end
  end
end

local sum, bounces = vec(0, 0), 0
for _, e in ipairs(world) do
  sum = sum + e.physics.pos
  bounces = bounces + e.bounces
end
print(string.format("%.6f %.6f", sum.x, sum.y))
print(hits, deaths, bounces, ids)
