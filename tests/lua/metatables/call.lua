-- __call: arguments, chains of callables, varargs, methods, tail position, results.
local log
local c = setmetatable({ name = "c" }, { __call = function(self, ...)
  log = { self, ... }
  return select("#", ...), ...
end })
assert(c() == 0 and log[1] == c)
local n, a, b, d = c(1, nil, 3)
assert(n == 3 and a == 1 and b == nil and d == 3 and log[4] == 3)
assert(select("#", c(c(1, 2))) == 4)
assert((c(5)) == 1 and #{ c(1, 2) } == 3)
local t = { m = c }
assert(t:m(9) == 2 and log[2] == t and log[3] == 9 and t.m() == 0)
local function tail(...) return c(...) end
assert(select("#", tail(1, 2)) == 3)
-- The handler may itself be callable only through __call: a chain.
local inner = setmetatable({}, { __call = function(self, outer, x) return "inner", self ~= outer, x end })
local outer = setmetatable({}, { __call = inner })
local r, differs, x = outer(7)
assert(r == "inner" and differs and x == 7)
local chain = function(...) return select("#", ...) end
for _ = 1, 10 do chain = setmetatable({}, { __call = chain }) end
assert(chain("x") == 11)
-- Callables where functions are expected by the library.
local cmp = setmetatable({}, { __call = function(_, p, q) return p > q end })
local rep = setmetatable({}, { __call = function(_, m) return m:upper() end })
local function e(f, ...) return (select(2, pcall(f, ...))) end
print(e(table.sort, { 1, 3, 2 }, cmp))  -- expect: bad argument #2 to 'table.sort' (function expected, got table)
print(string.gsub("abc", "b", cmp))  -- expect: abc<TAB>1
print(pcall(rep, "x"))  -- expect: true<TAB>X
print(e(xpcall, error, rep))  -- expect: bad argument #2 to 'xpcall' (function expected, got table)
local co = coroutine.wrap(function() return rep("y") end)
assert(co() == "Y")
print(e(coroutine.create, rep))  -- expect: bad argument #1 to 'coroutine.create' (function expected, got table)
for i in setmetatable({}, { __call = function(_, _, i) i = (i or 0) + 1 if i < 3 then return i end end }) do assert(i < 3) end
print(e(function() local v = setmetatable({}, {}) v() end))  -- expect: call.lua:36: attempt to call a table value (local 'v')
print(e(function() local v = setmetatable({}, { __call = setmetatable({}, {}) }) v() end))  -- expect: call.lua:37: attempt to call a table value (local 'v')
print(e(function() t.x.y() end))  -- expect: call.lua:38: attempt to index a nil value (field 'x')
print(e(function() (1)() end))  -- expect: call.lua:39: attempt to call a number value
print(e(function() ("x")() end))  -- expect: call.lua:40: attempt to call a string value (constant 'x')
print(e(function() return (nil)() end))  -- expect: call.lua:41: attempt to call a nil value
