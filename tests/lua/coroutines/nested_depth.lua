-- A resume takes a level of the C stack, and the body it runs needs one.
local n = 0
local function f() n = n + 1 coroutine.wrap(f)() end
print(pcall(f) == false and n)   -- expect: 197
