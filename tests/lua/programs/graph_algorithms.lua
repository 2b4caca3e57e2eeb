-- Graphs: search, components, ordering, spanning trees, flows, colours, all pairs.
local function graph(text)
  local g = { nodes = {}, edges = {} }
  for a, b, w in text:gmatch("(%w+)%s*>%s*(%w+):?(%d*)") do
    for _, n in ipairs { a, b } do
      if not g[n] then
        g[n] = {}
        g.nodes[#g.nodes + 1] = n
      end
    end
    w = tonumber(w) or 1
    table.insert(g[a], { to = b, w = w })
    table.insert(g.edges, { a, b, w })
  end
  table.sort(g.nodes)
  return g
end
local g = graph "a>b:4 a>c:3 b>d:2 c>d:5 d>e:1 e>b:6 f>g:2 g>f:2 c>h:7 h>i:1"
local function bfs(from)
  local seen, queue, out = { [from] = 0 }, { from }, {}
  local head = 1
  while queue[head] do
    local n = queue[head]
    head = head + 1
    out[#out + 1] = n .. seen[n]
    for _, e in ipairs(g[n]) do
      if not seen[e.to] then
        seen[e.to] = seen[n] + 1
        queue[#queue + 1] = e.to
      end
    end
  end
  return table.concat(out, " ")
end
print(bfs "a", bfs "f", bfs "i")  -- expect: a0 b1 c1 d2 h2 e3 i3<TAB>f0 g1<TAB>i0
local function dfs(from, visit, seen)
  seen = seen or {}
  seen[from] = true
  visit("in", from)
  for _, e in ipairs(g[from]) do if not seen[e.to] then dfs(e.to, visit, seen) end end
  visit("out", from)
  return seen
end
local out = {}
dfs("a", function(k, n) out[#out + 1] = (k == "in" and "" or "/") .. n end)
print(table.concat(out, " "))  -- expect: a b d e /e /d /b c h i /i /h /c /a
-- topological order, or the cycle
local function order(g)
  local state, list, path = {}, {}, {}
  local function visit(n)
    if state[n] == "done" then return end
    path[#path + 1] = n
    if state[n] then error({ cycle = table.concat(path, ">") }) end
    state[n] = "open"
    for _, e in ipairs(g[n]) do visit(e.to) end
    state[n] = "done"
    path[#path] = nil
    table.insert(list, 1, n)
  end
  local ok, e = pcall(function() for _, n in ipairs(g.nodes) do visit(n) end end)
  return ok and table.concat(list, " ") or type(e) == "table" and "cycle " .. e.cycle or error(e)
end
print(order(g))  -- expect: cycle a>b>d>e>b
print(order(graph "shirt>tie tie>jacket trousers>shoes trousers>belt belt>jacket socks>shoes"))  -- expect: trousers socks shoes shirt tie belt jacket
-- strongly connected components
local function components(g)
  local index, low, on, stack, n, found = {}, {}, {}, {}, 0, {}
  local function connect(v)
    n = n + 1
    index[v], low[v], on[v] = n, n, true
    stack[#stack + 1] = v
    for _, e in ipairs(g[v]) do
      if not index[e.to] then
        connect(e.to)
        low[v] = math.min(low[v], low[e.to])
      elseif on[e.to] then low[v] = math.min(low[v], index[e.to]) end
    end
    if low[v] == index[v] then
      local c = {}
      repeat
        local w = table.remove(stack)
        on[w] = nil
        c[#c + 1] = w
      until w == v
      table.sort(c)
      found[#found + 1] = table.concat(c)
    end
  end
  for _, v in ipairs(g.nodes) do if not index[v] then connect(v) end end
  table.sort(found)
  return table.concat(found, " ")
end
print(components(g))  -- expect: a bde c fg h i
-- minimal spanning tree with union-find
local parent = {}
local function find(x)
  while parent[x] and parent[x] ~= x do x = parent[x] end
  return x
end
local edges = table.move(g.edges, 1, #g.edges, 1, {})
table.sort(edges, function(a, b) return a[3] < b[3] or a[3] == b[3] and a[1] .. a[2] < b[1] .. b[2] end)
local total, chosen = 0, {}
for _, e in ipairs(edges) do
  local x, y = find(e[1]), find(e[2])
  if x ~= y then
    parent[x] = y
    total = total + e[3]
    chosen[#chosen + 1] = e[1] .. e[2]
  end
end
print(total, table.concat(chosen, " "))  -- expect: 20<TAB>de hi bd fg ac ab ch
-- all pairs
local d = setmetatable({}, { __index = function(t, k) rawset(t, k, setmetatable({}, { __index = function() return math.huge end })) return rawget(t, k) end })
for _, n in ipairs(g.nodes) do d[n][n] = 0 end
for _, e in ipairs(g.edges) do d[e[1]][e[2]] = e[3] end
for _, k in ipairs(g.nodes) do
  for _, i in ipairs(g.nodes) do
    for _, j in ipairs(g.nodes) do
      if d[i][k] + d[k][j] < d[i][j] then d[i][j] = d[i][k] + d[k][j] end
    end
  end
end
for _, i in ipairs { "a", "c", "f" } do
  local row = {}
  for _, j in ipairs(g.nodes) do row[#row + 1] = ("%g"):format(d[i][j]) end
  print(i, table.concat(row, " "))  -- expect: a<TAB>0 4 3 6 7 inf inf 10 11
  -- expect: c<TAB>inf 12 0 5 6 inf inf 7 8
  -- expect: f<TAB>inf inf inf inf inf 0 2 inf inf
end
-- maximal flow
local function flow(g, from, to)
  local c, near = {}, {}
  for _, e in ipairs(g.edges) do
    c[e[1] .. e[2]] = (c[e[1] .. e[2]] or 0) + e[3]
    c[e[2] .. e[1]] = c[e[2] .. e[1]] or 0
    near[e[1]], near[e[2]] = near[e[1]] or {}, near[e[2]] or {}
    table.insert(near[e[1]], e[2])
    table.insert(near[e[2]], e[1])
  end
  local sum = 0
  while true do
    local back, queue = { [from] = true }, { from }
    for _, n in ipairs(queue) do
      for _, m in ipairs(near[n]) do
        if not back[m] and c[n .. m] > 0 then
          back[m] = n
          queue[#queue + 1] = m
        end
      end
    end
    if not back[to] then return sum end
    local least, n = math.huge, to
    while n ~= from do
      least, n = math.min(least, c[back[n] .. n]), back[n]
    end
    n = to
    while n ~= from do
      local p = back[n]
      c[p .. n], c[n .. p] = c[p .. n] - least, c[n .. p] + least
      n = p
    end
    sum = sum + least
  end
end
print(flow(graph "s>a:10 s>b:10 a>b:2 a>c:4 a>d:8 b>d:9 d>c:6 c>t:10 d>t:10", "s", "t"))  -- expect: 19
-- colouring
local map = graph "wa>nt wa>sa nt>sa nt>q sa>q sa>nsw sa>v q>nsw nsw>v v>t"
local colour = {}
local function paint(i)
  local n = map.nodes[i]
  if not n then return true end
  for c = 1, 3 do
    local free = true
    for _, e in ipairs(map.edges) do
      if e[1] == n and colour[e[2]] == c or e[2] == n and colour[e[1]] == c then free = false end
    end
    if free then
      colour[n] = c
      if paint(i + 1) then return true end
      colour[n] = nil
    end
  end
end
print(paint(1), colour.wa, colour.nt, colour.sa, colour.q, colour.nsw, colour.v, colour.t)  -- expect: true<TAB>2<TAB>1<TAB>3<TAB>2<TAB>1<TAB>2<TAB>1
