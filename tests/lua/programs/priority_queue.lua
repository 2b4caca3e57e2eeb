-- Binary heaps, heap sort, Dijkstra, merging of sorted lists.
local Heap = {}
Heap.__index = Heap
local function heap(less) return setmetatable({ n = 0, less = less or function(a, b) return a < b end }, Heap) end
function Heap:push(v)
  local i = self.n + 1
  self.n = i
  while i > 1 and self.less(v, self[i // 2]) do
    self[i] = self[i // 2]
    i = i // 2
  end
  self[i] = v
end
function Heap:pop()
  local n = self.n
  if n == 0 then return nil end
  local top, last = self[1], self[n]
  self[n] = nil
  n = n - 1
  self.n = n
  if n == 0 then return top end
  local i = 1
  while true do
    local c = i * 2
    if c > n then break end
    if c < n and self.less(self[c + 1], self[c]) then c = c + 1 end
    if not self.less(self[c], last) then break end
    self[i] = self[c]
    i = c
  end
  self[i] = last
  return top
end
local seed = 11
local function random(n)
  seed = seed * 1103515245 + 12345 & 0x7fffffff
  return (seed >> 8) % n
end
local h, reference = heap(), {}
for i = 1, 500 do
  local v = random(1000)
  h:push(v)
  reference[i] = v
end
table.sort(reference)
for i = 1, 500 do assert(h:pop() == reference[i]) end
print(h:pop(), h.n)  -- expect: nil<TAB>0
local words = heap(function(a, b) return #a > #b or #a == #b and a < b end)
for w in ("a heap keeps the largest of all words on top of the others"):gmatch("%a+") do words:push(w) end
local out = {}
for w in function() return words:pop() end do out[#out + 1] = w end
print(table.concat(out, " "))  -- expect: largest others keeps words heap all the the top of of on a
-- shortest paths
local graph = {}
local function edge(a, b, w)
  graph[a] = graph[a] or {}
  graph[b] = graph[b] or {}
  graph[a][b], graph[b][a] = w, w
end
for a, b, w in ("A-B4 A-C2 B-C1 B-D5 C-D8 C-E10 D-E2 D-F6 E-F3 G-H1"):gmatch("(%a)-(%a)(%d+)") do edge(a, b, tonumber(w)) end
local function dijkstra(from)
  local distance, previous = { [from] = 0 }, {}
  local queue = heap(function(x, y) return x[1] < y[1] or x[1] == y[1] and x[2] < y[2] end)
  queue:push { 0, from }
  while queue.n > 0 do
    local d, node = table.unpack(queue:pop())
    if d == distance[node] then
      for to, w in pairs(graph[node]) do
        if not distance[to] or d + w < distance[to] then
          distance[to], previous[to] = d + w, node
          queue:push { d + w, to }
        end
      end
    end
  end
  return distance, previous
end
local distance, previous = dijkstra("A")
for node in ("ABCDEFGH"):gmatch "." do
  local path, at = node, previous[node]
  while at do
    path, at = at .. path, previous[at]
  end
  print(node, distance[node], distance[node] and path)  -- expect: A<TAB>0<TAB>A
  -- expect: B<TAB>3<TAB>ACB
  -- expect: C<TAB>2<TAB>AC
  -- expect: D<TAB>8<TAB>ACBD
  -- expect: E<TAB>10<TAB>ACBDE
  -- expect: F<TAB>13<TAB>ACBDEF
  -- expect: G<TAB>nil<TAB>nil
  -- expect: H<TAB>nil<TAB>nil
end
-- k-way merge
local function merge(...)
  local q = heap(function(a, b) return a.value < b.value end)
  for _, list in ipairs { ... } do
    local co = coroutine.wrap(function() for _, v in ipairs(list) do coroutine.yield(v) end end)
    local v = co()
    if v then q:push { value = v, next = co } end
  end
  return function()
    local e = q:pop()
    if not e then return nil end
    local v = e.value
    e.value = e.next()
    if e.value then q:push(e) end
    return v
  end
end
out = {}
for v in merge({ 1, 4, 9 }, {}, { 2, 3, 11, 20 }, { 5 }) do out[#out + 1] = v end
print(table.concat(out, " "))  -- expect: 1 2 3 4 5 9 11 20
-- running median
local low, high = heap(function(a, b) return a > b end), heap()
out = {}
for _, v in ipairs { 5, 15, 1, 3, 8, 7, 9, 2 } do
  if low.n == 0 or v <= low[1] then low:push(v) else high:push(v) end
  if low.n > high.n + 1 then high:push(low:pop()) elseif high.n > low.n then low:push(high:pop()) end
  out[#out + 1] = low.n == high.n and (low[1] + high[1]) / 2 or low[1]
end
print(table.concat(out, " "))  -- expect: 5 10.0 5 4.0 5 6.0 7 6.0
