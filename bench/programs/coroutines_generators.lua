-- Kind: coroutines. Generators in for loops: permutations, tree walks by recursion, combinations,
-- primes through chained filters; each yields many values from nested calls.

local wrap, yield = coroutine.wrap, coroutine.yield

local function permute(list, n)
  n = n or #list
  if n <= 1 then
    yield(list)
  else
    for i = 1, n do
      list[n], list[i] = list[i], list[n]
      permute(list, n - 1)
      list[n], list[i] = list[i], list[n]
    end
  end
end
local function permutations(list) return wrap(function() permute(list) end) end

local function insert(tree, key)
  if not tree then return { key = key } end
  if key < tree.key then
    tree.left = insert(tree.left, key)
  elseif key > tree.key then
    tree.right = insert(tree.right, key)
  end
  return tree
end
local function inorder(tree, depth)
  if tree then
    inorder(tree.left, depth + 1)
    yield(tree.key, depth)
    inorder(tree.right, depth + 1)
  end
end
local function walk(tree) return wrap(function() inorder(tree, 1) end) end

local function combinations(items, k)
  return wrap(function()
    local chosen = {}
    local function go(start, need)
      if need == 0 then return yield(chosen) end
      for i = start, #items - need + 1 do
        chosen[k - need + 1] = items[i]
        go(i + 1, need - 1)
      end
    end
    go(1, k)
  end)
end

local function numbers_from(n)
  return wrap(function()
    while true do
      yield(n)
      n = n + 1
    end
  end)
end
local function without_multiples(p, source)
  return wrap(function()
    for v in source do
      if v % p ~= 0 then yield(v) end
    end
  end)
end

local count, check = 0, 0
for p in permutations { 1, 2, 3, 4, 5, 6, 7, 8, 9 } do
  count = count + 1
  check = (check * 31 + p[1] * 10 + p[9]) % 1000000007
end
print("permutations", count, check)

local left, right
local seed = 17
for _ = 1, 1500 do
  seed = seed * 16807 % 2147483647
  left = insert(left, seed % 5000)
  right = insert(right, seed * 3 % 5000)
end
local common, depth_sum = 0, 0
for _ = 1, 240 do
  local a, b = walk(left), walk(right)
  local x, dx = a()
  local y = b()
  while x and y do
    if x == y then
      common = common + 1
      x, dx = a()
      y = b()
    elseif x < y then
      depth_sum = depth_sum + dx
      x, dx = a()
    else
      y = b()
    end
  end
end
print("trees", common, depth_sum)

local sum = 0
local items = {}
for i = 1, 23 do items[i] = i * i % 19 end
for c in combinations(items, 5) do sum = sum + c[1] * c[5] end
print("combinations", sum)

local source, primes = numbers_from(2), {}
for i = 1, 62 do
  local p = source()
  primes[i] = p
  source = without_multiples(p, source)
end
print("primes", primes[#primes])

local short = 0
for i = 1, 140000 do
  for v in wrap(function() yield(i) yield(i + 1) end) do short = (short + v) % 1000003 end
end
print("short-lived", short)
