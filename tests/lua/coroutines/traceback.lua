-- debug.traceback and getinfo of suspended, running and dead coroutines.
local function inner() coroutine.yield("y") error("late") end
local function outer() inner() return 1 end
local co = coroutine.create(outer)
local function show(s) print((s:gsub("\n", "|"):gsub("\t", " "))) end
show(debug.traceback(co))  -- expect: stack traceback:
coroutine.resume(co)
show(debug.traceback(co))  -- expect: stack traceback:| [C]: in function 'coroutine.yield'| traceback.lua:2: in upvalue 'inner'| traceback.lua:3: in function <traceback.lua:3>
show(debug.traceback(co, "message"))  -- expect: message|stack traceback:| [C]: in function 'coroutine.yield'| traceback.lua:2: in upvalue 'inner'| traceback.lua:3: in function <traceback.lua:3>
show(debug.traceback(co, nil, 1))  -- expect: stack traceback:| traceback.lua:2: in upvalue 'inner'| traceback.lua:3: in function <traceback.lua:3>
show(debug.traceback(co, "m", 2))  -- expect: m|stack traceback:| traceback.lua:3: in function <traceback.lua:3>
print(type(debug.traceback(co, {})), type(debug.traceback({})), debug.traceback(true))  -- expect: table<TAB>table<TAB>true
show(debug.traceback(co, 5))  -- expect: 5|stack traceback:| [C]: in function 'coroutine.yield'| traceback.lua:2: in upvalue 'inner'| traceback.lua:3: in function <traceback.lua:3>
print(debug.traceback(nil) == debug.traceback(), #debug.traceback(nil, 100))  -- expect: true<TAB>16
local i = debug.getinfo(co, 0, "nSl")
print(i.what, i.name, i.namewhat, i.currentline)  -- expect: C<TAB>yield<TAB>field<TAB>-1
i = debug.getinfo(co, 1, "nSl")
print(i.what, i.name, i.currentline, i.linedefined)  -- expect: Lua<TAB>inner<TAB>2<TAB>2
print(debug.getinfo(co, 3), (pcall(debug.getinfo, co, -1)))  -- expect: nil<TAB>true
coroutine.resume(co)
print(coroutine.status(co))  -- expect: dead
show(debug.traceback(co))  -- expect: stack traceback:| [C]: in function 'error'| traceback.lua:2: in upvalue 'inner'| traceback.lua:3: in function <traceback.lua:3>
print(debug.getinfo(co, 0, "l").currentline)  -- expect: -1
-- Locals of a suspended coroutine.
local co2 = coroutine.create(function(p, ...) local a, b = 10, "bee" coroutine.yield() return a end)
coroutine.resume(co2, "param", "extra")
print(debug.getlocal(co2, 1, 1), debug.getlocal(co2, 1, 2))  -- expect: p<TAB>a<TAB>10
print(debug.getlocal(co2, 1, 3))  -- expect: b<TAB>bee
print(debug.getlocal(co2, 1, -1))  -- expect: (vararg)<TAB>extra
print(debug.setlocal(co2, 1, 2, 99), coroutine.resume(co2))  -- expect: a<TAB>true<TAB>99
show(debug.traceback(coroutine.create(print)))  -- expect: stack traceback:
show(coroutine.wrap(function() return debug.traceback("in") end)())  -- expect: in|stack traceback:| traceback.lua:32: in function <traceback.lua:32>
