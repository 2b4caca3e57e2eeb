-- Kind: tables. Integer keys far apart, negative and zero keys, float keys that are whole numbers,
-- two-dimensional grids by row*width+column and by nested tables, sparse vectors, reverse filling.

local function sparse_vector(n, step, scale)
  local v = {}
  for i = 1, n do v[i * step] = i * scale end
  return v
end
local function dot(a, b)
  local s = 0
  for k, x in pairs(a) do
    local y = b[k]
    if y then s = s + x * y end
  end
  return s
end

local function sieve_map(limit)
  -- A lazily filled map from composite to the primes that hit it next.
  local next_hits, primes = {}, 0
  for n = 2, limit do
    local hits = next_hits[n]
    if hits then
      for _, p in ipairs(hits) do
        local to = n + p
        local list = next_hits[to]
        if list then list[#list + 1] = p else next_hits[to] = { p } end
      end
      next_hits[n] = nil
    else
      primes = primes + 1
      next_hits[n * n] = { n }
    end
  end
  return primes
end

local function life(width, height, generations)
  local alive = {}
  local function key(x, y) return (y % height) * width + x % width end
  for _, cell in ipairs { { 1, 0 }, { 2, 1 }, { 0, 2 }, { 1, 2 }, { 2, 2 }, { 20, 20 }, { 21, 20 }, { 22, 20 },
                          { 21, 21 }, { 30, 10 }, { 31, 10 }, { 32, 10 }, { 33, 11 }, { 29, 11 } } do
    alive[key(cell[1], cell[2])] = true
  end
  for _ = 1, generations do
    local neighbours = {}
    for cell in pairs(alive) do
      local x, y = cell % width, cell // width
      for dx = -1, 1 do
        for dy = -1, 1 do
          if dx ~= 0 or dy ~= 0 then
            local k = key(x + dx, y + dy)
            neighbours[k] = (neighbours[k] or 0) + 1
          end
        end
      end
    end
    local new = {}
    for cell, n in pairs(neighbours) do
      if n == 3 or (n == 2 and alive[cell]) then new[cell] = true end
    end
    alive = new
  end
  local count, sum = 0, 0
  for cell in pairs(alive) do count, sum = count + 1, sum + cell end
  return count, sum
end

local function nested_grid(size)
  local grid = setmetatable({}, { __index = function(t, row)
    local r = {}
    rawset(t, row, r)
    return r
  end })
  for i = -size, size do
    for j = -size, size, 3 do grid[i][j] = i * j end
  end
  local s = 0
  for i = -size, size do
    for j = -size, size do s = s + (grid[i][j] or 1) end
  end
  return s
end

local function backwards(n)
  local t = {}
  for i = n, 1, -1 do t[i] = i end
  local s = 0
  for i = 1, #t do s = s + t[i] end
  return s
end

local function float_keys(n)
  local t = {}
  for i = 1, n do
    local x = i / 2
    t[x] = (t[x] or 0) + i
    t[x * 2] = (t[x * 2] or 0) + 1
  end
  local s = 0
  for i = 1, n do s = s + t[i] + (t[i + 0.5] or 0) end
  return s
end

local function memory(n)
  -- A machine's memory: addresses in far pages, read mostly, default zero.
  local mem, x, s = {}, 12345, 0
  for i = 1, n do
    x = x * 1103515245 + 12345 & 0x7fffffff
    local address = (x >> 8 & 15) << 20 | x & 0xfff
    if i % 3 == 0 then mem[address] = i else s = s + (mem[address] or 0) & 0xffffff end
  end
  return s
end

local a, b = sparse_vector(900, 37, 3), sparse_vector(1200, 55, 2)
local s = 0
for _ = 1, 700 do s = s + dot(a, b) + dot(b, a) end
print("dot", s)
print("primes", sieve_map(100000))
print("life", life(64, 48, 350))
print("grid", nested_grid(250))
print("backwards", backwards(200000) + backwards(5000))
print("float keys", float_keys(150000))
print("memory", memory(700000))
