-- Kind: numeric, objects. Bodies under gravity: a solar system of records with float fields, a cluster
-- held as parallel arrays, and a spring chain; energy printed before and after.

local pi = math.pi
local solar_mass, days = 4 * pi * pi, 365.24

local function body(x, y, z, vx, vy, vz, mass)
  return { x = x, y = y, z = z, vx = vx * days, vy = vy * days, vz = vz * days, mass = mass * solar_mass }
end

local function planets()
  return {
    body(0, 0, 0, 0, 0, 0, 1),
    body(4.841, -1.160, -0.1036, 0.00166, 0.00770, -0.0000690, 0.000955),
    body(8.343, 4.125, -0.4035, -0.00277, 0.00500, 0.0000230, 0.000286),
    body(12.894, -15.111, -0.2233, 0.00296, 0.00238, -0.0000297, 0.0000437),
    body(15.380, -25.919, 0.1793, 0.00268, 0.00163, -0.0000952, 0.0000515),
  }
end

local function advance(bodies, dt)
  local n = #bodies
  for i = 1, n do
    local a = bodies[i]
    local x, y, z, mass = a.x, a.y, a.z, a.mass
    local vx, vy, vz = a.vx, a.vy, a.vz
    for j = i + 1, n do
      local b = bodies[j]
      local dx, dy, dz = x - b.x, y - b.y, z - b.z
      local d2 = dx * dx + dy * dy + dz * dz
      local k = dt / (d2 * d2 ^ 0.5)
      local kb = b.mass * k
      vx, vy, vz = vx - dx * kb, vy - dy * kb, vz - dz * kb
      k = k * mass
      b.vx, b.vy, b.vz = b.vx + dx * k, b.vy + dy * k, b.vz + dz * k
    end
    a.vx, a.vy, a.vz = vx, vy, vz
    a.x, a.y, a.z = x + dt * vx, y + dt * vy, z + dt * vz
  end
end

local function energy(bodies)
  local e = 0
  for i, a in ipairs(bodies) do
    e = e + 0.5 * a.mass * (a.vx * a.vx + a.vy * a.vy + a.vz * a.vz)
    for j = i + 1, #bodies do
      local b = bodies[j]
      local dx, dy, dz = a.x - b.x, a.y - b.y, a.z - b.z
      e = e - a.mass * b.mass / math.sqrt(dx * dx + dy * dy + dz * dz)
    end
  end
  return e
end

local function cluster(n, steps)
  local x, y, vx, vy = {}, {}, {}, {}
  for i = 1, n do
    x[i], y[i] = math.cos(i) * i, math.sin(i) * i
    vx[i], vy[i] = 0.0, 0.0
  end
  for _ = 1, steps do
    for i = 1, n do
      local fx, fy, xi, yi = 0.0, 0.0, x[i], y[i]
      for j = 1, n do
        if i ~= j then
          local dx, dy = x[j] - xi, y[j] - yi
          local f = 1 / (dx * dx + dy * dy + 1)
          fx, fy = fx + dx * f, fy + dy * f
        end
      end
      vx[i], vy[i] = vx[i] + fx * 0.01, vy[i] + fy * 0.01
    end
    for i = 1, n do x[i], y[i] = x[i] + vx[i], y[i] + vy[i] end
  end
  local spread = 0
  for i = 1, n do spread = spread + math.sqrt(x[i] * x[i] + y[i] * y[i]) end
  return spread / n
end

local function springs(n, steps)
  local chain = {}
  for i = 1, n do chain[i] = { pos = i == n // 2 and 1.0 or 0.0, vel = 0.0, fixed = i == 1 or i == n } end
  for _ = 1, steps do
    for i = 2, n - 1 do
      local p = chain[i]
      p.vel = (p.vel + 0.1 * (chain[i - 1].pos + chain[i + 1].pos - 2 * p.pos)) * 0.999
    end
    for i = 1, n do
      local p = chain[i]
      if not p.fixed then p.pos = p.pos + p.vel end
    end
  end
  local sum = 0
  for i = 1, n do sum = sum + chain[i].pos * i end
  return sum
end

local system = planets()
print(("%.9f"):format(energy(system)))
for _ = 1, 150000 do advance(system, 0.01) end
print(("%.9f"):format(energy(system)))
print(("%.6f"):format(cluster(60, 250)))
print(("%.6f"):format(springs(100, 4000)))
