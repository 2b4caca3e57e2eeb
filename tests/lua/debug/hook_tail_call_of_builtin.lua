-- The return after a tail call of a builtin is no instruction of its own to hooks.
local lines, n = {}, 0
local function f()
  return setmetatable({"two\
lines"}, {})
end
debug.sethook(function(_, l) lines[#lines + 1] = l end, "l")
f()
debug.sethook()
print(table.concat(lines, " "))   -- expect: 8 4 5 4 9
debug.sethook(function() n = n + 1 end, "", 1)
f()
debug.sethook()
print(n)   -- expect: 11
