-- An error in a __gc method is a warning; the program goes on.
-- flags: -W
-- stderr: ^Lua warning: error in __gc \(finalizer_errors.lua:\d+: first\)$
-- stderr: ^Lua warning: error in __gc \(error object is not a string\)$
-- stderr: ^Lua warning: error in __gc \(attempt to call a number value \(metamethod '__gc'\)\)$
-- stderr: ^Lua warning: error in __gc \(finalizer_errors.lua:\d+: stack overflow\)$
-- stderr: ^Lua warning: error in __gc \(finalizer_errors.lua:\d+: while closing\)$
local function finalized_by(gc)
  setmetatable({}, {__gc = gc})
  collectgarbage()
end

finalized_by(function() error("first") end)
finalized_by(function() error({}) end)
finalized_by(12)
local function deep() return deep() + 1 end
finalized_by(function() deep() end)
print(select("#", pcall(deep)))                                       -- expect: 2

-- Pending variables of the failed finalizer are closed.
finalized_by(function()
  local x <close> = setmetatable({}, {__close = function(_, e) print((e:gsub("^.*: ", ""))) end})
                                                                      -- expect: while closing
  error("while closing")
end)
finalized_by(function() print(debug.traceback("in"):match("^.-'__gc'")) end)
-- expect: in
-- expect: stack traceback:
-- expect: <TAB>finalizer_errors.lua:26: in metamethod '__gc'
