-- Kind: tables, GC-heavy. Tables as keys: graphs with object vertices, visited sets, topological order,
-- union-find and bidirectional maps; hashing by identity rather than by content.

local function make_graph(n, degree)
  local nodes = {}
  for i = 1, n do nodes[i] = { id = i, edges = {} } end
  for i, node in ipairs(nodes) do
    for d = 1, degree do
      local to = nodes[(i * 31 + d * d * 17) % n + 1]
      node.edges[#node.edges + 1] = to
    end
  end
  return nodes
end

local function bfs(start)
  local distance, queue, head = { [start] = 0 }, { start }, 1
  local sum = 0
  while queue[head] do
    local node = queue[head]
    head = head + 1
    for _, to in ipairs(node.edges) do
      if not distance[to] then
        distance[to] = distance[node] + 1
        sum = sum + distance[to]
        queue[#queue + 1] = to
      end
    end
  end
  return #queue, sum
end

local function topological(nodes)
  local state, order, cycles = {}, {}, 0
  local function visit(node)
    local s = state[node]
    if s == "done" then return end
    if s == "open" then
      cycles = cycles + 1
      return
    end
    state[node] = "open"
    for _, to in ipairs(node.edges) do visit(to) end
    state[node] = "done"
    order[#order + 1] = node
  end
  for _, node in ipairs(nodes) do visit(node) end
  return order, cycles
end

local function components(nodes)
  local parent, rank = {}, {}
  local function find(x)
    while parent[x] do
      local p = parent[x]
      if parent[p] then parent[x] = parent[p] end
      x = p
    end
    return x
  end
  local groups = #nodes
  for _, node in ipairs(nodes) do
    local to = node.edges[1]
    local a, b = find(node), find(to)
    if a ~= b then
      groups = groups - 1
      local ra, rb = rank[a] or 0, rank[b] or 0
      if ra < rb then a, b = b, a end
      parent[b] = a
      if ra == rb then rank[a] = ra + 1 end
    end
  end
  return groups
end

local function bidirectional(nodes)
  local by_node, by_name = {}, {}
  for i, node in ipairs(nodes) do
    local name = "node-" .. i * 7 % #nodes
    by_node[node], by_name[name] = name, node
  end
  local same = 0
  for _, node in ipairs(nodes) do
    if by_name[by_node[node]] == node then same = same + 1 end
  end
  for i = 1, #nodes, 2 do
    by_name[by_node[nodes[i]]] = nil
    by_node[nodes[i]] = nil
  end
  local left = 0
  for _ in pairs(by_node) do left = left + 1 end
  return same, left
end

local function functions_as_keys(n)
  local calls, keys = {}, {}
  for i = 1, n do keys[i] = function() return i end end
  for i = 1, n * 6 do
    local f = keys[i * 13 % n + 1]
    calls[f] = (calls[f] or 0) + f()
  end
  local sum = 0
  for _, f in ipairs(keys) do sum = sum + (calls[f] or 0) end
  return sum
end

for round = 1, 36 do
  local nodes = make_graph(2000 + round, 4)
  local reached, sum = 0, 0
  for i = 1, 4 do
    local r, s = bfs(nodes[i * 100])
    reached, sum = reached + r, sum + s
  end
  local order, cycles = topological(nodes)
  local same, left = bidirectional(nodes)
  print(reached, sum, #order, order[#order].id, cycles, components(nodes), same, left, functions_as_keys(900))
end
