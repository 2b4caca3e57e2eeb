-- Memoization in several forms, by argument count, by weak keys, with recursion through the table.
local function memoize(f)
  local cache = {}
  return function(n)
    local v = cache[n]
    if v == nil then
      v = f(n)
      cache[n] = v
    end
    return v
  end
end
local fib
fib = memoize(function(n) return n < 2 and n or fib(n - 1) + fib(n - 2) end)
print(fib(10), fib(80), fib(90))  -- expect: 55<TAB>23416728348467685<TAB>2880067194370816120
local fact = setmetatable({ [0] = 1 }, { __index = function(t, n)
  local v = n * t[n - 1]
  t[n] = v
  return v
end })
print(fact[5], fact[20], fact[25], rawget(fact, 24))  -- expect: 120<TAB>2432902008176640000<TAB>7034535277573963776<TAB>-7835185981329244160
-- any number of arguments, nil and NaN among them
local function memoize_all(f)
  local root, nil_key, nan_key = {}, {}, {}
  local calls = 0
  return function(...)
    local node = root
    for i = 1, select("#", ...) do
      local k = select(i, ...)
      if k == nil then k = nil_key elseif k ~= k then k = nan_key end
      node[k] = node[k] or {}
      node = node[k]
    end
    if not node.result then
      calls = calls + 1
      node.result = table.pack(f(...))
    end
    return table.unpack(node.result, 1, node.result.n)
  end, function() return calls end
end
local pack, calls = memoize_all(function(...) return select("#", ...), ... end)
print(pack(), pack(1), pack(1, nil), pack(nil, 1), pack(1))  -- expect: 0<TAB>1<TAB>2<TAB>2<TAB>1<TAB>1
print(pack(nil, nil), pack(0 / 0) == pack(0 / 0), calls())  -- expect: 2<TAB>true<TAB>6
print(select("#", pack(1, nil)), calls())  -- expect: 3<TAB>6
-- edit distance
local function distance(a, b)
  local memo = {}
  local function d(i, j)
    if i == 0 then return j end
    if j == 0 then return i end
    local key = i * 1000 + j
    if not memo[key] then
      local cost = a:byte(i) == b:byte(j) and 0 or 1
      memo[key] = math.min(d(i - 1, j) + 1, d(i, j - 1) + 1, d(i - 1, j - 1) + cost)
    end
    return memo[key]
  end
  return d(#a, #b)
end
print(distance("kitten", "sitting"), distance("", "abc"), distance("same", "same"), distance("intention", "execution"))  -- expect: 3<TAB>3<TAB>0<TAB>5
-- Catalan, partitions, binomials
local catalan
catalan = memoize(function(n)
  if n == 0 then return 1 end
  local s = 0
  for i = 0, n - 1 do s = s + catalan(i) * catalan(n - 1 - i) end
  return s
end)
local row = {}
for i = 0, 12 do row[#row + 1] = catalan(i) end
print(table.concat(row, " "))  -- expect: 1 1 2 5 14 42 132 429 1430 4862 16796 58786 208012
local partitions = {}
local function p(n, most)
  if n == 0 then return 1 end
  if n < 0 or most == 0 then return 0 end
  local k = n .. "," .. most
  partitions[k] = partitions[k] or p(n - most, most) + p(n, most - 1)
  return partitions[k]
end
print(p(5, 5), p(30, 30), p(60, 60))  -- expect: 7<TAB>5604<TAB>966467
