-- What a count hook counts of an operator whose operands are no numbers: the operation, and what comes of it.
local function counted(f, every)
  local n = 0
  debug.sethook(function() n = n + 1 end, "", every)
  f()
  debug.sethook()
  return n
end
local o = setmetatable({}, { __add = function() return 1 end, __bor = function() return 1 end, __lt = function() return true end })
local s = "10"
print(counted(function() return o + 1 end, 1), counted(function() return 1 + o end, 1), counted(function() return o + o end, 1), counted(function() return o + 0.5 end, 1))
print(counted(function() return s + 1 end, 1), counted(function() return s * s end, 1), counted(function() return 1.5 + 1 end, 1))
print(counted(function() return o | 1 end, 1), counted(function() return o < 1 end, 1), counted(function() return pcall(function() return o - 1 end) end, 1))
print(counted(function() return pcall(function() return s | 1 end) end, 1), counted(function() return pcall(function() return 1.5 | 1 end) end, 1))
print(counted(function() for _ = 1, 10 do local _ = o + 1, s + 1 end end, 2), counted(function() for _ = 1, 10 do local _ = o + 1, s + 1 end end, 3))
-- A hook that turns itself off in the middle of one.
local seen = {}
local function add(a, b)
  return a + b
end
for at = 1, 12 do
  debug.sethook(function() debug.sethook() end, "", at)
  seen[at] = add(s, o)
  debug.sethook()
end
print(table.concat(seen, " "))
-- And one that changes an operand.
local function take(a)
  return a + 1
end
for at = 1, 8 do
  local n = 0
  debug.sethook(function() n = n + 1 if n == at then debug.setlocal(2, 1, s) end end, "", 1)
  local ok, m = pcall(take, {})
  debug.sethook()
  print(at, ok, m)
end
