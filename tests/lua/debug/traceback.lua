-- debug.traceback: messages, levels, other threads, values that are no strings.
local function strip(s) return (s:gsub("\n%s*%[C%]: in %?$", "")) end
print(strip(debug.traceback("msg")))  -- expect: msg
-- expect: stack traceback:
-- expect: <TAB>traceback.lua:3: in main chunk
print(strip(debug.traceback("msg", 1)))  -- expect: msg
-- expect: stack traceback:
-- expect: <TAB>traceback.lua:6: in main chunk
print(debug.traceback("msg", 100))  -- expect: msg
-- expect: stack traceback:
print(strip(debug.traceback()))  -- expect: stack traceback:
-- expect: <TAB>traceback.lua:11: in main chunk
print(debug.traceback({}) ~= nil, type(debug.traceback({})), debug.traceback(nil, 50), debug.traceback(5, 50), debug.traceback(true))  -- expect: true<TAB>table<TAB>stack traceback:<TAB>5
-- expect: stack traceback:<TAB>true
local function a() return (debug.traceback("in a")) end
function global_function() return (a()) end
local t = { field = function() return (global_function()) end }
function t.sub() return (t.field()) end
function t:method() return (self.sub()) end
print(strip(t:method()))  -- expect: in a
-- expect: stack traceback:
-- expect: <TAB>traceback.lua:15: in upvalue 'a'
-- expect: <TAB>traceback.lua:16: in function 'global_function'
-- expect: <TAB>traceback.lua:17: in field 'field'
-- expect: <TAB>traceback.lua:18: in field 'sub'
-- expect: <TAB>traceback.lua:19: in method 'method'
-- expect: <TAB>traceback.lua:20: in main chunk
local function tail() return debug.traceback("tail") end
print(strip((tail())))  -- expect: tail
-- expect: stack traceback:
-- expect: <TAB>traceback.lua:28: in local 'tail'
-- expect: <TAB>traceback.lua:29: in main chunk
local function pass() return a() end
print(strip((pass())))  -- expect: in a
-- expect: stack traceback:
-- expect: <TAB>traceback.lua:15: in function <traceback.lua:15>
-- expect: <TAB>(...tail calls...)
-- expect: <TAB>traceback.lua:34: in main chunk
local co = coroutine.create(function()
  local function deep() coroutine.yield() end
  deep()
end)
print(debug.traceback(co))  -- expect: stack traceback:
coroutine.resume(co)
print(debug.traceback(co))  -- expect: stack traceback:
-- expect: <TAB>[C]: in function 'coroutine.yield'
-- expect: <TAB>traceback.lua:40: in local 'deep'
-- expect: <TAB>traceback.lua:41: in function <traceback.lua:39>
print(debug.traceback(co, "with message"))  -- expect: with message
-- expect: stack traceback:
-- expect: <TAB>[C]: in function 'coroutine.yield'
-- expect: <TAB>traceback.lua:40: in local 'deep'
-- expect: <TAB>traceback.lua:41: in function <traceback.lua:39>
print(debug.traceback(co, "level 1", 1))  -- expect: level 1
-- expect: stack traceback:
-- expect: <TAB>traceback.lua:40: in local 'deep'
-- expect: <TAB>traceback.lua:41: in function <traceback.lua:39>
print(debug.traceback(co, nil, 1))  -- expect: stack traceback:
-- expect: <TAB>traceback.lua:40: in local 'deep'
-- expect: <TAB>traceback.lua:41: in function <traceback.lua:39>
print(debug.traceback(co, "level 9", 9))  -- expect: level 9
-- expect: stack traceback:
coroutine.resume(co)
print(debug.traceback(co, "dead"))  -- expect: dead
-- expect: stack traceback:
co = coroutine.create(function() error("oops") end)
coroutine.resume(co)
print(debug.traceback(co))  -- expect: stack traceback:
-- expect: <TAB>[C]: in function 'error'
-- expect: <TAB>traceback.lua:66: in function <traceback.lua:66>
print(strip(select(2, xpcall(function() local x = nil; x() end, debug.traceback))))  -- expect: traceback.lua:71: attempt to call a nil value (local 'x')
-- expect: stack traceback:
-- expect: <TAB>traceback.lua:71: in function <traceback.lua:71>
-- expect: <TAB>[C]: in function 'xpcall'
-- expect: <TAB>traceback.lua:71: in main chunk
print(strip(select(2, xpcall(function() error("m") end, function(m) return debug.traceback(m, 2) end))))  -- expect: traceback.lua:76: m
-- expect: stack traceback:
-- expect: <TAB>[C]: in function 'error'
-- expect: <TAB>traceback.lua:76: in function <traceback.lua:76>
-- expect: <TAB>[C]: in function 'xpcall'
-- expect: <TAB>traceback.lua:76: in main chunk
print(strip(select(2, pcall(string.gsub, "x", "x", function() return debug.traceback("in gsub") end))))  -- expect: in gsub
-- expect: stack traceback:
-- expect: <TAB>traceback.lua:82: in function <traceback.lua:82>
-- expect: <TAB>[C]: in function 'string.gsub'
-- expect: <TAB>[C]: in function 'pcall'
-- expect: <TAB>traceback.lua:82: in main chunk
print(strip((string.gsub("x", "x", function() return (debug.traceback("in gsub")) end))))  -- expect: in gsub
-- expect: stack traceback:
-- expect: <TAB>traceback.lua:88: in function <traceback.lua:88>
-- expect: <TAB>[C]: in function 'string.gsub'
-- expect: <TAB>traceback.lua:88: in main chunk
print(strip(setmetatable({}, { __index = function() return (debug.traceback("in index")) end }).x))  -- expect: in index
-- expect: stack traceback:
-- expect: <TAB>traceback.lua:93: in metamethod 'index'
-- expect: <TAB>traceback.lua:93: in main chunk
print(strip(select(2, pcall(load("return debug.traceback('loaded')", "=loaded")))))  -- expect: loaded
-- expect: stack traceback:
-- expect: <TAB>loaded:1: in main chunk
-- expect: <TAB>[C]: in function 'pcall'
-- expect: <TAB>traceback.lua:97: in main chunk
for m in function(_, c) return not c and debug.traceback("iterator") or nil end do print(strip(m)) end  -- expect: iterator
-- expect: stack traceback:
-- expect: <TAB>traceback.lua:102: in for iterator 'for iterator'
-- expect: <TAB>traceback.lua:102: in main chunk
print(pcall(debug.traceback, "m", "x"))  -- expect: false<TAB>bad argument #2 to 'debug.traceback' (number expected, got string)
print(pcall(debug.traceback, "m", 1.5))  -- expect: false<TAB>bad argument #2 to 'debug.traceback' (number has no integer representation)
print(debug.traceback("m", -1):match("^m\nstack traceback:") ~= nil)  -- expect: true
