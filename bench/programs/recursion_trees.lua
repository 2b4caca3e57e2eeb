-- Kind: recursion, objects, GC-heavy. Balanced search trees: AVL insertion and deletion, folds, a
-- persistent tree that copies its path, and a treap split and merged; nodes with few fields.

local function height(n) return n and n.height or 0 end
local function make(left, key, right)
  local hl, hr = height(left), height(right)
  return { left = left, key = key, right = right, height = (hl > hr and hl or hr) + 1 }
end

-- Persistent AVL: every operation returns a new tree and shares the untouched parts.
local function balance(left, key, right)
  local hl, hr = height(left), height(right)
  if hl > hr + 1 then
    if height(left.left) >= height(left.right) then
      return make(left.left, left.key, make(left.right, key, right))
    end
    local middle = left.right
    return make(make(left.left, left.key, middle.left), middle.key, make(middle.right, key, right))
  elseif hr > hl + 1 then
    if height(right.right) >= height(right.left) then
      return make(make(left, key, right.left), right.key, right.right)
    end
    local middle = right.left
    return make(make(left, key, middle.left), middle.key, make(middle.right, right.key, right.right))
  end
  return make(left, key, right)
end

local function insert(node, key)
  if not node then return make(nil, key, nil) end
  if key == node.key then return node end
  if key < node.key then return balance(insert(node.left, key), node.key, node.right) end
  return balance(node.left, node.key, insert(node.right, key))
end

local function smallest(node)
  while node.left do node = node.left end
  return node.key
end

local function remove(node, key)
  if not node then return nil end
  if key < node.key then return balance(remove(node.left, key), node.key, node.right) end
  if key > node.key then return balance(node.left, node.key, remove(node.right, key)) end
  if not node.left then return node.right end
  if not node.right then return node.left end
  local successor = smallest(node.right)
  return balance(node.left, successor, remove(node.right, successor))
end

local function fold(node, f, acc)
  if not node then return acc end
  return fold(node.right, f, f(fold(node.left, f, acc), node.key))
end

local function contains(node, key)
  while node do
    if key == node.key then return true end
    node = key < node.key and node.left or node.right
  end
  return false
end

-- Treap with implicit size, changed in place.
local seed = 3
local function priority()
  seed = seed * 48271 % 2147483647
  return seed
end
local function size(t) return t and t.size or 0 end
local function update(t)
  t.size = size(t.l) + size(t.r) + 1
  return t
end
local function merge(a, b)
  if not a then return b end
  if not b then return a end
  if a.priority > b.priority then
    a.r = merge(a.r, b)
    return update(a)
  end
  b.l = merge(a, b.l)
  return update(b)
end
local function split(t, n)
  if not t then return nil, nil end
  if size(t.l) >= n then
    local a, b = split(t.l, n)
    t.l = b
    return a, update(t)
  end
  local a, b = split(t.r, n - size(t.l) - 1)
  t.r = a
  return update(t), b
end

local tree, versions = nil, {}
for i = 1, 20000 do
  tree = insert(tree, i * 7919 % 40009)
  if i % 4000 == 0 then versions[#versions + 1] = tree end
end
for i = 1, 12000 do tree = remove(tree, i * 7919 % 40009) end
versions[#versions + 1] = tree
for i, version in ipairs(versions) do
  local found = 0
  for key = 1, 40009, 5 do
    if contains(version, key) then found = found + 1 end
  end
  print(i, height(version), found, fold(version, function(acc, key) return (acc * 31 + key) % 1000000007 end, 0))
end

local treap
for i = 1, 4000 do treap = merge(treap, { size = 1, priority = priority(), value = i }) end
for i = 1, 14000 do
  local a, rest = split(treap, i * 37 % 4000)
  local b, c = split(rest, i % 100)
  treap = merge(merge(a, c), b)
end
local values, sum = 0, 0
local function walk(t)
  if t then
    walk(t.l)
    values = values + 1
    sum = (sum * 31 + t.value) % 1000000007
    walk(t.r)
  end
end
walk(treap)
print("treap", values, sum)
