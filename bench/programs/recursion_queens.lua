-- Kind: recursion, tables. Backtracking: n queens in three representations, subset sums, a knight tour;
-- search that places, recurses and takes back.

local function queens_arrays(n)
  local columns, up, down, solutions = {}, {}, {}, 0
  for i = 1, n do columns[i] = false end
  for i = 1, 2 * n do up[i], down[i] = false, false end
  local function place(row)
    if row > n then
      solutions = solutions + 1
      return
    end
    for c = 1, n do
      if not columns[c] and not up[row + c] and not down[row - c + n] then
        columns[c], up[row + c], down[row - c + n] = true, true, true
        place(row + 1)
        columns[c], up[row + c], down[row - c + n] = false, false, false
      end
    end
  end
  place(1)
  return solutions
end

local function queens_bits(n)
  local full = (1 << n) - 1
  local function place(columns, left, right)
    if columns == full then return 1 end
    local free, count = full & ~(columns | left | right), 0
    while free ~= 0 do
      local bit = free & -free
      free = free ~ bit
      count = count + place(columns | bit, (left | bit) << 1, (right | bit) >> 1)
    end
    return count
  end
  return place(0, 0, 0)
end

local function queens_list(n)
  local function safe(queens, row, column)
    for r = 1, row - 1 do
      local c = queens[r]
      if c == column or c - r == column - row or c + r == column + row then return false end
    end
    return true
  end
  local first
  local function place(queens, row)
    if row > n then
      first = first or table.concat(queens, " ")
      return 1
    end
    local count = 0
    for column = 1, n do
      if safe(queens, row, column) then
        queens[row] = column
        count = count + place(queens, row + 1)
        queens[row] = nil
      end
    end
    return count
  end
  return place({}, 1), first
end

local function subset_sums(items, target)
  local count = 0
  local function go(i, left)
    if left == 0 then
      count = count + 1
      return
    end
    if i > #items or left < 0 then return end
    go(i + 1, left - items[i])
    go(i + 1, left)
  end
  go(1, target)
  return count
end

local function knight(n)
  local board, dx, dy = {}, { 1, 2, 2, 1, -1, -2, -2, -1 }, { 2, 1, -1, -2, -2, -1, 1, 2 }
  for x = 1, n do
    board[x] = {}
    for y = 1, n do board[x][y] = 0 end
  end
  local tried = 0
  local function go(x, y, step)
    tried = tried + 1
    board[x][y] = step
    if step == n * n then return true end
    for k = 1, 8 do
      local row = board[x + dx[k]]
      local ny = y + dy[k]
      if row and row[ny] == 0 and go(x + dx[k], ny, step + 1) then return true end
    end
    board[x][y] = 0
    return false
  end
  local ok = go(1, 1, 1)
  return ok, tried, board[n][n]
end

print("arrays", queens_arrays(10))
print("bits", queens_bits(12))
print("list", queens_list(10))
print("subsets", subset_sums({ 3, 5, 7, 11, 13, 2, 17, 19, 23, 4, 6, 8, 9, 10, 12, 14, 15 }, 160))
print("knight", knight(6))
