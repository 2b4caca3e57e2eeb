-- N queens: counting with bits, finding with backtracking, generating with coroutines.
local function count(n)
  local full, solutions = (1 << n) - 1, 0
  local function place(columns, left, right)
    if columns == full then
      solutions = solutions + 1
      return
    end
    local free = full & ~(columns | left | right)
    while free ~= 0 do
      local bit = free & -free
      free = free ~ bit
      place(columns | bit, (left | bit) << 1, (right | bit) >> 1)
    end
  end
  place(0, 0, 0)
  return solutions
end
for n = 1, 8 do print(n, count(n)) end  -- expect: 1<TAB>1
-- expect: 2<TAB>0
-- expect: 3<TAB>0
-- expect: 4<TAB>2
-- expect: 5<TAB>10
-- expect: 6<TAB>4
-- expect: 7<TAB>40
-- expect: 8<TAB>92
local function safe(q, row, col)
  for r = 1, row - 1 do
    if q[r] == col or math.abs(q[r] - col) == row - r then return false end
  end
  return true
end
local function queens(n)
  return coroutine.wrap(function()
    local q = {}
    local function put(row)
      if row > n then return coroutine.yield(table.concat(q, " ")) end
      for col = 1, n do
        if safe(q, row, col) then
          q[row] = col
          put(row + 1)
          q[row] = nil
        end
      end
    end
    put(1)
  end)
end
for s in queens(6) do print(s) end  -- expect: 2 4 6 1 3 5
-- expect: 3 6 2 5 1 4
-- expect: 4 1 5 2 6 3
-- expect: 5 3 1 6 4 2
local first = queens(8)()
for col in first:gmatch("%d") do print((("."):rep(col - 1) .. "Q" .. ("."):rep(8 - col))) end  -- expect: Q.......
-- expect: ....Q...
-- expect: .......Q
-- expect: .....Q..
-- expect: ..Q.....
-- expect: ......Q.
-- expect: .Q......
-- expect: ...Q....
local total = 0
for _ in queens(7) do total = total + 1 end
print(total)  -- expect: 40
-- with exceptions for leaving the search
local function find(n)
  local q = {}
  local function put(row)
    if row > n then error({ found = table.concat(q, ",") }) end
    for col = n, 1, -1 do
      if safe(q, row, col) then
        q[row] = col
        put(row + 1)
      end
    end
  end
  local ok, e = pcall(put, 1)
  return not ok and e.found
end
print(find(8), find(3), find(5))  -- expect: 8,4,1,3,6,2,7,5<TAB>false<TAB>5,3,1,4,2
