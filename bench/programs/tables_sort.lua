-- Kind: tables, closures. table.sort with and without comparators: numbers, strings, records by several
-- keys, sorted order of keys, stable merge sort and binary search written in Lua.

local seed = 1
local function random(n)
  seed = seed * 16807 % 2147483647
  return seed % n + 1
end

local function by(...)
  local keys = { ... }
  return function(a, b)
    for i = 1, #keys do
      local key = keys[i]
      local x, y = a[key], b[key]
      if x ~= y then return x < y end
    end
    return false
  end
end

local function descending(a, b) return a > b end

local function merge_sort(list, less)
  local n, from, to = #list, table.move(list, 1, #list, 1, {}), {}
  local width = 1
  while width < n do
    for low = 1, n, 2 * width do
      local middle, high = math.min(low + width, n + 1), math.min(low + 2 * width, n + 1)
      local i, j = low, middle
      for k = low, high - 1 do
        if i < middle and (j >= high or not less(from[j], from[i])) then
          to[k] = from[i]
          i = i + 1
        else
          to[k] = from[j]
          j = j + 1
        end
      end
    end
    from, to = to, from
    width = 2 * width
  end
  return from
end

local function insertion_sort(list)
  for i = 2, #list do
    local v, j = list[i], i - 1
    while j > 0 and list[j] > v do
      list[j + 1] = list[j]
      j = j - 1
    end
    list[j + 1] = v
  end
  return list
end

local function search(list, v)
  local low, high = 1, #list
  while low < high do
    local middle = (low + high) // 2
    if list[middle] < v then low = middle + 1 else high = middle end
  end
  return low
end

local function checksum(list, get)
  local c = 0
  for i = 1, #list do c = (c * 31 + get(list[i])) % 1000000007 end
  return c
end
local function identity(x) return x end

local Version = {}
Version.__lt = function(a, b)
  if a.major ~= b.major then return a.major < b.major end
  return a.minor < b.minor
end

for round = 1, 24 do
  local numbers, floats, strings, records, versions = {}, {}, {}, {}, {}
  for i = 1, 4000 do
    numbers[i] = random(100000)
    floats[i] = random(100000) / 7
  end
  for i = 1, 2500 do
    strings[i] = ("item-%05d"):format(random(90000))
    records[i] = { name = "n" .. random(40), age = random(60), id = i }
  end
  for i = 1, 800 do versions[i] = setmetatable({ major = random(9), minor = i * 7 % 801 }, Version) end

  table.sort(numbers)
  table.sort(floats, descending)
  table.sort(strings)
  table.sort(records, by("name", "age", "id"))
  table.sort(versions)
  local merged = merge_sort(records, by("age"))
  local few = {}
  for i = 1, 150 do few[i] = random(1000) end
  insertion_sort(few)
  local found = 0
  for i = 1, 4000 do found = found + search(numbers, i * 25) end
  print(round, checksum(numbers, identity), string.format("%.3f", floats[1] - floats[4000]),
        checksum(strings, function(s) return tonumber(s:sub(6)) end))
  print(checksum(records, function(r) return r.id end), checksum(merged, function(r) return r.id end),
        checksum(versions, function(v) return v.major * 1000 + v.minor end), checksum(few, identity), found)
end
