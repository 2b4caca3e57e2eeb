-- A coroutine that an error of its hook has ended runs its `__close` methods without hooks.
local function closer()
  return setmetatable({}, {__close = function(_, e)
    print("closing", e)
    print(pcall(error, "caught", 0))  -- does not bring hooks back
    for i = 1, 30 do end
    print("closed")
  end})
end

local function hooked(event)
  return function()
    local x <close> = closer()
    debug.sethook(function() error("hook", 0) end, event == "count" and "" or event:sub(1, 1), event == "count" and 7 or 0)
    local n = #"a"
    print(n)
    while true do print(n) end
  end
end

for _, event in ipairs {"count", "line", "call", "return"} do
  local co = coroutine.create(hooked(event))
  print(event, coroutine.resume(co))
  print(coroutine.close(co))
  print(pcall(coroutine.wrap(hooked(event))))
end
-- Caught within the coroutine, it leaves hooks as they were.
local co = coroutine.create(function()
  local n = 0
  print(pcall(hooked("count")))
  debug.sethook(function() n = n + 1 end, "", 1)
  for i = 1, 5 do end
  debug.sethook()
  return n > 5
end)
print(coroutine.resume(co))
