-- Kind: GC-heavy, tables. Caches on weak tables: memoised objects by weak values, per-object data by weak
-- keys (ephemerons), interned points, and an LRU of strong references; finalizers counted at the end.

local finalized, created = 0, 0
local Resource = { __gc = function(r) finalized = finalized + r.weight end }
local weight_made = 0
local function resource(key)
  created = created + 1
  weight_made = weight_made + key % 7
  return setmetatable({ key = key, weight = key % 7 }, Resource)
end

local cache = setmetatable({}, { __mode = "v" })
local function cached(key)
  local r = cache[key]
  if not r then
    r = resource(key)
    cache[key] = r
  end
  return r
end

local private = setmetatable({}, { __mode = "k" })
local function attach(object, value) private[object] = { owner = object, value = value } end

local LRU = {}
LRU.__index = LRU
function LRU.new(capacity)
  local self = setmetatable({ capacity = capacity, size = 0, map = {} }, LRU)
  self.newest, self.oldest = { key = "newest" }, { key = "oldest" }
  self.newest.next, self.oldest.previous = self.oldest, self.newest
  return self
end
local function unlink(node) node.previous.next, node.next.previous = node.next, node.previous end
function LRU:front(node)
  local second = self.newest.next
  node.previous, node.next = self.newest, second
  self.newest.next, second.previous = node, node
end
function LRU:get(key, make)
  local node = self.map[key]
  if node then
    unlink(node)
    self:front(node)
    return node.value, true
  end
  node = { key = key, value = make(key) }
  self.map[key] = node
  self:front(node)
  self.size = self.size + 1
  if self.size > self.capacity then
    local last = self.oldest.previous
    unlink(last)
    self.map[last.key] = nil
    self.size = self.size - 1
  end
  return node.value, false
end

local points = setmetatable({}, { __mode = "v" })
local function point(x, y)
  local id = x << 20 | y
  local p = points[id]
  if not p then
    p = { x = x, y = y }
    points[id] = p
  end
  return p
end

local seed, hits, sum = 99, 0, 0
local lru_size, kept_count
local function run()
  local lru = LRU.new(300)
  local kept = {}
  for i = 1, 240000 do
    seed = seed * 16807 % 2147483647
    local key = seed % 997 % (i % 2000 + 50)
    local r, hit = lru:get(key, cached)
    assert(r.key == key and cached(key) == r)
    if hit then hits = hits + 1 end
    local p = point(seed % 60, seed // 60 % 60)
    assert(p == point(p.x, p.y))
    attach(p, i)
    sum = (sum + private[p].value + p.x) % 1000000007
    if i % 100 == 0 then kept[#kept + 1] = p end
    if i % 20000 == 0 then
      collectgarbage()
      for _, k in ipairs(kept) do assert(private[k].owner == k) end
    end
  end
  lru_size, kept_count = lru.size, #kept
end
run()
print(hits, sum, lru_size, kept_count)

collectgarbage()
collectgarbage()
assert(next(cache) == nil and next(points) == nil and next(private) == nil)
print("all finalized", finalized == weight_made)
