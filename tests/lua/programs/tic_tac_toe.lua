-- Minimax with memory and alpha-beta; the game is a draw, forced wins are found.
local lines = { { 1, 2, 3 }, { 4, 5, 6 }, { 7, 8, 9 }, { 1, 4, 7 }, { 2, 5, 8 }, { 3, 6, 9 }, { 1, 5, 9 }, { 3, 5, 7 } }
local function winner(b)
  for _, l in ipairs(lines) do
    local a = b:sub(l[1], l[1])
    if a ~= "." and a == b:sub(l[2], l[2]) and a == b:sub(l[3], l[3]) then return a end
  end
end
local function put(b, i, p) return b:sub(1, i - 1) .. p .. b:sub(i + 1) end
local function other(p) return p == "X" and "O" or "X" end
local memo, visited = {}, 0
local function value(b, p)
  local key = b .. p
  if memo[key] then return table.unpack(memo[key]) end
  visited = visited + 1
  local best, move
  local w = winner(b)
  if w then best = w == "X" and 10 or -10
  elseif not b:find(".", 1, true) then best = 0
  else
    for i = 1, 9 do
      if b:sub(i, i) == "." then
        local v = value(put(b, i, p), other(p))
        v = v > 0 and v - 1 or v < 0 and v + 1 or 0
        if not best or p == "X" and v > best or p == "O" and v < best then best, move = v, i end
      end
    end
  end
  memo[key] = { best, move }
  return best, move
end
local function alphabeta(b, p, alpha, beta, count)
  count[1] = count[1] + 1
  local w = winner(b)
  if w then return w == "X" and 1 or -1 end
  if not b:find(".", 1, true) then return 0 end
  for i = 1, 9 do
    if b:sub(i, i) == "." then
      local v = alphabeta(put(b, i, p), other(p), alpha, beta, count)
      if p == "X" then alpha = math.max(alpha, v) else beta = math.min(beta, v) end
      if alpha >= beta then break end
    end
  end
  return p == "X" and alpha or beta
end
print(value(".........", "X"), visited)  -- expect: 0<TAB>5478
local function show(b) return b:sub(1, 3) .. "/" .. b:sub(4, 6) .. "/" .. b:sub(7, 9) end
for _, c in ipairs { { "X...O....", "X" }, { "XX.OO....", "X" }, { "XX.OO....", "O" }, { "X.O.X....", "O" }, { "X...O...X", "O" }, { "XOXOXOOXO", "X" } } do
  local v, m = value(c[1], c[2])
  print(show(c[1]), c[2], v, m)  -- expect: X../.O./...<TAB>X<TAB>0<TAB>2
  -- expect: XX./OO./...<TAB>X<TAB>9<TAB>3
  -- expect: XX./OO./...<TAB>O<TAB>-9<TAB>6
  -- expect: X.O/.X./...<TAB>O<TAB>0<TAB>9
  -- expect: X../.O./..X<TAB>O<TAB>0<TAB>2
  -- expect: XOX/OXO/OXO<TAB>X<TAB>0<TAB>nil
end
local board, player, moves = ".........", "X", {}
while not winner(board) and board:find(".", 1, true) do
  local _, m = value(board, player)
  moves[#moves + 1] = player .. m
  board, player = put(board, m, player), other(player)
end
print(table.concat(moves, " "), show(board), winner(board))  -- expect: X1 O5 X2 O3 X7 O4 X6 O8 X9<TAB>XXO/OOX/XOX
local function random_player(seed)
  local b, p = ".........", "X"
  while not winner(b) and b:find(".", 1, true) do
    local m
    if p == "X" then _, m = value(b, p) else
      repeat
        seed = seed * 1103515245 + 12345 & 0x7fffffff
        m = (seed >> 8) % 9 + 1
      until b:sub(m, m) == "."
    end
    b, p = put(b, m, p), other(p)
  end
  return winner(b) or "draw"
end
local results = { X = 0, O = 0, draw = 0 }
for s = 1, 60 do
  local r = random_player(s * 977)
  results[r] = results[r] + 1
end
print(results.X, results.O, results.draw)  -- expect: 60<TAB>0<TAB>0
local count = { 0 }
print(alphabeta("X...O....", "X", -2, 2, count), count[1])  -- expect: 0<TAB>844
