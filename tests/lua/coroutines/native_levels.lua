-- levels of native calls in coroutines
local yield = coroutine.yield
local function descend(n, f) if n == 0 then return f() end return (select(2, pcall(descend, n - 1, f))) end
local function deepest(start)
  local n = 0
  local function loop() n = n + 1 local ok, why = pcall(loop) return ok, why end
  local ok, why = loop()
  return n, ok
end
print("main", deepest())
print("fresh", coroutine.wrap(deepest)())
local co = coroutine.wrap(function() return descend(100, function() yield() return deepest() end) end)
co() print("after a yield", co())
co = coroutine.wrap(function() return descend(100, function() pcall(error) return deepest() end) end)
print("after an error", co())
co = coroutine.wrap(function() return descend(100, function() return deepest() end) end)
print("after nothing", co())
co = coroutine.wrap(function() local r for _ in function() return deepest() end do break end end)
co()
co = coroutine.wrap(function() for a in function() pcall(error) return deepest() end do return a end end)
print("iterator", co())
local mt = setmetatable({}, {__index = function() yield() return deepest() end, __add = function() pcall(error) return deepest() end, __lt = function() yield() return deepest() > 5 end})
co = coroutine.wrap(function() return descend(50, function() return mt.x + (mt + 1) * 1000 + ((mt < mt) and 1 or 0) end) end)
for i = 1, 3 do print("metamethods", co()) end
co = coroutine.wrap(function() local t = {3, 1, 2} local d table.sort(t, function(a, b) pcall(error) d = d or deepest() return a < b end) return d end)
print("sort", co())
co = coroutine.wrap(function() local d = 0 ; descend(30, function() yield() descend(150, function() yield() descend(150, function() pcall(error) descend(120, function() d = deepest() end) end) d = d * 1000 + deepest() end) d = d * 1000 + deepest() end) return d * 1000 + deepest() end)
for i = 1, 3 do print("down and up", co()) end
co = coroutine.wrap(function() local function f(n) if n == 0 then return deepest() end yield() return f(n - 1) end return pcall(f, 3) end)
for i = 1, 4 do print("tail calls", co()) end
co = coroutine.wrap(function() return descend(100, function() local r local c2 = coroutine.wrap(function() return descend(50, function() yield() return deepest() end) end) c2() r = c2() yield() local c3 = coroutine.wrap(function() return descend(50, function() return deepest() end) end) return r * 1000 + c3() end) end)
for i = 1, 2 do print("nested", co()) end
co = coroutine.wrap(function() return descend(100, function() load(function() error("x") end) return deepest() end) end)
print("load", co())
co = coroutine.wrap(function() return descend(100, function() xpcall(error, function() pcall(error) return 1 end) return deepest() end) end)
print("xpcall", co())
co = coroutine.wrap(function() return descend(100, function() string.gsub("abc", ".", function() pcall(error) yield() end) return deepest() end) end)
print("gsub", pcall(co))
co = coroutine.wrap(function() return descend(90, function() do local c <close> = setmetatable({}, {__close = function() yield() end}) end return deepest() end) end)
co() print("close", co())
co = coroutine.wrap(function() return descend(90, function() pcall(function() local c <close> = setmetatable({}, {__close = function() print("in close", deepest()) end}) error(1) end) return deepest() end) end)
print("close at an error", co())
for i = 1, 300 do
  local c = coroutine.wrap(function() for j = 1, 3 do pcall(function() yield() error("e") end) end return deepest() end)
  c() c() c() local d = c() if i % 100 == 0 then print(d) end
end
