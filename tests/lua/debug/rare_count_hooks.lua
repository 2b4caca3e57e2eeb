-- Count hooks that come every thousand instructions or more are told at polls, in whatever tier runs: the right number of times for
-- loops that do nothing else, with the line, and they may set and drop hooks, raise and yield through a coroutine.
local calls = 0
debug.sethook(function(event, line)
  assert(event == "count" and line == nil)
  calls = calls + 1
end, "", 1000)
local function busy(n) local x = 0 while x < n do x = x + 1 end return x end
busy(100000)
local seen = calls
local hook, mask, count = debug.gethook()
assert(type(hook) == "function" and mask == "" and count == 1000)
debug.sethook()
assert(debug.gethook() == nil)
assert(seen >= 200 and seen <= 700, seen)   -- 3 to 6 instructions in a turn
busy(100000)
assert(calls - seen <= 1)

-- Where it is.
local lines = {}
debug.sethook(function() lines[debug.getinfo(2, "l").currentline] = true end, "", 2000)
for i = 1, 20000 do
  local x = i
end
debug.sethook()
local first, last = math.huge, 0
for line in pairs(lines) do first, last = math.min(first, line), math.max(last, line) end
assert(first >= 22 and last <= 25, first .. " " .. last)

-- An error in it leaves the loop.
debug.sethook(function() error("enough", 0) end, "", 5000)
local ok, message = pcall(function() while true do end end)
debug.sethook()
assert(not ok and message == "enough")

-- Recursion, and functions that were not yet there.
calls = 0
debug.sethook(function() calls = calls + 1 end, "", 1000)
local function fib(n) return n < 2 and n or fib(n - 1) + fib(n - 2) end
assert(fib(20) == 6765)
debug.sethook()
assert(calls > 50, calls)

-- Threads have hooks of their own; new ones take over that of their maker.
calls = 0
local co = coroutine.create(function() busy(20000) coroutine.yield() busy(20000) end)
debug.sethook(co, function() calls = calls + 1 end, "", 1000)
coroutine.resume(co)
local in_first = calls
assert(in_first > 0)
busy(50000)
assert(calls == in_first)
coroutine.resume(co)
assert(calls > in_first)
print "ok"
