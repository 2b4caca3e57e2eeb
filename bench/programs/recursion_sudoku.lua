-- Kind: recursion, tables. A sudoku solver with constraint sets as bit masks, choosing the cell with
-- fewest candidates; plus a maze solver and flood fill on the same kind of grid.

local function bits(mask)
  local n = 0
  while mask ~= 0 do
    mask = mask & (mask - 1)
    n = n + 1
  end
  return n
end

local popcount = {}
for mask = 0, 511 do popcount[mask] = bits(mask) end

local function solve(puzzle)
  local cells, rows, columns, boxes, steps = {}, {}, {}, {}, 0
  for i = 0, 8 do rows[i], columns[i], boxes[i] = 511, 511, 511 end
  local function put(i, digit)
    local r, c = i // 9, i % 9
    local b, bit = r // 3 * 3 + c // 3, 1 << digit - 1
    cells[i] = digit
    rows[r], columns[c], boxes[b] = rows[r] & ~bit, columns[c] & ~bit, boxes[b] & ~bit
  end
  local function take(i)
    local r, c = i // 9, i % 9
    local b, bit = r // 3 * 3 + c // 3, 1 << cells[i] - 1
    cells[i] = 0
    rows[r], columns[c], boxes[b] = rows[r] | bit, columns[c] | bit, boxes[b] | bit
  end
  for i = 0, 80 do
    cells[i] = 0
    local d = tonumber(puzzle:sub(i + 1, i + 1))
    if d and d > 0 then put(i, d) end
  end
  local function search()
    steps = steps + 1
    local best, best_mask, fewest
    for i = 0, 80 do
      if cells[i] == 0 then
        local r, c = i // 9, i % 9
        local mask = rows[r] & columns[c] & boxes[r // 3 * 3 + c // 3]
        local n = popcount[mask]
        if n == 0 then return false end
        if not fewest or n < fewest then
          best, best_mask, fewest = i, mask, n
          if n == 1 then break end
        end
      end
    end
    if not best then return true end
    for digit = 1, 9 do
      if best_mask >> digit - 1 & 1 == 1 then
        put(best, digit)
        if search() then return true end
        take(best)
      end
    end
    return false
  end
  local ok = search()
  return ok and table.concat(cells, "", 0, 80) or "none", steps
end

local function maze(width, height, seed)
  local open = {}
  for y = 1, height do open[y] = {} end
  local function carve(x, y)
    open[y][x] = true
    for _ = 1, 6 do
      seed = seed * 16807 % 2147483647
      local k = seed % 4
      local dx, dy = k == 0 and 2 or k == 1 and -2 or 0, k == 2 and 2 or k == 3 and -2 or 0
      local nx, ny = x + dx, y + dy
      if nx >= 1 and nx <= width and ny >= 1 and ny <= height and not open[ny][nx] then
        open[y + dy // 2][x + dx // 2] = true
        carve(nx, ny)
      end
    end
  end
  carve(1, 1)
  local function flood(x, y)
    local row = open[y]
    if not row or not row[x] then return 0 end
    row[x] = false
    return 1 + flood(x + 1, y) + flood(x - 1, y) + flood(x, y + 1) + flood(x, y - 1)
  end
  return flood(1, 1)
end

local puzzles = {
  "53..7....6..195....98....6.8...6...34..8.3..17...2...6.6....28....419..5....8..79",
  "4.....8.5.3..........7......2.....6.....8.4......1.......6.3.7.5..2.....1.4......",
  "..............3.85..1.2.......5.7.....4...1...9.......5......73..2.1........4...9",
  "85...24..72......9..4.........1.7..23.5...9...4...........8..7..17..........36.4.",
}
for _, puzzle in ipairs(puzzles) do print(solve(puzzle)) end
local area = 0
for i = 1, 200 do area = area + maze(61, 41, 100 + i) end
print("maze", area)
