-- What coroutines and closures keep alive, and what they do not.
local weak = setmetatable({}, { __mode = "v" })
local function full()
  collectgarbage()
  collectgarbage()
end
-- a suspended coroutine keeps its locals
local co = coroutine.create(function()
  local t = { "local" }
  weak[1] = t
  coroutine.yield()
  return t[1]
end)
coroutine.resume(co)
full()
assert(weak[1] and select(2, coroutine.resume(co)) == "local")
full()
assert(weak[1] == nil)
-- a forgotten coroutine frees them
co = coroutine.create(function()
  local t = { "local" }
  weak[2] = t
  coroutine.yield()
end)
coroutine.resume(co)
full()
assert(weak[2])
co = nil
full()
assert(weak[2] == nil)
-- an upvalue keeps only what it holds
local function make()
  local big, small = { "big" }, { "small" }
  weak.big, weak.small = big, small
  return function() return small end
end
local f = make()
full()
assert(weak.big == nil and weak.small == f())
f = nil
full()
assert(weak.small == nil)
-- a variable out of scope is not kept by the function that had it
do
  local t = { "scoped" }
  weak.scoped = t
end
do local _a, _b, _c = 1, 2, 3 end
full()
assert(weak.scoped == nil)
-- cycles: closure and its own upvalue, coroutine and its function
do
  local self
  self = function() return self end
  weak.closure = self
  local c
  c = coroutine.create(function()
    coroutine.yield(c)
  end)
  weak.thread = c
  coroutine.resume(c)
end
full()
assert(weak.closure == nil and weak.thread == nil)
-- an open upvalue of a dead coroutine
local getter
do
  local c = coroutine.wrap(function()
    local v = { "survives" }
    getter = function() return v end
    coroutine.yield()
  end)
  c()
end
full()
assert(getter()[1] == "survives")
-- arguments on the stack of a running function
local function held(t)
  weak.argument = t
  full()
  assert(weak.argument == t)
end
held({})
full()
assert(weak.argument == nil)
-- extra arguments of a vararg function
local function varargs(...)
  full()
  return select("#", ...), (...)
end
local n, v = varargs({ 1 }, { 2 }, { 3 })
assert(n == 3 and v[1] == 1)
-- values in the registry of loaded modules
package.loaded.kept_module = { "module" }
weak.module = package.loaded.kept_module
full()
assert(weak.module)
package.loaded.kept_module = nil
full()
assert(weak.module == nil)
-- metatables are kept by their objects
local o = setmetatable({}, setmetatable({}, { tag = "meta of meta" }))
full()
assert(getmetatable(getmetatable(o)).tag == "meta of meta")
print "ok"
