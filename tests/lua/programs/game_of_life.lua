-- Conway's life on an endless board, with cells in sets.
local function key(x, y) return x * 65536 + y end
local function parse(picture)
  local live, y = {}, 0
  for line in picture:gmatch("[^\n]+") do
    y = y + 1
    for x in line:gmatch("()#") do live[key(x, y)] = true end
  end
  return live
end
local function step(live)
  local counts = {}
  for k in pairs(live) do
    for dx = -1, 1 do
      for dy = -1, 1 do
        if dx ~= 0 or dy ~= 0 then
          local n = k + dx * 65536 + dy
          counts[n] = (counts[n] or 0) + 1
        end
      end
    end
  end
  local next = {}
  for k, c in pairs(counts) do
    if c == 3 or c == 2 and live[k] then next[k] = true end
  end
  return next
end
local function draw(live, w, h)
  local lines = {}
  for y = 1, h do
    local row = {}
    for x = 1, w do row[x] = live[key(x, y)] and "#" or "." end
    lines[y] = table.concat(row)
  end
  return table.concat(lines, "\n")
end
local function population(live)
  local n = 0
  for _ in pairs(live) do n = n + 1 end
  return n
end
local blinker = parse ".....\n..#..\n..#..\n..#..\n....."
print(draw(step(blinker), 5, 5))  -- expect: .....
-- expect: .....
-- expect: .###.
-- expect: .....
-- expect: .....
print(draw(step(step(blinker)), 5, 5) == draw(blinker, 5, 5))  -- expect: true
local glider = parse ".#...\n..#..\n###.."
for i = 1, 8 do glider = step(glider) end
print(draw(glider, 7, 6))  -- expect: .......
-- expect: .......
-- expect: ...#...
-- expect: ....#..
-- expect: ..###..
-- expect: .......
local r = parse "........\n...##...\n..##....\n...#...."
local history = {}
for i = 1, 60 do
  r = step(r)
  history[i] = population(r)
end
print(table.concat(history, " "))  -- expect: 6 7 9 8 9 12 11 18 11 11 10 13 16 19 19 23 25 35 25 32 27 37 30 46 39 45 30 31 29 27 32 32 39 34 29 34 31 34 36 33 31 29 34 31 42 37 36 45 48 64 45 60 50 67 58 66 68 72 72 79
print(population(step(parse "##\n##")), population(step(parse "#")), population(step({})))  -- expect: 4<TAB>0<TAB>0
