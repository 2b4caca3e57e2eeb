-- Metamethods written in Lua as hot code meets them: each op with one, without one, with one that fails or yields.
local rounds = 400

local function class(events)
  local mt = events
  return function(fields) return setmetatable(fields or {}, mt) end, mt
end

-- Objects of a class that has no such event.
do
  local new = class { __name = "plain" }
  local a, b = new { 1, 2, 3 }, new { 4 }
  local equal, length = 0, 0
  for i = 1, rounds do
    if a == b then equal = equal + 1 end
    if a == a then equal = equal + 1 end
    if a ~= b then equal = equal + 1 end
    if a == i or b == "x" then equal = equal + 1000 end
    length = length + #a + #b
  end
  print(equal, length)
  local function fail(f) local why = select(2, pcall(f)) return (why:gsub("^[^:]*:%d+: ", "")) end
  for i = 1, rounds do
    local e = fail(function() return a + b end)
    if i % 200 == 0 then print(e, fail(function() return a < b end), fail(function() return 1 < b end), fail(function() return a .. "x" end), fail(function() return a() end), fail(function() return -a end)) end
  end
end

-- Each event, with operands on either side, and constants.
do
  local log = {}
  local function name(x) return type(x) == "table" and x.name or tostring(x) end
  local function op(event) return function(a, b, ...) return event .. "(" .. name(a) .. "," .. name(b) .. "," .. select("#", ...) .. ")" end end
  local events = {}
  for _, e in ipairs { "add", "sub", "mul", "div", "mod", "pow", "idiv", "band", "bor", "bxor", "shl", "shr", "concat", "unm", "bnot", "len" } do
    events["__" .. e] = function(a, b) return e .. "(" .. name(a) .. "," .. name(b) .. ")" end
  end
  local new = class(events)
  local x, y = new { name = "x" }, new { name = "y" }
  local n, f, s = 7, 1.5, "s"
  for i = 1, rounds do
    local t = {
      x + y, x + 1, 1 + x, x + n, n + x, x + f, x - 1, 1 - x, x - y, x * 2, 2 * x, x / y, x / 2, 2 / x, x % 3, 3 % x, x ^ 2, 2 ^ x, x // 4, 4 // x,
      x & 1, 1 & x, x | y, y | 2, x ~ y, x ~ 3, x << 1, 1 << x, x >> 1, 1 >> x, x << y, x .. y, x .. s, s .. x, x .. n, 1 .. x, s .. n .. x, x .. s .. n, s .. x .. y .. s,
      -x, ~y, #x, x + s, s + x,
    }
    if i == 1 or i == rounds then print(table.concat(t, " ")) end
  end
end

-- Order and equality: truth of results, jumps either way, strings beside.
do
  local new = class {
    __lt = function(a, b) return a.v < b.v end,
    __le = function(a, b) return a.v <= b.v and "yes" end,
    __eq = function(a, b) return a.v == b.v or nil end,
  }
  local counts = { 0, 0, 0, 0, 0, 0 }
  local words = { "a", "b", "", "ab", "a\0b", "ba", "B" }
  local strings = 0
  for i = 1, rounds do
    local a, b = new { v = i % 7 }, new { v = i % 5 }
    if a < b then counts[1] = counts[1] + 1 end
    if a <= b then counts[2] = counts[2] + 1 else counts[3] = counts[3] + 1 end
    if not (a > b) then counts[4] = counts[4] + 1 end
    if a == b then counts[5] = counts[5] + 1 end
    while a ~= b and a.v > 0 do a.v = a.v - 1 counts[6] = counts[6] + 1 end
    repeat a.v = a.v + 1 until not (a < b)
    if words[i % 7 + 1] < words[i % 6 + 1] then strings = strings + 1 end
    if words[i % 5 + 1] <= words[i % 7 + 1] then strings = strings + 1000 end
  end
  print(table.concat(counts, " "), strings)
end

-- __call with fewer and more arguments than parameters, extra ones, and in a chain.
do
  local new = class { __call = function(self, a, b) return self.k, a, b end }
  local extra = class { __call = function(self, ...) return self.k, select("#", ...), ... end }
  local a, b = new { k = "a" }, extra { k = "b" }
  local chain = setmetatable({ k = "c" }, { __call = a })
  local last
  for i = 1, rounds do
    local t = table.pack(a())
    local u = table.pack(a(1), a(1, 2), (a(1, 2, 3)))
    local v = table.pack(b(), b(i), b(1, nil, 3))
    local w = table.pack(chain(5, 6))
    w[2] = type(w[2])
    local function show(t) for j = 1, t.n do t[j] = tostring(t[j]) end return table.concat(t, ",") end
    last = show(t) .. " " .. show(u) .. " " .. #v .. " " .. show(w)
    local x, y, z, nothing = a(i, 2, 3, 4)
    assert(x == "a" and y == i and z == 2 and nothing == nil)
  end
  print(last)
end

-- __index and __newindex as functions: for keys of each kind, there and absent.
do
  local reads, writes = 0, 0
  local new = class {
    __index = function(t, key) reads = reads + 1 return key end,
    __newindex = function(t, key, value) writes = writes + 1 if value then rawset(t, key, value) end end,
  }
  local object, key = {}, { 1.5, true, object }
  local sum = 0
  for i = 1, rounds do
    local o = new { there = 1, [3] = 3 }
    sum = sum + o.there + o[3] + o[i + 10] + #o.absent + (o[key] == key and 1 or 0) + o[2.5] + o[4]
    o.there = 2 o[3] = 4 o.fresh = i o[i + 5] = i o.nothing = nil o[key] = false
    sum = sum + o.there + o[3] + o.fresh + o[i + 5]
  end
  print(sum, reads, writes)
end

-- Errors and yields inside, with the names that tracebacks give.
do
  local new, mt = class {}
  mt.__add = function(a, b) if b == 300 then error("in add") end if b == 200 then coroutine.yield("yielded") end return b end
  mt.__index = function(t, k) if k == 301 then error("in index") end if k == 201 then coroutine.yield("index") end return k end
  mt.__newindex = function(t, k, v) if k == 302 then error("in newindex") end if k == 202 then coroutine.yield("newindex") end end
  mt.__eq = function(a, b) mt.n = (mt.n or 0) + 1 if mt.n == 303 then error("in eq") end if mt.n == 203 then coroutine.yield("eq") end return true end
  mt.__call = function(self, k) if k == 304 then error("in call") end if k == 204 then coroutine.yield("call") end return k end
  mt.__concat = function(a, k) if k == 305 then error("in concat") end if k == 205 then coroutine.yield("concat") end return k end
  mt.__len = function() return 1 end
  local o, p = new(), new()
  local works = {
    function(i) return o + i end, function(i) return o[i] end, function(i) o[i] = i return i end,
    function(i) local same = o == p return i end, function(i) return (o(i)) end, function(i) local s = o .. i return i end,
  }
  local co = coroutine.wrap(function()
    local sum = 0
    for i = 1, rounds do
      for _, work in ipairs(works) do
        local ok, v = xpcall(work, debug.traceback, i)
        if ok then sum = sum + v else print((v:match("metamethod '%a+'") or "no name"), v:match("in %a+")) end
      end
    end
    return sum
  end)
  for _ = 1, 7 do print(co()) end
end

-- A function's metamethod may change what it was found in.
do
  local mt = {}
  local a, b = setmetatable({}, mt), setmetatable({}, mt)
  local calls = 0
  mt.__add = function(x, y)
    calls = calls + 1
    if calls == 100 then mt.__add = function() return 1000 end end
    if calls == 50 then setmetatable(b, nil) end
    return 1
  end
  local sum = 0
  for i = 1, rounds do sum = sum + (a + b) end
  print(sum, calls, pcall(function() return b + b end))
end
