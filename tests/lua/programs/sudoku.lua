-- A sudoku solver with candidate bits.
local function solve(text)
  local cells, rows, columns, boxes = {}, {}, {}, {}
  for i = 0, 8 do rows[i], columns[i], boxes[i] = 511, 511, 511 end
  local function place(at, bit)
    local r, c = at // 9, at % 9
    local b = r // 3 * 3 + c // 3
    rows[r], columns[c], boxes[b] = rows[r] ~ bit, columns[c] ~ bit, boxes[b] ~ bit
  end
  local function options(at)
    local r, c = at // 9, at % 9
    return rows[r] & columns[c] & boxes[r // 3 * 3 + c // 3]
  end
  local at, empty = 0, {}
  for ch in text:gmatch("[%d.]") do
    local n = tonumber(ch)
    cells[at] = n or 0
    if n and n > 0 then
      if options(at) & 1 << n - 1 == 0 then return nil, "contradiction at " .. at end
      place(at, 1 << n - 1)
    else
      empty[#empty + 1] = at
    end
    at = at + 1
  end
  local guesses = 0
  local function search(n)
    if n == 0 then return true end
    local best, best_at, best_count = nil, nil, 10
    for i = 1, n do
      local o, count = options(empty[i]), 0
      while o ~= 0 do o, count = o & o - 1, count + 1 end
      if count < best_count then best, best_at, best_count = i, empty[i], count end
      if count == 0 then return false end
    end
    empty[best], empty[n] = empty[n], empty[best]
    local o = options(best_at)
    while o ~= 0 do
      local bit = o & -o
      o = o ~ bit
      guesses = guesses + 1
      place(best_at, bit)
      if search(n - 1) then
        local v = 0
        while bit ~= 0 do bit, v = bit >> 1, v + 1 end
        cells[best_at] = v
        return true
      end
      place(best_at, bit)
    end
    empty[best], empty[n] = empty[n], empty[best]
    return false
  end
  if not search(#empty) then return nil, "no solution" end
  return table.concat(cells, "", 0, 80), guesses
end
local puzzles = {
  "530070000600195000098000060800060003400803001700020006060000280000419005000080079",
  "000000907000420180000705026100904000050000040000507009920108000034059000507000000",
  "100007090030020008009600500005300900010080002600004000300000010040000007007000300",
  ("0"):rep(81),
  "55" .. ("0"):rep(79),
  "123456780" .. ("0"):rep(8) .. "9" .. ("0"):rep(63),
}
for _, p in ipairs(puzzles) do print(solve(p)) end  -- expect: 534678912672195348198342567859761423426853791713924856961537284287419635345286179<TAB>51
-- expect: 462831957795426183381795426173984265659312748248567319926178534834259671517643892<TAB>67
-- expect: 162857493534129678789643521475312986913586742628794135356478219241935867897261354<TAB>226
-- expect: 123456789456789123789123456862931547371245698594678312218364975937512864645897231<TAB>81
-- expect: nil<TAB>contradiction at 1
-- expect: nil<TAB>no solution
