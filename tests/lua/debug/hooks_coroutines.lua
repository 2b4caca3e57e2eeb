-- Each coroutine has hooks of its own; errors and yields around hooks.
local log = {}
local function hook(event, line) log[#log + 1] = event end
debug.sethook(hook, "l")
local co = coroutine.create(function()
  local a = 1
  coroutine.yield(debug.gethook())
  local b = 2
  return debug.gethook()
end)
debug.sethook()
log = {}
print(coroutine.resume(co))  -- expect: true<TAB>nil<TAB>l<TAB>0
print(#log)  -- expect: 0
debug.sethook(co, hook, "l")
print(debug.gethook(co) == hook, select(2, debug.gethook(co)), debug.gethook())  -- expect: true<TAB>l<TAB>nil
print(select(2, coroutine.resume(co)) == hook, #log)  -- expect: true<TAB>2
print(debug.gethook(co) == hook)  -- expect: true
debug.sethook(co)
print(debug.gethook(co))  -- expect: nil
-- a hook set inside a coroutine stays there
local inner = coroutine.wrap(function()
  debug.sethook(function() end, "c")
  coroutine.yield()
  return debug.gethook() ~= nil
end)
inner()
print(debug.gethook(), inner())  -- expect: nil<TAB>true
-- hooks created from a hooked thread are inherited
debug.sethook(hook, "r")
local child = coroutine.create(function() return debug.gethook() end)
debug.sethook()
print(select(2, coroutine.resume(child)) == hook)  -- expect: false
-- an error in a hook goes through the function it interrupted
local function victim()
  local x = 1
  local y = 2
  return x + y
end
local n = 0
debug.sethook(function(_, line)
  n = n + 1
  if n == 3 then
    debug.sethook()
    error("from the hook", 0)
  end
end, "l")
print(pcall(victim))  -- expect: false<TAB>from the hook
debug.sethook()
print(pcall(victim))  -- expect: true<TAB>3
-- yielding in a hook is refused
local yielder = coroutine.wrap(function()
  debug.sethook(function() coroutine.yield() end, "l")
  local a = 1
  return a
end)
local ok, m = pcall(yielder)
debug.sethook()
print(ok, m)  -- expect: false<TAB>attempt to yield across a C-call boundary
-- a hook that is collected later than its owner
do
  local t = setmetatable({}, { __mode = "k" })
  local c = coroutine.create(function() coroutine.yield() end)
  debug.sethook(c, function() end, "l")
  coroutine.resume(c)
  t[c] = true
  c = nil
  collectgarbage()
  collectgarbage()
  print(next(t))  -- expect: nil
end
print(pcall(debug.sethook, 5, "l"))  -- expect: false<TAB>bad argument #1 to 'debug.sethook' (function expected, got number)
print(pcall(debug.sethook, print, 5))  -- expect: true
print(pcall(debug.sethook, print))  -- expect: false<TAB>bad argument #2 to 'debug.sethook' (string expected, got no value)
print(pcall(debug.sethook, print, "l", "x"))  -- expect: false<TAB>bad argument #3 to 'debug.sethook' (number expected, got string)
debug.sethook()
