-- os.exit(true, true) closes the state: pending to-be-closed variables and finalizers run.
local order = {}
global = setmetatable({}, { __gc = function() print("finalizer", #order) end })
local kept = setmetatable({}, { __gc = function() print("finalizer of a live object") end })
local c <close> = setmetatable({}, { __close = function(_, e)
  order[1] = "closed"
  print("closed", e)
end })
coroutine.wrap(function()
  local d <close> = setmetatable({}, { __close = function() print("a suspended coroutine is not closed") end })
  coroutine.yield()
end)()
os.exit(true, true)  -- expect: closed<TAB>nil
-- expect: finalizer of a live object
-- expect: finalizer<TAB>1
