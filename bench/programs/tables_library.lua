-- Kind: tables. The table library and rawset/rawget/next at work: insert and remove at both ends and in
-- the middle, concat, move, unpack and pack of slices; playlists, history lists, text buffers by line.

local insert, remove, concat, move, unpack = table.insert, table.remove, table.concat, table.move, table.unpack

local function editor(commands)
  -- A text editor's line buffer with undo, driven by pseudo-random commands.
  local lines, undo, seed = {}, {}, 77
  for i = 1, 40 do lines[i] = "line " .. i end
  local function random(n)
    seed = seed * 16807 % 2147483647
    return seed % n + 1
  end
  for i = 1, commands do
    local c = random(10)
    if c <= 4 then
      local at = random(#lines + 1)
      insert(lines, at, "new " .. i)
      insert(undo, { "remove", at })
    elseif c <= 6 and #lines > 10 then
      local at = random(#lines)
      insert(undo, { "insert", at, remove(lines, at) })
    elseif c == 7 then
      local at = random(#lines)
      insert(undo, { "set", at, lines[at] })
      lines[at] = lines[at] .. "."
    elseif c == 8 then
      for _ = 1, 3 do
        local action = remove(undo)
        if not action then break end
        if action[1] == "remove" then remove(lines, action[2])
        elseif action[1] == "insert" then insert(lines, action[2], action[3])
        else lines[action[2]] = action[3] end
      end
    elseif c == 9 then
      insert(lines, "end " .. i)
      insert(undo, { "remove", #lines })
    elseif #lines > 60 then
      -- Cut a block and paste it at the front.
      local block = { unpack(lines, 20, 29) }
      move(lines, 30, #lines, 20)
      for _ = 1, 10 do remove(lines) end
      move(lines, 1, #lines, 11)
      move(block, 1, 10, 1, lines)
      undo = {}
    end
    if #lines > 160 then
      lines = move(lines, #lines - 79, #lines, 1, {})
      undo = {}
    end
  end
  return #lines, #concat(lines, "\n")
end

local function josephus(n, k)
  local circle = {}
  for i = 1, n do circle[i] = i end
  local at = 1
  while #circle > 1 do
    at = (at + k - 2) % #circle + 1
    remove(circle, at)
  end
  return circle[1]
end

local function queue_by_insert(n)
  local q, sum = {}, 0
  for i = 1, n do
    insert(q, 1, i)
    if i % 3 ~= 0 then sum = sum + remove(q) end
  end
  return sum + #q
end

local function slices(n)
  local list = {}
  for i = 1, n do list[i] = i end
  local total = 0
  for i = 1, n - 8 do
    local a, b, c, d = unpack(list, i, i + 3)
    local packed = table.pack(unpack(list, i, i + 7))
    total = total + a * d - b * c + packed.n + packed[8]
  end
  return total
end

local function joins(n)
  local size = 0
  for i = 1, n do
    local row = { i, i * 1.5, "text", i % 7, "end" }
    size = size + #concat(row, ";") + #concat(row, ", ", 2, 4)
  end
  return size
end

local function raw(n)
  local guarded = setmetatable({}, {
    __index = function(_, k) return k * 2 end,
    __newindex = function(t, k, v) rawset(t, k, v + 1) end,
  })
  local s, removed = 0, {}
  for i = 1, n do
    guarded[i] = i
    s = s + (rawget(guarded, i) or 0) + guarded[i + 1] + rawlen(removed)
    if i % 4 == 0 then
      guarded[i] = nil
      removed[#removed + 1] = i
    end
  end
  local k, v = next(guarded)
  while k do
    s = s + v
    k, v = next(guarded, k)
  end
  return s
end

local function clear(n)
  local t, s = {}, 0
  for round = 1, n do
    for i = 1, 50 do t[i] = i end
    t.name, t.size = "x", round
    for k in pairs(t) do t[k] = nil end
    s = s + #t + (next(t) == nil and 1 or 0)
  end
  return s
end

print("editor", editor(100000))
print("josephus", josephus(6000, 7), josephus(5000, 1501))
print("queue", queue_by_insert(3000))
print("slices", slices(160000))
print("joins", joins(36000))
print("raw", raw(90000))
print("clear", clear(6000))
