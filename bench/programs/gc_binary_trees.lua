-- Kind: GC-heavy, recursion. Complete binary trees built and dropped at many depths while one long-lived
-- tree stays: the classic allocation test, with array-style and field-style nodes.

local function fields(depth)
  if depth == 0 then return { left = nil, right = nil } end
  return { left = fields(depth - 1), right = fields(depth - 1) }
end
local function check_fields(tree)
  if not tree.left then return 1 end
  return 1 + check_fields(tree.left) + check_fields(tree.right)
end

local function array(depth)
  if depth == 0 then return {} end
  return { array(depth - 1), array(depth - 1) }
end
local function check_array(tree)
  if not tree[1] then return 1 end
  return 1 + check_array(tree[1]) + check_array(tree[2])
end

local max_depth = 14
print("stretch", check_fields(fields(max_depth + 1)), check_array(array(max_depth + 1)))
local long_lived = fields(max_depth)
for depth = 4, max_depth, 2 do
  local n = 1 << (max_depth - depth + 3)
  local sum = 0
  for i = 1, n do
    if i % 2 == 0 then sum = sum + check_fields(fields(depth)) else sum = sum + check_array(array(depth)) end
  end
  print(n, depth, sum)
end
print("long lived", check_fields(long_lived))
