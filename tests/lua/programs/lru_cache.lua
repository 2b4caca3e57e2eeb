-- A least-recently-used cache on a doubly linked list, checked against a slow model.
local Cache = {}
Cache.__index = Cache
function Cache.new(capacity)
  local head, tail = {}, {}
  head.next, tail.prev = tail, head
  return setmetatable({ capacity = capacity, size = 0, map = {}, head = head, tail = tail, hits = 0, misses = 0 }, Cache)
end
local function unlink(n) n.prev.next, n.next.prev = n.next, n.prev end
function Cache:front(n)
  n.next, n.prev = self.head.next, self.head
  n.next.prev, self.head.next = n, n
end
function Cache:get(k)
  local n = self.map[k]
  if not n then
    self.misses = self.misses + 1
    return nil
  end
  self.hits = self.hits + 1
  unlink(n)
  self:front(n)
  return n.value
end
function Cache:put(k, v)
  local n = self.map[k]
  if n then
    n.value = v
    unlink(n)
    return self:front(n)
  end
  if self.size == self.capacity then
    local last = self.tail.prev
    unlink(last)
    self.map[last.key] = nil
    self.size = self.size - 1
  end
  n = { key = k, value = v }
  self.map[k] = n
  self:front(n)
  self.size = self.size + 1
end
function Cache:keys()
  local out, n = {}, self.head.next
  while n ~= self.tail do
    out[#out + 1] = tostring(n.key)
    n = n.next
  end
  return table.concat(out, " ")
end
local c = Cache.new(3)
for i = 1, 5 do c:put(i, "v" .. i) end
print(c:keys(), c.size)  -- expect: 5 4 3<TAB>3
print(c:get(4), c:get(1), c:keys())  -- expect: v4<TAB>nil<TAB>4 5 3
c:put(3, "new")
print(c:keys(), c:get(3))  -- expect: 3 4 5<TAB>new
c:put("x", true)
print(c:keys(), c:get(5), c:get("x"))  -- expect: x 3 4<TAB>nil<TAB>true
-- model: a list searched from its end
local Model = {}
Model.__index = Model
function Model:get(k)
  for i, e in ipairs(self) do
    if e[1] == k then
      table.insert(self, 1, table.remove(self, i))
      return e[2]
    end
  end
end
function Model:put(k, v)
  for i, e in ipairs(self) do
    if e[1] == k then table.remove(self, i) break end
  end
  table.insert(self, 1, { k, v })
  if #self > self.capacity then table.remove(self) end
end
local seed = 7
local function random(n)
  seed = (seed * 48271) % 2147483647
  return seed % n + 1
end
for _, capacity in ipairs { 1, 2, 7, 20 } do
  local cache, model = Cache.new(capacity), setmetatable({ capacity = capacity }, Model)
  for i = 1, 1500 do
    local k = random(30)
    if random(3) == 1 then
      cache:put(k, i)
      model:put(k, i)
    else
      assert(cache:get(k) == model:get(k))
    end
  end
  local keys = {}
  for i, e in ipairs(model) do keys[i] = e[1] end
  assert(cache:keys() == table.concat(keys, " "))
  print(capacity, cache.size, cache.hits, cache.misses)  -- expect: 1<TAB>1<TAB>33<TAB>951
  -- expect: 2<TAB>2<TAB>75<TAB>975
  -- expect: 7<TAB>7<TAB>244<TAB>740
  -- expect: 20<TAB>20<TAB>647<TAB>363
end
