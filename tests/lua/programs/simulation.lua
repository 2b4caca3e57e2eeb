-- A bank with queues in simulated time, predators and prey, cellular automata, random walks: fixed seeds, exact results.
local seed = 1
local function random() seed = seed * 48271 % 2147483647 return seed / 2147483647 end
local function exponential(mean) return -mean * math.log(1 - random()) end
local function bank(tellers, customers)
  seed = 7
  local events, now, line, free, served, waited, longest = {}, 0, {}, tellers, 0, 0, 0
  local function at(t, f)
    local i = #events
    while i > 0 and events[i][1] < t do i = i - 1 end
    table.insert(events, i + 1, { t, f })
  end
  local function serve()
    if free == 0 or #line == 0 then return end
    free = free - 1
    local arrived = table.remove(line, 1)
    waited = waited + now - arrived
    at(now + exponential(8), function()
      free, served = free + 1, served + 1
      serve()
    end)
  end
  local function arrive(left)
    line[#line + 1] = now
    longest = math.max(longest, #line)
    serve()
    if left > 1 then at(now + exponential(3), function() arrive(left - 1) end) end
  end
  at(0, function() arrive(customers) end)
  while #events > 0 do
    local e = table.remove(events)
    now = e[1]
    e[2]()
  end
  return served, longest, ("%.6f"):format(waited / served), ("%.6f"):format(now)
end
for tellers = 2, 4 do print(tellers, bank(tellers, 200)) end  -- expect: 2<TAB>200<TAB>50<TAB>94.500687<TAB>714.444295
-- expect: 3<TAB>200<TAB>18<TAB>12.987980<TAB>529.749798
-- expect: 4<TAB>200<TAB>8<TAB>1.833670<TAB>550.302391
local hares, foxes, row = 40, 9, {}
for year = 1, 40 do
  local h = hares + 0.1 * hares - 0.02 * hares * foxes / 2
  local f = foxes - 0.1 * foxes + 0.005 * hares * foxes / 2
  hares, foxes = h, f
  if year % 8 == 0 then row[#row + 1] = ("%.4f/%.4f"):format(hares, foxes) end
end
print(table.concat(row, " "))  -- expect: 43.0966/9.2540 44.6502/10.0180 43.1650/10.9041 39.4236/11.2607 36.0514/10.7773
local function automaton(rule, width, steps)
  local cells = {}
  for i = 1, width do cells[i] = i == (width + 1) // 2 and 1 or 0 end
  for _ = 1, steps do
    print((table.concat(cells):gsub(".", { ["0"] = ".", ["1"] = "#" })))
    local next = {}
    for i = 1, width do next[i] = rule >> ((cells[i - 1] or 0) << 2 | cells[i] << 1 | (cells[i + 1] or 0)) & 1 end
    cells = next
  end
end
automaton(30, 31, 8)  -- expect: ...............#...............
-- expect: ..............###..............
-- expect: .............##..#.............
-- expect: ............##.####............
-- expect: ...........##..#...#...........
-- expect: ..........##.####.###..........
-- expect: .........##..#....#..#.........
-- expect: ........##.####..######........
automaton(90, 31, 8)  -- expect: ...............#...............
-- expect: ..............#.#..............
-- expect: .............#...#.............
-- expect: ............#.#.#.#............
-- expect: ...........#.......#...........
-- expect: ..........#.#.....#.#..........
-- expect: .........#...#...#...#.........
-- expect: ........#.#.#.#.#.#.#.#........
local counts = {}
for w = 1, 300 do
  seed = w
  local x = 0
  for _ = 1, 20 do x = x + (random() < 0.5 and -1 or 1) end
  counts[x] = (counts[x] or 0) + 1
end
row = {}
for x = -20, 20, 2 do if counts[x] then row[#row + 1] = x .. ":" .. counts[x] end end
print(table.concat(row, " "))  -- expect: -10:5 -8:9 -6:24 -4:57 -2:58 0:42 2:47 4:26 6:19 8:9 10:4
seed = 3
local inside = 0
for _ = 1, 5000 do
  local x, y = random(), random()
  if x * x + y * y < 1 then inside = inside + 1 end
end
print(inside, inside * 4 / 5000)  -- expect: 3935<TAB>3.148
-- Langton's ant
local black, x, y, d = {}, 0, 0, 0
local dx, dy = { [0] = 0, 1, 0, -1 }, { [0] = -1, 0, 1, 0 }
for _ = 1, 3000 do
  local k = x << 16 ~ y
  if black[k] then
    black[k], d = nil, (d - 1) % 4
  else
    black[k], d = true, (d + 1) % 4
  end
  x, y = x + dx[d], y + dy[d]
end
local n = 0
for _ in pairs(black) do n = n + 1 end
print(n, x, y, d)  -- expect: 262<TAB>-6<TAB>0<TAB>2
-- a chaotic map, to all digits
local v = 0.3
for _ = 1, 50 do v = 3.9 * v * (1 - v) end
print(("%.17g"):format(v))  -- expect: 0.8714154819279033
local a, b, e = 0.1, 0, 0
for _ = 1, 200 do a, b, e = a + 0.01 * 10 * (b - a), b + 0.01 * (a * (28 - e) - b), e + 0.01 * (a * b - 8 / 3 * e) end
print(("%.15g %.15g %.15g"):format(a, b, e))  -- expect: 2.4887799300071 4.16593774068403 14.1414476077355
