-- Proper tail calls: a million deep, mutual, through methods, varargs, __call and coroutines.
local function count(n, acc)
  if n == 0 then return acc end
  return count(n - 1, acc + 1)
end
assert(count(1000000, 0) == 1000000)
local even
local function odd(n) if n == 0 then return false end return even(n - 1) end
function even(n) if n == 0 then return true end return odd(n - 1) end
assert(even(300000) and not odd(300000))
local O = { }
O.__index = O
function O:down(n, ...) if n == 0 then return self, ... end return self:down(n - 1, ...) end
local o = setmetatable({}, O)
local r, a, b = o:down(100000, "a", nil)
assert(r == o and a == "a" and b == nil)
local function spread(n, ...)
  if n == 0 then return select("#", ...) end
  return spread(n - 1, n, ...)
end
assert(spread(100) == 100)
local callable
callable = setmetatable({}, { __call = function(self, n) if n == 0 then return "done" end return callable(n - 1) end })
assert(callable(100000) == "done")
local co = coroutine.wrap(function()
  local function loop(n)
    if n == 0 then return "end" end
    if n % 10000 == 0 then coroutine.yield(n) end
    return loop(n - 1)
  end
  return loop(50000)
end)
local last, yields = nil, 0
repeat
  last = co()
  yields = yields + 1
until last == "end"
assert(yields == 6)
-- Upvalues of the frame that is replaced stay alive.
local function capture(n, f)
  local v = n
  local function get() return v + (f and f() or 0) end
  if n == 0 then return get end
  return capture(n - 1, get)
end
assert(capture(100)() == 5050)
-- A tail call to a library function, through pcall, and with more arguments than the caller has slots.
local function lib(x) return math.max(x, 1, 2, 3) end
assert(lib(9) == 9)
local function prot(x) return pcall(x) end
assert(select("#", prot(function() return 1, 2 end)) == 3)
local function grow(a) return select("#", table.unpack(a)) end
assert(grow { 1, 2, 3, 4, 5, 6, 7, 8, 9 } == 9)
-- return f(x) in a function with a to-be-closed variable is not a tail call: it closes after the call.
local log = {}
local function closing()
  local c <close> = setmetatable({}, { __close = function() log[#log + 1] = "close" end })
  return (function() log[#log + 1] = "call" return "v" end)()
end
assert(closing() == "v" and table.concat(log, " ") == "call close")
print("ok")
