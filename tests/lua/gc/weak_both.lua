-- Both weak: an entry lives only while key and value both do.
local function count(t)
  local n = 0
  for _ in pairs(t) do n = n + 1 end
  return n
end
local function full()
  collectgarbage()
  collectgarbage()
end
local t = setmetatable({}, { __mode = "kv" })
local keys, values = {}, {}
for i = 1, 40 do
  local k, v = { i }, { i }
  t[k] = v
  if i <= 20 then keys[i] = k end
  if i > 10 and i <= 30 then values[i] = v end
end
full()
assert(count(t) == 10)
for k, v in pairs(t) do assert(k[1] == v[1] and k[1] > 10 and k[1] <= 20) end
keys = nil
full()
assert(count(t) == 0)
values = nil
-- an interning table for objects
local names = setmetatable({}, { __mode = "kv" })
local function symbol(n)
  local s = names[n]
  if not s then
    s = setmetatable({ n }, { __tostring = function() return n end })
    names[n] = s
  end
  return s
end
local one = symbol("one")
assert(symbol("one") == one)
for i = 1, 100 do symbol("temp" .. i) end
full()
assert(symbol("one") == one and count(names) == 1)
-- both weak with plain keys or plain values
t = setmetatable({ {}, "x", 1, true, k = {}, s = "str", [{}] = 5, [print] = print }, { __mode = "vk" })
full()
assert(count(t) == 5, count(t))
-- a weak table that is its own member
do
  local w = setmetatable({}, { __mode = "kv" })
  w[w] = w
  w[1] = w
end
full()
-- thousands of entries through several cycles
t = setmetatable({}, { __mode = "kv" })
local live = {}
for round = 1, 5 do
  for i = 1, 1000 do
    local o = {}
    t[o] = o
    if i % 100 == 0 then live[#live + 1] = o end
  end
  collectgarbage("step")
end
full()
assert(count(t) == 50 and #live == 50)
-- a long string that is a key goes with its entry in the very cycle in which the value died
full()
local before = collectgarbage("count")
local texts = setmetatable({}, { __mode = "kv" })
texts[("a"):rep(2^20)], texts[("b"):rep(2^20)] = 1, {}
collectgarbage()
local grown = collectgarbage("count") - before
assert(grown > 1000 and grown < 1500 and count(texts) == 1, grown)
print "ok"
