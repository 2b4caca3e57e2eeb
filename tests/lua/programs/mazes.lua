-- Mazes made by three methods, solved by three; flood fill; a robot with its hand on the wall.
local seed
local function random(n)
  seed = seed * 16807 % 2147483647
  return seed % n + 1
end
local directions = { { 0, -1, 1, 4 }, { 1, 0, 2, 8 }, { 0, 1, 4, 1 }, { -1, 0, 8, 2 } }
local function empty(w, h)
  local g = { w = w, h = h }
  for i = 1, w * h do g[i] = 0 end
  return g
end
local function open(g, x, y, d)
  local nx, ny = x + d[1], y + d[2]
  g[(y - 1) * g.w + x] = g[(y - 1) * g.w + x] | d[3]
  g[(ny - 1) * g.w + nx] = g[(ny - 1) * g.w + nx] | d[4]
end
local function inside(g, x, y) return x >= 1 and x <= g.w and y >= 1 and y <= g.h end
local makers = {}
function makers.depth_first(g)
  local function visit(x, y)
    local order = { 1, 2, 3, 4 }
    for i = 4, 2, -1 do
      local j = random(i)
      order[i], order[j] = order[j], order[i]
    end
    for _, i in ipairs(order) do
      local d = directions[i]
      local nx, ny = x + d[1], y + d[2]
      if inside(g, nx, ny) and g[(ny - 1) * g.w + nx] == 0 then
        open(g, x, y, d)
        visit(nx, ny)
      end
    end
  end
  visit(1, 1)
end
function makers.binary(g)
  for y = 1, g.h do
    for x = 1, g.w do
      local options = {}
      if y > 1 then options[#options + 1] = directions[1] end
      if x > 1 then options[#options + 1] = directions[4] end
      if #options > 0 then open(g, x, y, options[random(#options)]) end
    end
  end
end
function makers.kruskal(g)
  local set, walls = {}, {}
  for i = 1, g.w * g.h do set[i] = i end
  local function find(i)
    while set[i] ~= i do i = set[i] end
    return i
  end
  for y = 1, g.h do
    for x = 1, g.w do
      if x < g.w then walls[#walls + 1] = { x, y, directions[2] } end
      if y < g.h then walls[#walls + 1] = { x, y, directions[3] } end
    end
  end
  for i = #walls, 2, -1 do
    local j = random(i)
    walls[i], walls[j] = walls[j], walls[i]
  end
  for _, w in ipairs(walls) do
    local x, y, d = table.unpack(w)
    local a, b = find((y - 1) * g.w + x), find((y + d[2] - 1) * g.w + x + d[1])
    if a ~= b then
      set[a] = b
      open(g, x, y, d)
    end
  end
end
local function draw(g, path)
  local on = {}
  for _, i in ipairs(path or {}) do on[i] = true end
  local rows = { "+" .. ("--+"):rep(g.w) }
  for y = 1, g.h do
    local a, b = "|", "+"
    for x = 1, g.w do
      local i = (y - 1) * g.w + x
      a = a .. (on[i] and "::" or "  ") .. (g[i] & 2 > 0 and " " or "|")
      b = b .. (g[i] & 4 > 0 and "  " or "--") .. "+"
    end
    rows[#rows + 1] = a
    rows[#rows + 1] = b
  end
  return table.concat(rows, "\n")
end
local solvers = {}
local function neighbours(g, i)
  local out = {}
  for _, d in ipairs(directions) do if g[i] & d[3] > 0 then out[#out + 1] = i + d[1] + d[2] * g.w end end
  return out
end
local function back(previous, i)
  local path = {}
  while i do
    table.insert(path, 1, i)
    i = previous[i]
  end
  return path
end
function solvers.breadth_first(g, from, to)
  local seen, previous, queue = { [from] = true }, {}, { from }
  for _, i in ipairs(queue) do
    if i == to then return back(previous, i) end
    for _, n in ipairs(neighbours(g, i)) do
      if not seen[n] then
        seen[n], previous[n] = true, i
        queue[#queue + 1] = n
      end
    end
  end
end
function solvers.a_star(g, from, to)
  local function h(i) return math.abs((i - 1) % g.w - (to - 1) % g.w) + math.abs((i - 1) // g.w - (to - 1) // g.w) end
  local cost, previous, open_set = { [from] = 0 }, {}, { from }
  while #open_set > 0 do
    local best = 1
    for k = 2, #open_set do if cost[open_set[k]] + h(open_set[k]) < cost[open_set[best]] + h(open_set[best]) then best = k end end
    local i = table.remove(open_set, best)
    if i == to then return back(previous, i) end
    for _, n in ipairs(neighbours(g, i)) do
      if not cost[n] or cost[i] + 1 < cost[n] then
        cost[n], previous[n] = cost[i] + 1, i
        open_set[#open_set + 1] = n
      end
    end
  end
end
function solvers.recursive(g, from, to)
  local seen = {}
  local function walk(i)
    if i == to then return { i } end
    seen[i] = true
    for _, n in ipairs(neighbours(g, i)) do
      if not seen[n] then
        local rest = walk(n)
        if rest then
          table.insert(rest, 1, i)
          return rest
        end
      end
    end
  end
  return walk(from)
end
for _, name in ipairs { "binary", "depth_first", "kruskal" } do
  seed = 42
  local g = empty(9, 5)
  makers[name](g)
  local paths = {}
  for _, s in ipairs { "a_star", "breadth_first", "recursive" } do paths[#paths + 1] = table.concat(solvers[s](g, 1, 45), " ") end
  print(name, paths[1] == paths[2], paths[2] == paths[3])  -- expect: binary<TAB>true<TAB>true
  for line in draw(g, solvers.breadth_first(g, 1, 45)):gmatch("[^\n]+") do print(line) end
  -- the right hand on the wall
  local at, facing, steps = 1, 2, 0
  while at ~= 45 do
    for _, turn in ipairs { 1, 0, 3, 2 } do
      local d = (facing - 1 + turn) % 4 + 1
      if g[at] & directions[d][3] > 0 then
        facing = d
        break
      end
    end
    at = at + directions[facing][1] + directions[facing][2] * g.w
    steps = steps + 1
  end
  local ends = 0
  for i = 1, 45 do if g[i] == 1 or g[i] == 2 or g[i] == 4 or g[i] == 8 then ends = ends + 1 end end
  print(steps, ends)  -- expect: +--+--+--+--+--+--+--+--+--+
  -- expect: |:: :: :: :: ::            |
  -- expect: +  +--+  +--+  +--+  +  +  +
  -- expect: |     |     |:: ::|  |  |  |
  -- expect: +  +  +  +--+  +  +--+--+  +
  -- expect: |  |  |     |  |::      |  |
  -- expect: +  +--+--+--+  +  +--+--+  +
  -- expect: |           |  |:: :: ::|  |
  -- expect: +  +  +--+--+--+  +--+  +--+
  -- expect: |  |           |     |:: ::|
  -- expect: +--+--+--+--+--+--+--+--+--+
  -- expect: 54<TAB>13
  -- expect: depth_first<TAB>true<TAB>true
  -- expect: +--+--+--+--+--+--+--+--+--+
  -- expect: |:: :: ::|     |     |     |
  -- expect: +--+--+  +  +  +  +  +  +  +
  -- expect: |:: :: ::|  |     |     |  |
  -- expect: +  +--+--+  +--+--+--+--+  +
  -- expect: |::|:: ::|           |:: ::|
  -- expect: +  +  +  +--+--+--+--+  +  +
  -- expect: |:: ::|::|:: :: :: ::|::|::|
  -- expect: +--+--+  +  +--+--+  +  +  +
  -- expect: |      :: ::|      :: ::|::|
  -- expect: +--+--+--+--+--+--+--+--+--+
  -- expect: 32<TAB>5
  -- expect: kruskal<TAB>true<TAB>true
  -- expect: +--+--+--+--+--+--+--+--+--+
  -- expect: |:: ::|     |:: :: ::|     |
  -- expect: +--+  +--+  +  +--+  +  +--+
  -- expect: |   :: :: :: ::   |:: ::   |
  -- expect: +--+--+--+  +--+--+--+  +  +
  -- expect: |        |     |  |   ::|  |
  -- expect: +  +  +--+--+--+  +  +  +  +
  -- expect: |  |                 |::|  |
  -- expect: +  +--+--+  +  +--+--+  +--+
  -- expect: |     |     |     |   :: ::|
  -- expect: +--+--+--+--+--+--+--+--+--+
  -- expect: 60<TAB>14
end
