-- Kind: closures. Custom iterators in generic for loops: windows, chunks, sorted pairs, merged streams,
-- tree and grid walks; stateless, closure-based and table-driven forms side by side.

local function chars(s)
  return function(str, i)
    i = i + 1
    if i <= #str then return i, str:byte(i) end
  end, s, 0
end

local function window(list, size)
  local i = 0
  return function()
    i = i + 1
    if i + size - 1 <= #list then return list[i], list[i + size - 1], i end
  end
end

local function chunks(list, size)
  local start = 1 - size
  return function()
    start = start + size
    if start > #list then return nil end
    local chunk = {}
    for i = start, math.min(start + size - 1, #list) do chunk[#chunk + 1] = list[i] end
    return chunk
  end
end

local function sorted(map, less)
  local keys = {}
  for k in pairs(map) do keys[#keys + 1] = k end
  table.sort(keys, less)
  local i = 0
  return function()
    i = i + 1
    local k = keys[i]
    if k ~= nil then return k, map[k] end
  end
end

local function merge(a, b)
  local i, j = 1, 1
  return function()
    local x, y = a[i], b[j]
    if x == nil and y == nil then return nil end
    if y == nil or (x ~= nil and x <= y) then
      i = i + 1
      return x
    end
    j = j + 1
    return y
  end
end

local function walk(tree)
  local stack, top = { tree }, 1
  return function()
    if top == 0 then return nil end
    local node = stack[top]
    stack[top] = nil
    top = top - 1
    if node.right then top = top + 1 stack[top] = node.right end
    if node.left then top = top + 1 stack[top] = node.left end
    return node.key
  end
end

local function grid(w, h)
  local x, y = 0, 1
  return function()
    x = x + 1
    if x > w then x, y = 1, y + 1 end
    if y <= h then return x, y end
  end
end

local Range = {}
Range.__index = Range
Range.__call = function(self, _, previous)
  local v = previous and previous + self.step or self.first
  if v <= self.last then return v end
end
local function range(first, last, step)
  return setmetatable({ first = first, last = last, step = step or 1 }, Range)
end

local function build(lo, hi)
  if lo > hi then return nil end
  local mid = (lo + hi) // 2
  return { key = mid, left = build(lo, mid - 1), right = build(mid + 1, hi) }
end

local list, map, odd, even = {}, {}, {}, {}
for i = 1, 800 do
  list[i] = i * 37 % 211
  map["k" .. i % 300] = i
  odd[i], even[i] = 2 * i + 1, 3 * i
end
local tree = build(1, 600)
local text = ("the iterator protocol "):rep(30)

local check = 0
for round = 1, 600 do
  for _, c in chars(text) do check = check + c end
  for first, last in window(list, 5) do
    if last > first then check = check + last - first end
  end
  for chunk in chunks(list, 7) do check = check + chunk[1] * #chunk end
  for k, v in sorted(map) do check = (check * 3 + #k + v) % 1000000007 end
  for v in merge(odd, even) do check = check + v % 5 end
  for key in walk(tree) do check = (check + key * round) % 1000000007 end
  for x, y in grid(40, 25) do check = check + (x ~ y) end
  for v in range(1, 900, 2) do check = check + v end
  for i, v in ipairs(list) do check = check + (v & i) end
  for _, v in next, odd do check = check + v % 3 end
end
print(check)
