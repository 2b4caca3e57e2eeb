-- Metamethods written in Lua, often: each comes back to where it was called, whatever the op does with the result.

local calls = 0
local mt = {}
local function box(n) return setmetatable({ n = n }, mt) end
local function n_of(x) return type(x) == "table" and x.n or x end
local function count(f)
  return function(...)
    calls = calls + 1
    return f(...)
  end
end
mt.__add = function(a, b) return box(n_of(a) + n_of(b)) end
mt.__sub = count(function(a, b) return box(n_of(a) - n_of(b)) end)
mt.__mul = function(...)
  local a, b = ...
  return box(n_of(a) * n_of(b)), "more"
end
mt.__unm = function(a) return box(-a.n) end
mt.__len = function(a) return a.n end
mt.__eq = function(a, b) return a.n == b.n end
mt.__lt = function(a, b) return n_of(a) < n_of(b) end
mt.__le = function(a, b)
  if n_of(a) <= n_of(b) then return 1 end
end
mt.__concat = function(a, b) return n_of(a) .. "," .. n_of(b) end
mt.__call = function(self, a, ...) return self.n + (a or 0), select("#", ...) end
mt.__index = function(t, k) return type(k) == "number" and k * 2 or k .. "?" end
mt.__newindex = function(t, k, v) rawset(t, k, v and v + 1) end
mt.__idiv = function() end
mt.__band = function() return 1, 2 end

local function go(from, to)
  local x, steps = box(from), 0
  while x < to do
    x = x + 1
    steps = steps + 1
    if x == to then break end
    if not (x <= to) then error "too far" end
  end
  repeat
    x = x - 1
    steps = steps + 1
  until x <= from
  return x.n, steps
end
for round = 1, 200 do
  local n, steps = go(round, box(round + 10))
  assert(n == round and steps == 20)
  local a, b = box(round), box(3)
  assert((a * b).n == round * 3 and (-a).n == -round and #a == round)
  assert((a < b) == (round < 3) and (a > b) == (round > 3) and (a <= b) == (round <= 3))
  assert((a >= b) == (round >= 3) and (a == b) == (round == 3) and (a ~= b) == (round ~= 3))
  assert((a < 5) == (round < 5) and (5 < a) == (round > 5) and (a <= 5.5) == (round <= 5.5))
  assert(a .. b == round .. ",3" and a .. "x" .. b == round .. ",x,3")
  local sum, rest = a(1, nil, nil)
  assert(sum == round + 1 and rest == 2 and a() == round)
  assert(a.missing == "missing?" and a[7] == 14 and a.n == round)
  a.new = round
  assert(rawget(a, "new") == round + 1)
  a[1] = nil
  assert(rawget(a, 1) == nil)
  assert(a // b == nil and a & b == 1)
end
assert(calls == 2000)

-- One object after the other is called, and a table that is called for one.
local chain = setmetatable({}, { __call = setmetatable({}, { __call = function(f, self, x) return x end }) })
for i = 1, 100 do assert(chain(i) == i) end
local function tail(f, ...) return f(...) end
for i = 1, 100 do assert(tail(box(i), 1) == i + 1) end

-- Errors go up through them, and stop where they shall.
local bad = setmetatable({}, { __lt = function() error("lt", 0) end, __add = function() error { "add" } end,
                               __index = function(_, k) return k.x.y end, __call = function() error("call", 0) end })
for i = 1, 100 do
  local ok, message = pcall(function() return bad < bad end)
  assert(not ok and message == "lt")
  ok, message = pcall(function() return bad + 1 end)
  assert(not ok and message[1] == "add")
  ok, message = pcall(bad)
  assert(not ok and message == "call")
  ok, message = pcall(function() return bad[i] end)
  assert(not ok and message:find "attempt to index a number value %(local 'k'%)", message)
end

-- They yield: the op ends when they are resumed.
local slow = setmetatable({}, {
  __add = function(a, b) return coroutine.yield("add") end,
  __lt = function() return coroutine.yield("lt") end,
  __eq = function() return coroutine.yield("eq") end,
  __index = function(_, k) return coroutine.yield(k) end,
  __newindex = function(_, k) coroutine.yield(k) end,
  __call = function(_, x) return coroutine.yield(x) end,
  __len = function() return coroutine.yield("len") end,
})
local other = setmetatable({}, getmetatable(slow))
for round = 1, 50 do
  local co = coroutine.wrap(function()
    local r = { slow + 1, slow.key, slow("call"), #slow }
    if slow < other then r[#r + 1] = "less" end
    if slow == other then r[#r + 1] = "same" else r[#r + 1] = "other" end
    slow.field = 1
    return table.concat(r, " ")
  end)
  assert(co() == "add" and co(1) == "key" and co(2) == "call" and co(3) == "len" and co(4) == "lt")
  assert(co(round % 2 == 0) == "eq" and co(round % 3 == 0) == "field")
  local expected = "1 2 3 4" .. (round % 2 == 0 and " less" or "") .. (round % 3 == 0 and " same" or " other")
  assert(co() == expected)
end

-- Functions that library functions call.
for round = 1, 30 do
  local list = {}
  for i = 1, 30 do list[i] = box(i * 7919 % 31) end
  table.sort(list)
  for i = 2, 30 do assert(list[i - 1].n <= list[i].n) end
  table.sort(list, function(a, b) return a.n > b.n end)
  for i = 2, 30 do assert(list[i - 1].n >= list[i].n) end
  table.sort(list, function(...) return select(1, ...).n < select(2, ...).n end)
  assert(list[1].n <= list[30].n)
  assert(("a1 b2"):gsub("%a", function(c) return c:upper() end) == "A1 B2")
  assert(("abc"):gsub(".", function(c) if c == "b" then return end return false end) == "abc")
  assert(("abc"):gsub(".", setmetatable({}, { __index = function(_, c) return c .. c end })) == "aabbcc")
  local ok, message = pcall(table.sort, list, function(a, b) error("order", 0) end)
  assert(not ok and message == "order")
  ok, message = pcall(string.gsub, "abc", ".", function() return {} end)
  assert(not ok and message:find "invalid replacement value %(a table%)")
  local deep = 0
  table.sort({ 3, 1, 2 }, function(a, b)
    table.sort({ 2, 1 }, function(c, d)
      deep = deep + 1
      return c < d
    end)
    return a < b
  end)
  assert(deep > 0)
  -- An order that goes away while it runs, and one that tail-calls.
  table.sort({ 3, 1, 2, 5, 4 }, load("local a, b = ... collectgarbage() return a < b"))
  table.sort({ 3, 1, 2, 5, 4 }, load("return (function(a, b) collectgarbage() return a < b end)(...)"))
  assert(select(2, pcall(load("return (function() collectgarbage() return 7 end)()"))) == 7)
end

-- Too deep is an error and no crash, and the depth is right again afterwards.
local function recurse(mt_of)
  local t = setmetatable({}, {})
  mt_of(t, getmetatable(t))
  return pcall(function() return t + t, t < t, t.x, t() end)
end
for round = 1, 5 do
  local ok, message = recurse(function(t, m) m.__add = function(a, b) return a + b end end)
  assert(not ok and message:find "overflow", message)
  ok, message = recurse(function(t, m) m.__add = function() return 1 end m.__lt = function(a, b) return a < b end end)
  assert(not ok and message:find "overflow", message)
end

print("ok")
