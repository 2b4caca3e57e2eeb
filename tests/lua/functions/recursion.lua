-- Recursion: deep non-tail recursion, mutual recursion, recursion through metamethods, sort and gsub.
local function depth(n) if n == 0 then return 0 end return 1 + depth(n - 1) end
assert(depth(10) == 10 and depth(15000) == 15000 and depth(100000) == 100000)
local function sum(t, i) i = i or 1 return t[i] and t[i] + sum(t, i + 1) or 0 end
local t = {}
for i = 1, 10000 do t[i] = i end
assert(sum(t) == 50005000)
local is_even
local function is_odd(n) return n ~= 0 and is_even(n - 1) and true end
function is_even(n) return n == 0 or is_odd(n - 1) and true end
assert(is_even(20000) and not is_even(20001))
-- Metamethods written in Lua may recurse deeply as well (within the C-call limit of the reference).
local mt = {}
mt.__index = function(t, k) if k == 0 then return "bottom" end return t[k - 1] end
assert(setmetatable({}, mt)[150] == "bottom")
mt.__add = function(a, n) if n == 0 then return 0 end return 1 + (a + (n - 1)) end
assert(setmetatable({}, mt) + 100 == 100)
-- Library callbacks that call the library again.
local function nested(n)
  if n == 0 then return "x" end
  return (("a"):gsub("a", function() return "(" .. nested(n - 1) .. ")" end))
end
assert(nested(50) == ("("):rep(50) .. "x" .. (")"):rep(50))
local function sorted(n)
  local list = { 3, 1, 2 }
  table.sort(list, function(a, b) if n > 0 then sorted(n - 1) n = 0 end return a < b end)
  return table.concat(list)
end
assert(sorted(20) == "123")
local function hanoi(n, a, b, c) if n == 0 then return 0 end return hanoi(n - 1, a, c, b) + 1 + hanoi(n - 1, c, b, a) end
assert(hanoi(10, 1, 2, 3) == 1023)
local function ack(m, n) if m == 0 then return n + 1 elseif n == 0 then return ack(m - 1, 1) end return ack(m - 1, ack(m, n - 1)) end
assert(ack(2, 3) == 9)
local Y = function(f) return (function(x) return x(x) end)(function(x) return f(function(...) return x(x)(...) end) end) end
assert(Y(function(self) return function(n) return n == 0 and 1 or n * self(n - 1) end end)(10) == 3628800)
print("ok")
