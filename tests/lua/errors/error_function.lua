-- error(): levels, positions, values of every type, missing values, tail calls.
local function run(f, ...) return select(2, pcall(f, ...)) end
print(run(function() error("plain") end))  -- expect: error_function.lua:3: plain
print(run(function() error("level 0", 0) end))  -- expect: level 0
print(run(function() error("level 1", 1) end))  -- expect: error_function.lua:5: level 1
local function thrower(level) error("leveled", level) end
print(run(function() thrower(1) end))  -- expect: error_function.lua:6: leveled
print(run(function()
  thrower(2)
end))  -- expect: error_function.lua:9: leveled
local function middle(level)
  thrower(level)
end
print(run(function() middle(3) end))  -- expect: error_function.lua:14: leveled
print(run(function() middle(4) end))  -- expect: leveled
print(run(function() middle(50) end))  -- expect: leveled
print(run(error))  -- expect: nil
print(run(error, nil))  -- expect: nil
print(run(error, "direct"))  -- expect: direct
print(run(error, 42), math.type(run(error, 42)))  -- expect: 42<TAB>integer
print(run(error, true), run(error, 2.5))  -- expect: true<TAB>2.5
local t = {}
assert(run(error, t) == t and run(error, print) == print and run(function() error(t, 2) end) == t)
print(run(function() error(12) end), math.type(run(function() error(12) end)))  -- expect: 12<TAB>integer
print(run(function() error("x", "2") end))  -- expect: x
print(run(error, "m", {}))  -- expect: bad argument #2 to 'error' (number expected, got table)
print(run(function() return error("in tail call") end))  -- expect: error_function.lua:27: in tail call
print(run(function() error() end), run(function() error(nil) end))  -- expect: nil<TAB>nil
print(run(load("error('chunk')", "=name")))  -- expect: name:1: chunk
print(run(load("error('chunk')", "@path/file.lua")))  -- expect: path/file.lua:1: chunk
print(run(load("error('chunk')")))  -- expect: [string "error('chunk')"]:1: chunk
print(run(load("\n\nerror('chunk')", "first line\nsecond")))  -- expect: [string "first line..."]:3: chunk
print(run(load("error('c', 2)", "=x")))  -- expect: c
local mt = { __tostring = function() return "error object" end }
print(run(error, setmetatable({}, mt)))  -- expect: error object
print(run(assert, false), run(assert, nil, "message"), run(assert, false, t) == t)  -- expect: assertion failed!<TAB>message<TAB>true
print(run(assert), select("#", pcall(assert, false, nil)))  -- expect: bad argument #1 to 'assert' (value expected)<TAB>2
print(select("#", assert(1, 2, nil)), (assert("v")))  -- expect: 3<TAB>v
