-- exit: 3
-- Leaving from deep inside: a coroutine, a pcall, a metamethod.
local t = setmetatable({}, { __index = function() os.exit(3, true) end })
print(pcall(coroutine.wrap(function()  -- expect: inside
  print("inside")
  return pcall(function() return t.x end)
end)))
