-- Lists, queues, deques, rings, skip lists, tries, balanced trees.
local List = {}
List.__index = List
function List.new(...)
  local l = setmetatable({ n = 0 }, List)
  for i = 1, select("#", ...) do l:append((select(i, ...))) end
  return l
end
function List:append(v)
  local node = { v = v }
  if self.last then self.last.next = node else self.first = node end
  self.last, self.n = node, self.n + 1
  return self
end
function List:each()
  local at = self.first
  return function()
    if at then
      local v = at.v
      at = at.next
      return v
    end
  end
end
function List:reverse()
  local previous, at = nil, self.first
  self.last = at
  while at do at.next, previous, at = previous, at, at.next end
  self.first = previous
  return self
end
List.__tostring = function(l)
  local out = {}
  for v in l:each() do out[#out + 1] = tostring(v) end
  return "(" .. table.concat(out, " ") .. ")"
end
List.__concat = function(a, b)
  local r = List.new()
  for _, l in ipairs { a, b } do for v in l:each() do r:append(v) end end
  return r
end
List.__len = function(l) return l.n end
local l = List.new(1, 2, 3)
print(l, #l, List.new(), l .. List.new("a"), List.new(1, 2, 3, 4):reverse(), List.new():reverse(), List.new(5):reverse():append(6))  -- expect: (1 2 3)<TAB>3<TAB>()<TAB>(1 2 3 a)<TAB>(4 3 2 1)<TAB>()<TAB>(5 6)
-- a deque on negative and positive indices
local Deque = {}
Deque.__index = Deque
function Deque.new() return setmetatable({ lo = 0, hi = -1 }, Deque) end
function Deque:push_front(v) self.lo = self.lo - 1 self[self.lo] = v end
function Deque:push_back(v) self.hi = self.hi + 1 self[self.hi] = v end
function Deque:pop_front()
  if self.lo > self.hi then return nil end
  local v = self[self.lo]
  self[self.lo] = nil
  self.lo = self.lo + 1
  return v
end
function Deque:pop_back()
  if self.lo > self.hi then return nil end
  local v = self[self.hi]
  self[self.hi] = nil
  self.hi = self.hi - 1
  return v
end
local d, model, seed = Deque.new(), {}, 5
for i = 1, 2000 do
  seed = seed * 1103515245 + 12345 & 0x7fffffff
  local k = seed >> 16 & 3
  if k == 0 then d:push_front(i) table.insert(model, 1, i)
  elseif k == 1 then d:push_back(i) table.insert(model, i)
  elseif k == 2 then assert(d:pop_front() == table.remove(model, 1))
  else assert(d:pop_back() == table.remove(model)) end
end
print(d.hi - d.lo + 1 == #model, #model)  -- expect: true<TAB>59
-- a ring
local ring = { v = 1 }
local at = ring
for i = 2, 41 do
  at.next = { v = i }
  at = at.next
end
at.next = ring
local left, killed = 41, {}
while left > 1 do
  for _ = 1, 2 do at = at.next end
  killed[#killed + 1] = at.next.v
  at.next = at.next.next
  left = left - 1
end
print(at.v, table.concat(killed, " ", 1, 10))  -- expect: 31<TAB>3 6 9 12 15 18 21 24 27 30
-- a trie
local trie = {}
local function add(word)
  local node = trie
  for c in word:gmatch "." do
    node[c] = node[c] or {}
    node = node[c]
  end
  node.word = word
end
for w in ("car card care cat dog do dot door"):gmatch "%a+" do add(w) end
local function complete(prefix)
  local node = trie
  for c in prefix:gmatch "." do node = node and node[c] end
  local out = {}
  local function walk(n)
    if n.word then out[#out + 1] = n.word end
    for k, child in pairs(n) do if k ~= "word" then walk(child) end end
  end
  if node then walk(node) end
  table.sort(out)
  return table.concat(out, ",")
end
print(complete "car", complete "do", complete "x", complete "", complete "cat")  -- expect: car,card,care<TAB>do,dog,door,dot<TAB><TAB>car,card,care,cat,do,dog,door,dot<TAB>cat
-- a treap
local function treap()
  local root, size, rnd = nil, 0, 99
  local function rotate(n, a, b)
    local c = n[a]
    n[a], c[b] = c[b], n
    return c
  end
  local function insert(n, k)
    if not n then
      rnd = rnd * 69069 + 1 & 0xffffffff
      size = size + 1
      return { k = k, p = rnd }
    end
    if k < n.k then
      n.l = insert(n.l, k)
      if n.l.p > n.p then n = rotate(n, "l", "r") end
    elseif k > n.k then
      n.r = insert(n.r, k)
      if n.r.p > n.p then n = rotate(n, "r", "l") end
    end
    return n
  end
  local function height(n) return n and 1 + math.max(height(n.l), height(n.r)) or 0 end
  return {
    insert = function(k) root = insert(root, k) end,
    size = function() return size end,
    height = function() return height(root) end,
    each = function() return coroutine.wrap(function()
      local function walk(n)
        if n then
          walk(n.l)
          coroutine.yield(n.k)
          walk(n.r)
        end
      end
      walk(root)
    end) end,
  }
end
local t = treap()
for i = 1, 1000 do t.insert(i * 7919 % 1009) end
local last, sorted, n = -1, true, 0
for k in t.each() do
  sorted, last, n = sorted and k > last, k, n + 1
end
print(t.size(), sorted, n, t.height() < 40)  -- expect: 1000<TAB>true<TAB>1000<TAB>true
