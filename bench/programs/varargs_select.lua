-- Kind: varargs. Variadic helpers of every sort: sums and extremes over ..., select loops, packing with
-- holes, printf-like formatting, list construction, recursion on the tail, many results.

local select, unpack, pack = select, table.unpack, table.pack

local function sum(...)
  local total = 0
  for i = 1, select("#", ...) do total = total + (select(i, ...)) end
  return total
end

local function sum_table(...)
  local total = 0
  for _, v in ipairs({ ... }) do total = total + v end
  return total
end

local function sum_tail(first, ...)
  if first == nil then return 0 end
  return first + sum_tail(...)
end

local function extremes(first, ...)
  local low, high = first, first
  for i = 1, select("#", ...) do
    local v = select(i, ...)
    if v < low then low = v elseif v > high then high = v end
  end
  return low, high
end

local function count_nils(...)
  local p, nils = pack(...), 0
  for i = 1, p.n do
    if p[i] == nil then nils = nils + 1 end
  end
  return nils, p.n
end

local function printf(fmt, ...) return #string.format(fmt, ...) end

local function list_of(...)
  local list = { ... }
  list.n = select("#", ...)
  return list
end

local function reverse(...)
  local n = select("#", ...)
  local out = {}
  for i = 1, n do out[n - i + 1] = (select(i, ...)) end
  return unpack(out, 1, n)
end

local function map(f, ...)
  local p = pack(...)
  for i = 1, p.n do p[i] = f(p[i]) end
  return unpack(p, 1, p.n)
end

local function last(...) return (select(-1, ...)) end
local function drop(n, ...) return select(n + 1, ...) end
local function pass(...) return ... end
local function double(x) return 2 * x end

local check = 0
for i = 1, 75000 do
  local a, b = extremes(i, i + 3, i - 4, i * 2, 9)
  check = check + sum(i, 2, 3, a, b) + sum_table(i, b, 5) + sum_tail(1, i, 3, a)
  local nils, n = count_nils(nil, i, nil, a > 5 or nil, nil)
  check = check + nils * n + printf("%d:%s:%5.1f", i, "text", b)
  local list = list_of(a, nil, b, i)
  check = check + list.n + (list[3] or 0)
  local x, y, z = reverse(i, a, b, 7)
  check = check + x - y + z
  local p, q, r = map(double, i, a, b)
  check = check + p + q - r + last(1, 2, i) + select("#", drop(2, pass(i, a, b, i, a)))
  check = check + select("#", pass()) + math.max(pass(i, a, b)) + math.min(i, pass(a, b))
  check = check % 1000000007
end
print(check)

local wide = {}
for i = 1, 200 do wide[i] = i end
local total = 0
for i = 1, 3200 do
  total = total + sum(unpack(wide, i % 50 + 1)) + select("#", unpack(wide))
  total = total + #{ pass(unpack(wide, 1, 100)) } + last(unpack(wide))
end
print(total)
