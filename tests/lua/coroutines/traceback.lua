-- debug.traceback and getinfo of suspended, running and dead coroutines.
local function inner() coroutine.yield("y") error("late") end
local function outer() inner() return 1 end
local co = coroutine.create(outer)
local function show(s) print((s:gsub("\n", "|"):gsub("\t", " "))) end
show(debug.traceback(co))  --?
coroutine.resume(co)
show(debug.traceback(co))  --?
show(debug.traceback(co, "message"))  --?
show(debug.traceback(co, nil, 1))  --?
show(debug.traceback(co, "m", 2))  --?
print(type(debug.traceback(co, {})), type(debug.traceback({})), debug.traceback(true))  --?
show(debug.traceback(co, 5))  --?
print(debug.traceback(nil) == debug.traceback(), #debug.traceback(nil, 100))  --?
local i = debug.getinfo(co, 0, "nSl")
print(i.what, i.name, i.namewhat, i.currentline)  --?
i = debug.getinfo(co, 1, "nSl")
print(i.what, i.name, i.currentline, i.linedefined)  --?
print(debug.getinfo(co, 3), (pcall(debug.getinfo, co, -1)))  --?
coroutine.resume(co)
print(coroutine.status(co))  --?
show(debug.traceback(co))  --?
print(debug.getinfo(co, 0, "l").currentline)  --?
-- Locals of a suspended coroutine.
local co2 = coroutine.create(function(p, ...) local a, b = 10, "bee" coroutine.yield() return a end)
coroutine.resume(co2, "param", "extra")
print(debug.getlocal(co2, 1, 1), debug.getlocal(co2, 1, 2))  --?
print(debug.getlocal(co2, 1, 3))  --?
print(debug.getlocal(co2, 1, -1))  --?
print(debug.setlocal(co2, 1, 2, 99), coroutine.resume(co2))  --?
show(debug.traceback(coroutine.create(print)))  --?
show(coroutine.wrap(function() return debug.traceback("in") end)())  --?
