-- Error objects of every type travel unchanged.
local function thrown(v) return select(2, pcall(error, v)) end
local t = setmetatable({ code = 5 }, { __tostring = function(e) return "E" .. e.code end })
assert(thrown(t) == t and thrown(5) == 5 and thrown(1.5) == 1.5 and thrown(true) == true and thrown(false) == false and thrown(nil) == nil)
assert(thrown(print) == print and thrown(io.stdout) == io.stdout)
local co = coroutine.create(print)
assert(thrown(co) == co)
-- strings get a position at the asked level, others do not
local function f() error("m") end
local function g() error("m", 2) end
local function h() error("m", 3) end
print(select(2, pcall(f)))  -- expect: objects.lua:9: m
print(select(2, pcall(function() g() end)))  -- expect: objects.lua:13: m
print(select(2, pcall(function() local function k() h() end k() end)))  -- expect: objects.lua:14: m
print(thrown("no position from a C caller"))  -- expect: no position from a C caller
print(select(2, pcall(function() error("zero", 0) end)))  -- expect: zero
print(select(2, pcall(function() error(5, 1) end)), math.type(select(2, pcall(function() error(5) end))))  -- expect: 5<TAB>integer
print(select(2, pcall(function() error("far", 50) end)))  -- expect: far
print(select(2, pcall(function() error("negative", -1) end)))  -- expect: negative
print(pcall(error, "m", "x"))  -- expect: false<TAB>bad argument #2 to 'error' (number expected, got string)
print(pcall(error, "m", {}))  -- expect: false<TAB>bad argument #2 to 'error' (number expected, got table)
print(pcall(error, "m", 1.5))  -- expect: false<TAB>bad argument #2 to 'error' (number has no integer representation)
print(pcall(error, "m", "1"))  -- expect: false<TAB>m
-- rethrowing keeps the object
local function rethrow(v)
  local ok, e = pcall(error, v)
  error(e, 0)
end
assert(select(2, pcall(rethrow, t)) == t)
-- assert
print(pcall(assert, false))  -- expect: false<TAB>assertion failed!
print(pcall(assert, nil, "message"))  -- expect: false<TAB>message
print(pcall(assert, false, t) == false, select(2, pcall(assert, false, t)) == t)  -- expect: true<TAB>true
print(pcall(assert, nil, nil))  -- expect: false<TAB>nil
print(pcall(assert, false, 42))  -- expect: false<TAB>42
print(pcall(assert))  -- expect: false<TAB>bad argument #1 to 'assert' (value expected)
print(assert(1, 2, 3))  -- expect: 1<TAB>2<TAB>3
print(select("#", assert(true)), select("#", assert(1, nil)))  -- expect: 1<TAB>2
-- an object with __tostring in a handler
print(xpcall(error, tostring, t))  -- expect: false<TAB>E5
print(xpcall(error, function(e) return e.code end, t))  -- expect: false<TAB>5
-- error objects as class hierarchies
local Base = {}
Base.__index = Base
function Base.new(cls, m) return setmetatable({ message = m }, cls) end
function Base:is(cls)
  local c = getmetatable(self)
  while c do
    if c == cls then return true end
    c = getmetatable(c) and getmetatable(c).__index
  end
  return false
end
local IoError = setmetatable({}, { __index = Base })
IoError.__index = IoError
local function try(body, handlers)
  local ok, e = pcall(body)
  if ok then return "no error" end
  for _, entry in ipairs(handlers) do
    if type(e) == "table" and e:is(entry[1]) then return entry[2](e) end
  end
  error(e, 0)
end
print(try(function() error(IoError:new("disk")) end, { { IoError, function(e) return "io: " .. e.message end }, { Base, function(e) return "base" end } }))  -- expect: io: disk
print(try(function() error(Base:new("plain")) end, { { IoError, function() return "io" end }, { Base, function(e) return "base: " .. e.message end } }))  -- expect: base: plain
print(pcall(try, function() error("string", 0) end, { { Base, print } }))  -- expect: false<TAB>string
print(try(function() end, {}))  -- expect: no error
-- errors with to-be-closed variables in between
local log = {}
local function closer(name) return setmetatable({}, { __close = function(_, e) log[#log + 1] = name .. "=" .. tostring(e) end }) end
pcall(function()
  local a <close> = closer "a"
  local b <close> = closer "b"
  error(t)
end)
print(table.concat(log, " "))  -- expect: b=E5 a=E5
