-- Uses of to-be-closed variables: locks, scopes, temporary settings, iterators, early exits.
local log = {}
local function say(...) log[#log + 1] = table.concat({ ... }, " ") end
local function flush()
  print(table.concat(log, ", "))
  log = {}
end
local function defer(f) return setmetatable({}, { __close = function(_, e) f(e) end }) end
-- order, and values returned while closing
local function order()
  local a <close> = defer(function() say "a" end)
  local b <close> = defer(function() say "b" end)
  say "body"
  return say("return") or "result"
end
print(order())  -- expect: result
flush()  -- expect: body, return, b, a
-- a lock
local lock = { held = false }
function lock:acquire()
  assert(not self.held, "held already")
  self.held = true
  return defer(function() self.held = false end)
end
local function critical(fail)
  local guard <close> = lock:acquire()
  if fail then error("inside", 0) end
  return lock.held
end
print(critical(false), lock.held, pcall(critical, true))  -- expect: true<TAB>false<TAB>false<TAB>inside
print(lock.held, pcall(function()  -- expect: false<TAB>false<TAB>patterns.lua:21: held already
  local g <close> = lock:acquire()
  critical(false)
end))
print(lock.held)  -- expect: false
-- a variable set for a while
local depth = 0
local function indented(f)
  depth = depth + 1
  local restore <close> = defer(function() depth = depth - 1 end)
  return f()
end
print(indented(function() return indented(function() return depth end) end), depth, pcall(indented, error), depth)  -- expect: 2<TAB>0<TAB>false<TAB>0
-- iterators that must be finished
local function numbers(n)
  local open = true
  say "open"
  return function(_, i) if i < n then return i + 1 end end, nil, 0, defer(function() say "close" end)
end
for i in numbers(3) do say(i) end
flush()  -- expect: open, 1, 2, 3, close
for i in numbers(3) do
  say(i)
  if i == 2 then break end
end
flush()  -- expect: open, 1, 2, close
pcall(function() for i in numbers(3) do error "stop" end end)
flush()  -- expect: open, close
local function early() for i in numbers(5) do if i == 3 then return "early" end end end
print(early())  -- expect: early
flush()  -- expect: open, close
for i in numbers(2) do
  for j in numbers(2) do
    if i == 1 then goto continue end
    say(i, j)
    ::continue::
  end
end
flush()  -- expect: open, open, close, open, 2 1, 2 2, close, close
local co = coroutine.wrap(function() for i in numbers(3) do coroutine.yield(i) end end)
print(co(), co(), co(), co())  -- expect: 1<TAB>2<TAB>3
flush()  -- expect: open, close
local thread = coroutine.create(function() for i in numbers(3) do coroutine.yield(i) end end)
coroutine.resume(thread)
print(coroutine.close(thread))  -- expect: true
flush()  -- expect: open, close
-- errors seen and replaced
local function errors()
  local first <close> = defer(function(e) say("first saw", tostring(e)) end)
  local second <close> = defer(function(e)
    say("second saw", tostring(e))
    error("replaced", 0)
  end)
  local third <close> = defer(function(e) say("third saw", tostring(e)) end)
  error("original", 0)
end
print(pcall(errors))  -- expect: false<TAB>replaced
flush()  -- expect: third saw original, second saw original, first saw replaced
-- closing in a tail position: the call is no tail call
local function tail()
  local c <close> = defer(function() say "closed after" end)
  return say("called")
end
tail()
flush()  -- expect: called, closed after
-- nil and false need no metamethod
do
  local a <close> = nil
  local b <close> = false
  say "nothing to close"
end
flush()  -- expect: nothing to close
-- the metamethod is looked up when closing
do
  local mt = { __close = function() say "old" end }
  local v <close> = setmetatable({}, mt)
  mt.__close = function() say "new" end
end
flush()  -- expect: new
do
  local mt = { __close = function() end }
  print(pcall(function()  -- expect: false<TAB>patterns.lua:115: attempt to call a nil value (metamethod 'close')
    local v <close> = setmetatable({}, mt)
    mt.__close = nil
  end))
end
-- values given to __close
do
  local o = setmetatable({}, { __close = function(self, e, ...) say(tostring(type(self)), tostring(e), select("#", ...)) end })
  local v <close> = o
end
flush()  -- expect: table nil 0
