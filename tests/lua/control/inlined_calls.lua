-- Short functions called in hot code: whatever a tier does with the call, errors, tracebacks, hooks and values are those of a call.
-- What the parts print is compared at the end.
local printed = {}
local function print(...)
  local line = {}
  for i = 1, select("#", ...) do line[i] = tostring((select(i, ...))) end
  printed[#printed + 1] = table.concat(line, "\t"):gsub("%S*/", "")
end
local function hot(f, ...)
  local r
  for _ = 1, 400 do r = f(...) end
  return r
end

-- results, missing and extra arguments
local function none() end
local function one(a) return a end
local function two(a, b) return b, a end
local function third(a, b, c) return c end
local function results(n)
  local x, y, z = none()
  local p, q, r = two(n, n + 1)
  local s = one(n, 5, 6)
  local t, u = one()
  local v = third(n, n)
  one(n)
  return string.format("%s %s %s|%s %s %s|%s|%s %s|%s", x, y, z, p, q, r, s, t, u, v)
end
print(hot(results, 3))
local function open(n)
  return select("#", none()), select("#", two(n, n)), (select("#", n, two(n, n))), table.concat({two(n, 7)}, ",")
end
for _ = 1, 400 do open(2) end
print(open(4))

-- choices within
local function max(a, b) if a > b then return a else return b end end
local function sign(x) if x > 0 then return 1 elseif x < 0 then return -1 end return 0 end
local function default(x, y) return x or y end
local function both(x, y) return x and y end
local function is_even(n) return n % 2 == 0 end
local function choices(n)
  local sum = 0
  for i = -n, n do
    sum = sum + max(i, 2) + sign(i) * 3
    if is_even(i) then sum = sum + 1 end
  end
  return sum, default(nil, "y"), default(false, "z"), default(1, 2), both(nil, 1), both(3, 4)
end
for _ = 1, 300 do choices(5) end
print(choices(10))

-- objects: methods replaced, inherited, of several classes, in a prototype with a metatable of its own
local Base = {} Base.__index = Base
function Base:get() return self.x end
function Base:set(v) self.x = v return self end
function Base:twice() return self:get() * 2 end
local Derived = setmetatable({}, {__index = Base}) Derived.__index = Derived
function Derived:get() return self.x + 1000 end
local base, derived = setmetatable({x = 1}, Base), setmetatable({x = 2}, Derived)
local function through(o, n)
  local sum = 0
  for i = 1, n do
    o:set(i)
    sum = sum + o:get() + o:twice()
  end
  return sum
end
print(through(base, 500), through(derived, 500), through(base, 10))
local get = Base.get
function Base:get() return -self.x end
print(through(base, 500), get(base))
Base.get = setmetatable({}, {__call = function(_, o) return o.x * 100 end})
print(through(base, 10))
Base.get = get

-- the same site, ever other functions
local function apply(f, a, b) return f(a, b) end
local out = {}
for i = 1, 900 do out[i % 4 + 1] = apply(i % 3 == 0 and max or i % 3 == 1 and two or third, i, i + 1) end
print(out[1], out[2], out[3], out[4])

-- upvalues, also changed from within and outside
local count = 0
local function bump(n) count = count + n return count end
local function counts(n) for _ = 1, n do bump(2) end return count end
counts(500)
count = 0.5
print(counts(3))
local function make()
  local held
  return function(v) held = v end, function() return held end
end
local put, take = make()
local function pass(n) for i = 1, n do put({i}) end return take()[1] end
for _ = 1, 20 do pass(300) end
collectgarbage()
print(pass(40))

-- types that change under way
local function add(a, b) return a + b end
local function sums(list) local s = 0 for i = 1, #list do s = add(s, list[i]) end return s end
local list = {}
for i = 1, 200 do list[i] = i end
for _ = 1, 10 do sums(list) end
list[100] = 0.25
print(sums(list))
list[150] = "10"
print(sums(list))
local vector = setmetatable({}, {__add = function(a, b) return debug.traceback("sum", 1):gsub("%S*/", "") end})
list[200] = vector
print(sums(list))

-- errors name the function and the line of the callee, tracebacks all functions
local function field(o) return o.name.first end
local function fields(list) local n = 0 for i = 1, #list do n = n + #field(list[i]) end return n end
local people = {}
for i = 1, 300 do people[i] = {name = {first = "abc"}} end
print(fields(people))
people[300] = {}
print(pcall(fields, people))
people[300] = false
print(select(2, xpcall(fields, function(m) return (debug.traceback(m):gsub("\n.*xpcall.*", "")) end, people)))
local function compare(a, b) return a < b end
local function compares(a, b) for _ = 1, 300 do if compare(1, 2) then b = compare(a, b) end b = 5 end return b end
print(pcall(compares, 1, 5))
print(pcall(compares, {}, 5))

-- a function that goes on in a frame of its own: it calls, loops, makes tables, yields
local function guarded(x) if x > 395 then error({code = x}) end return x end
local function guards(n) local s = 0 for i = 1, n do s = s + guarded(i) end return s end
print(guards(300))
for _ = 1, 5 do guards(300) end
local ok, e = pcall(guards, 400)
print(ok, e.code)
local function maybe_yield(x) if x % 100 == 0 then coroutine.yield(x) end return x end
local co = coroutine.wrap(function() local s = 0 for i = 1, 350 do s = s + maybe_yield(i) end return s end)
print(co(), co(), co(), co())
local function pair(x) if x % 50 == 0 then return {x} end return x end
local tables = 0
for i = 1, 600 do if type(pair(i)) == "table" then tables = tables + 1 end end
print(tables)

-- __index and __newindex functions within
local proxy = setmetatable({}, {__index = function(_, k) return k .. "!" end, __newindex = function(t, k, v) rawset(t, k, v * 2) end})
local function read(o) return o.key end
local function write(o, v) o.key = v end
local plain = {key = 1}
local function mixes(n)
  local s = {}
  for i = 1, n do
    local o = i % 100 == 99 and proxy or plain
    s[#s + 1] = tostring(read(o))
  end
  return s[98], s[99], s[100]
end
for _ = 1, 5 do mixes(300) end
print(mixes(300))
for i = 1, 300 do write(plain, i) end
write(proxy, 21)
print(plain.key, rawget(proxy, "key"))

-- hooks see the calls
local function hooked(n) local s = 0 for i = 1, n do s = s + one(i) end return s end
hooked(500)
local calls, lines = 0, 0
debug.sethook(function(what) if what == "call" then calls = calls + 1 elseif what == "line" then lines = lines + 1 end end, "cl")
hooked(5)
debug.sethook()
print(calls, lines)

-- recursion to the end of the stack passes through
local function leaf(n) return n + 1 end
local function deep(n) return 1 + deep(leaf(n)) end
hot(leaf, 1)
local ok, message = pcall(deep, 1)
print(ok, (message:gsub("^.-:%d+: ", ""):gsub("\n.*", "")))

-- a function that is gone, and others in its place
local function churn()
  local sum = 0
  for i = 1, 30 do
    local f = load("local n = ... return function(a) return a + " .. i .. " end")(i)
    local function use(n) local s = 0 for j = 1, n do s = s + f(j) end return s end
    sum = sum + use(400)
    f, use = nil, nil
    collectgarbage()
  end
  return sum
end
print(churn())
local expected = [[
nil nil nil|4 3 nil|3|nil nil|nil
0	2	3	7,4
89	y	z	1	nil	4
375750	1875750	165
-375750	500
16500
901	898	899	nil
6.5
40
20000.25
19860.25
sum
stack traceback:
	inlined_calls.lua:110: in metamethod 'add'
	inlined_calls.lua:101: in upvalue 'add'
	inlined_calls.lua:102: in local 'sums'
	inlined_calls.lua:112: in main chunk
	[C]: in ?
900
false	inlined_calls.lua:115: attempt to index a nil value (field 'name')
inlined_calls.lua:115: attempt to index a boolean value (local 'o')
true	5
false	inlined_calls.lua:124: attempt to compare table with number
45150
false	396
100	200	300	61425
12
1	key!	1
300	42
7	12
false	stack overflow
2592000]]
local got = table.concat(printed, "\n")
if got ~= expected then error("got\n" .. got .. "\nexpected\n" .. expected) end
io.write("ok\n")
