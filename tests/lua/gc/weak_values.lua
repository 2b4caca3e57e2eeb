-- Weak values: entries go with their values, others stay.
local function count(t)
  local n = 0
  for _ in pairs(t) do n = n + 1 end
  return n
end
local function full()
  collectgarbage()
  collectgarbage()
end
local t = setmetatable({}, { __mode = "v" })
local kept = {}
for i = 1, 100 do
  local one, two = {}, {}
  t[i] = one
  t["k" .. i] = two
  if i % 10 == 0 then
    kept[#kept + 1] = one
    kept[#kept + 1] = two
  end
end
full()
assert(count(t) == 20)
for k, v in pairs(t) do assert(type(v) == "table" and (type(k) == "number" and k % 10 == 0 or tostring(k):find("0$"))) end
kept = nil
full()
assert(count(t) == 0 and next(t) == nil)
-- strings, numbers and booleans are values, not objects
t = setmetatable({ 1, 2.5, "short", ("long"):rep(20), true, n = 5, s = "text" .. 1 }, { __mode = "v" })
full()
assert(count(t) == 7 and t[4] == ("long"):rep(20) and t.s == "text1")
-- functions, threads and userdata are objects
t[1], t[2], t[3] = function() return t end, coroutine.create(print), io.tmpfile()
full()
assert(t[1] == nil and t[2] == nil and t[3] == nil)
t[1] = print
full()
assert(t[1] == print)
-- strong keys with dead values vanish; keys alone stay alive elsewhere
local key = {}
t = setmetatable({ [key] = {} }, { __mode = "v" })
full()
assert(next(t) == nil and type(key) == "table")
-- an array of weak values keeps its holes
t = setmetatable({}, { __mode = "v" })
local odd = {}
for i = 1, 50 do
  t[i] = { i }
  if i % 2 == 1 then odd[i] = t[i] end
end
full()
for i = 1, 50 do assert((t[i] ~= nil) == (i % 2 == 1)) end
-- setting the mode later, and changing it
t = { {}, {}, a = {} }
full()
assert(count(t) == 3)
local mt = { __mode = "v" }
setmetatable(t, mt)
full()
assert(count(t) == 0)
mt.__mode = ""
t[1] = {}
full()
assert(count(t) == 1)
mt.__mode = 5
full()
assert(count(t) == 1)
-- a cache of results
local cache = setmetatable({}, { __mode = "v" })
local computed = 0
local function square(n)
  local r = cache[n]
  if not r then
    computed = computed + 1
    r = { n * n }
    cache[n] = r
  end
  return r
end
local hold = square(3)
assert(square(3) == hold and computed == 1)
hold = nil
full()
hold = square(3)
assert(computed == 2 and hold[1] == 9)
print "ok"
