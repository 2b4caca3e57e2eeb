-- repeat-until sees the body's locals in its condition; closures over them; break and nested loops.
local n = 0
repeat local x = n n = n + 1 until x >= 3
assert(n == 4)
local fs = {}
local i = 0
repeat
  local v = i
  fs[#fs + 1] = function() v = v + 1 return v end
  i = i + 1
until fs[#fs]() >= 3
assert(#fs == 3 and fs[1]() == 2 and fs[3]() == 4)
local count = 0
repeat
  count = count + 1
  if count == 5 then break end
  local stop <const> = false
until stop
assert(count == 5)
repeat local a <close> = setmetatable({}, { __close = function() count = count + 1 end }) until true
assert(count == 6)
repeat local t = { done = true } until t.done
local function early()
  repeat
    local x = 1
    if x then return "early" end
  until x
end
assert(early() == "early")
local outer = 0
repeat
  local inner = 0
  repeat inner = inner + 1 until inner == 3
  outer = outer + inner
until outer > 8
assert(outer == 9)
-- The condition may fall through with and/or over several upvalue locals.
local k = 0
repeat
  local a, b = k, k * 2
  local f = function() return a + b end
  k = k + 1
until (f() > 10 and a ~= b) or k > 100
assert(k == 5)
print("ok")
