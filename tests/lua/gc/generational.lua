-- Old objects of every kind that get new ones: each must still be there after the minor collections that follow.
collectgarbage("generational")

local seed = 4
local function random(n)
  seed = (seed * 1103515245 + 12345) % 2147483648
  return (seed >> 8) % n + 1
end

-- Containers: put(k, v) stores a fresh object, get(k) reads its number back. Keys are 1..size.
local function fresh(n) return { n, { tostring(n) } } end
local function number(v) return v and v[1] == tonumber(v[2][1]) and v[1] end
local containers = {}
local function add(size, put, get) containers[#containers + 1] = { size = size, put = put, get = get, model = {} } end

local small = {}
add(10, function(k, n) small[k] = fresh(n) end, function(k) return number(small[k]) end)
local big = {}
for i = 1, 4000 do big[i] = false end
add(4000, function(k, n) big[k] = fresh(n) end, function(k) return number(big[k]) end)
local map = {}
for i = 1, 1500 do map["k" .. i] = false end
add(1500, function(k, n) map["k" .. k] = fresh(n) end, function(k) return number(map["k" .. k]) end)
local churn = {}  -- entries come and go: the dictionary is rehashed in place
add(600, function(k, n)
  churn[k * 1.5] = fresh(n)
  churn["t" .. n] = true
  churn["t" .. n - 50] = nil
end, function(k) return number(churn[k * 1.5]) end)
local fields = { a = false, b = false, c = false }
local names = { "a", "b", "c" }
add(3, function(k, n) fields[names[k]] = fresh(n) end, function(k) return number(fields[names[k]]) end)
local both = { tail = false }
for i = 1, 1200 do both[i] = false end
add(1200, function(k, n) both[k] = fresh(n) both.tail = fresh(n) end, function(k) return number(both[k]) end)
local cells = {}
for i = 1, 20 do
  local held
  cells[i] = { function(v) held = v end, function() return held end }
end
add(20, function(k, n) cells[k][1](fresh(n)) end, function(k) return number(cells[k][2]()) end)
local threads = {}
for i = 1, 10 do
  threads[i] = coroutine.wrap(function()
    local held
    while true do held = coroutine.yield(held) or held end
  end)
  threads[i]()
end
add(10, function(k, n) threads[k](fresh(n)) end, function(k) return number(threads[k]()) end)
local keys, objects = setmetatable({}, { __mode = "k" }), {}
for i = 1, 50 do objects[i] = {} end
add(50, function(k, n) keys[objects[k]] = fresh(n) end, function(k) return number(keys[objects[k]]) end)
local metas = {}
for i = 1, 20 do metas[i] = {} end
add(20, function(k, n) setmetatable(metas[k], { held = fresh(n) }) end,
  function(k) return number((getmetatable(metas[k]) or {}).held) end)
local grows, at = {}, {}  -- its storage is made anew while it is old
add(400, function(k, n)
  for _ = 1, 9 do grows[#grows + 1] = fresh(n) end
  at[k] = #grows
end, function(k) return number(grows[at[k]]) end)
local ring = { first = 1, last = 0 }
add(1, function(_, n)
  ring.last = ring.last + 1
  ring[ring.last] = fresh(n)
  if ring.last - ring.first > 300 then ring[ring.first] = nil ring.first = ring.first + 1 end
end, function() return number(ring[ring.last]) end)

local function check(c)
  for k, n in pairs(c.model) do
    if c.get(k) ~= n then error("container " .. c.index .. ", key " .. k .. ": " .. tostring(c.get(k)) .. " instead of " .. n) end
  end
end

collectgarbage()
local n = 0
for round = 1, 24 do
  for index, c in ipairs(containers) do
    c.index = index
    for _ = 1, random(3) == 1 and 30 or 2 do
      n = n + 1
      local k = random(c.size)
      c.put(k, n)
      c.model[k] = n
    end
  end
  if round % 3 == 0 then collectgarbage("step") end
  if round % 8 == 0 then
    collectgarbage("incremental")
    collectgarbage("step", 20)
    collectgarbage("generational")
  end
  if round % 6 == 0 then for _, c in ipairs(containers) do check(c) end end
end
for _, c in ipairs(containers) do check(c) end
print(#containers, "containers hold what was put into them")   -- expect: 12<TAB>containers hold what was put into them

-- What was dropped while it was old goes with a full collection, finalizers in the reverse order of their making.
local weak = setmetatable({ {} }, { __mode = "v" })
local old = weak[1]
collectgarbage("step")
print(weak[1] == old)              -- expect: true
local order = {}
local function mortal(name) return setmetatable({}, { __gc = function() order[#order + 1] = name end }) end
local first, second = mortal("first"), mortal("second")
collectgarbage("step")
old, first, second = nil, nil, nil
collectgarbage()
print(weak[1], table.concat(order, ", "))   -- expect: nil<TAB>second, first
