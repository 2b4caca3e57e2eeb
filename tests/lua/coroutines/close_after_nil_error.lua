-- An error that is nil is an error all the same: coroutine.close tells of it once.
local co = coroutine.create(function() error() end)
print(coroutine.resume(co))   -- expect: false<TAB>nil
print(coroutine.close(co))   -- expect: false<TAB>nil
print(coroutine.close(co))   -- expect: true
local caught = coroutine.create(function() print(pcall(error)) end)
print(coroutine.resume(caught))   -- expect: false<TAB>nil
                                  -- expect: true
print(coroutine.close(caught))   -- expect: true
local twice = coroutine.create(function()
  local x <close> = setmetatable({}, {__close = function() error() end})
  coroutine.yield()
end)
coroutine.resume(twice)
print(coroutine.close(twice))   -- expect: false<TAB>nil
print(coroutine.close(twice))   -- expect: true
