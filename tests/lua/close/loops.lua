-- A variable that is closed in every round of a loop leaves nothing behind, however the round ends.

local closed = 0
local mt = { __close = function() closed = closed + 1 end }
local function round(i)
  local a <close> = setmetatable({}, mt)
  local b <close> = setmetatable({}, mt)
  if i % 3 == 0 then return i end
  return nil, i
end
local function each(n)
  local object = setmetatable({}, mt)
  for i = 1, n do
    local x <close> = object
    if i % 2 == 0 then goto continue end
    do local y <close> = object end
    ::continue::
  end
  for i = 1, n do local _ <close> = object round(i) end
end
each(10)
collectgarbage()
closed = 0
local before = collectgarbage "count"
each(20000)
assert(closed == 20000 + 10000 + 20000 + 40000)
collectgarbage()
-- The stack has not grown by what the calls need.
assert(collectgarbage "count" - before < 100, collectgarbage "count" - before)
print("ok")
