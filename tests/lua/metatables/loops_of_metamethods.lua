-- Loops that do nothing but call metamethods, the stack stays as it is: two million turns once ended in "stack overflow".
local turns = 0
local x = setmetatable({}, {
  __lt = function() turns = turns + 1 return turns > 2000000 end,
  __eq = function() turns = turns + 1 return turns > 1000000 end,
})
local y = setmetatable({}, getmetatable(x))
repeat until x == y
repeat until x < y
print(turns)   -- expect: 2000001
