-- Collections in the midst of calls, metamethods, iterators, comparisons, hooks, closes and loads.
local function gc()
  collectgarbage()
  return true
end
local function junk()
  local t = {}
  for i = 1, 20 do t[i] = { i, tostring(i) .. "x" } end
  gc()
  return t
end
-- arguments and results under construction
local function f(...)
  gc()
  return ...
end
local r = table.pack(f({ 1 }, { 2 }, f({ 3 }, "a" .. 4), { f({ 5 }) }))
assert(r[1][1] == 1 and r[3][1] == 3 and r[4][1][1] == 5)
local t = { { gc() and 1 }, { f({ 2 }) }, x = junk(), [{}] = gc(), f({ "last" }, { "more" }) }
assert(t[2][1][1] == 2 and t[4][1] == "more")
-- metamethods
local mt = {}
for _, e in ipairs { "add", "concat", "index", "len", "unm", "call", "eq", "lt", "le" } do
  mt["__" .. e] = function(a, b)
    junk()
    return e == "eq" or e == "lt" or e == "le" or setmetatable({ e }, mt)
  end
end
mt.__newindex = function(o, k, v)
  junk()
  rawset(o, k, v)
end
local o = setmetatable({}, mt)
assert((o + 1)[1] == "add" and ((o .. "x") .. ("y" .. o))[1] == "concat" and o.field[1] == "index" and (#o)[1] == "len" and (-o)[1] == "unm" and o(1)[1] == "call")
assert(o == setmetatable({}, mt) and o < o and o <= o)
o[{}] = {}
o.new = { "kept" }
assert(o.new[1] == "kept")
local chain = "a" .. tostring(o[1] and 1) .. o .. "b"
assert(getmetatable(chain) == mt)
-- iterators and library callbacks
for i, v in (function() local n = 0 return function() gc() n = n + 1 if n < 4 then return n, { n } end end end)() do assert(v[1] == i) end
assert(("a b c"):gsub("%w", function(c) junk() return c:upper() .. "!" end) == "A! B! C!")
local list = {}
for i = 1, 20 do list[i] = { k = (i * 7) % 20 } end
table.sort(list, function(a, b) if a.k % 5 == 0 then gc() end return a.k < b.k end)
for i = 1, 20 do assert(list[i].k == i - 1) end
assert(select(2, pcall(function() junk() error({ "object" }) end))[1] == "object")
assert(select(2, xpcall(function() error("m", 0) end, function(m) junk() return { m } end))[1] == "m")
assert(tostring(setmetatable({}, { __tostring = function() gc() return "text" .. #junk() end })) == "text20")
-- closes, coroutines, hooks, loads
do
  local log = {}
  do
    local a <close> = setmetatable({ "a" }, { __close = function(self) junk() log[#log + 1] = self[1] end })
    local b <close> = setmetatable({ "b" }, { __close = function(self) junk() log[#log + 1] = self[1] end })
    gc()
  end
  assert(log[1] == "b" and log[2] == "a")
end
local co = coroutine.wrap(function(a)
  local x = { a }
  while true do
    gc()
    local y = coroutine.yield({ x, { a } })
    x = { y, junk() }
  end
end)
assert(co("p")[1][1] == "p" and co({ "q" })[1][1][1] == "q")
for i = 1, 5 do
  local c = coroutine.wrap(function() coroutine.yield({ i }) end)
  gc()
  assert(c()[1] == i)
end
local lines = 0
debug.sethook(function() lines = lines + 1 junk() end, "l")
local u = { 1 }
local w = { u }
debug.sethook()
assert(lines >= 2 and w[1] == u)
assert(load(coroutine.wrap(function()
  for _, part in ipairs { "local a = 'x' .. ", "1 local t = { a, ", "{ 'inner' } } return ", "function() return t, a end" } do
    junk()
    coroutine.yield(part)
  end
end))()()[2][1] == "inner")
assert(string.format("%s %s", setmetatable({}, { __tostring = function() junk() return "one" end }), setmetatable({}, { __tostring = function() junk() return "two" end })) == "one two")
-- finalizers that run in between and use what is there
local finalized = 0
for i = 1, 50 do
  setmetatable({ i }, { __gc = function(x) finalized = finalized + x[1] junk() end })
  local s = ("s"):rep(i) .. i
  if i % 10 == 0 then gc() end
  assert(#s == i + #tostring(i))
end
gc()
gc()
assert(finalized == 1275)
print "ok"
