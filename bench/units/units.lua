-- What single operations cost, in nanoseconds of CPU time: each row is a loop with the operation and the same loop without it.
-- units.lua [seconds per row]; tools/dev/bench_units.py runs it with two interpreters and prints the ratios.
local clock = os.clock
local budget = tonumber(arg and arg[1]) or 0.05

local function empty() end
local function three() end
local Object = { n = 0 }
Object.__index = Object
function Object:method() end
local object = setmetatable({}, Object)
local mt = { __index = function() end }
local yield = coroutine.yield
local pingpong = coroutine.wrap(function()
  while true do yield() end
end)
local pcall, error, setmetatable, select, pairs = pcall, error, setmetatable, select, pairs
local map, list = {}, {}
for i = 1, 1000 do map["key" .. i], list[i] = i, i end
local text = "the quick brown fox"

-- name, operations per iteration, the loop, the loop without
local rows = {
  { "call of an empty function", 1, function(n) for _ = 1, n do empty() end end },
  { "call with three arguments", 1, function(n) for i = 1, n do three(i, i, i) end end },
  { "method call", 1, function(n) local o = object for _ = 1, n do o:method() end end },
  { "pcall of an empty function", 1, function(n) for _ = 1, n do pcall(empty) end end },
  { "pcall(error, 1)", 1, function(n) for _ = 1, n do pcall(error, 1) end end },
  { "resume and yield", 1, function(n) for _ = 1, n do pingpong() end end },
  { "setmetatable({x = i}, mt)", 1, function(n) for i = 1, n do local _ = setmetatable({ x = i }, mt) end end },
  { "table of three fields", 1, function(n) for i = 1, n do local _ = { x = i, y = i, z = i } end end },
  { "closure", 1, function(n) for i = 1, n do local _ = function() return i end end end },
  { "field read and written", 1, function(n) local o = object for _ = 1, n do o.n = o.n + 1 end end },
  { "pairs, per element", 1000, function(n) for _ = 1, n do for _ in pairs(map) do end end end },
  { "ipairs, per element", 1000, function(n) for _ = 1, n do for _ in ipairs(list) do end end end },
  { "select('#', ...)", 1, function(n)
    local function count(...) return select("#", ...) end
    for i = 1, n do count(i, i, i) end
  end },
  { "loop over select(i, ...)", 1, function(n)
    local function sum(...)
      local s = 0
      for i = 1, select("#", ...) do s = s + (select(i, ...)) end
      return s
    end
    for i = 1, n do sum(i, i, i, i) end
  end },
  { "s = s .. x, to 1 MB", 10000, function(n)
    for _ = 1, n do
      local s = ""
      for _ = 1, 10000 do s = s .. "0123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789" end
    end
  end },
  { "a .. i", 1, function(n) for i = 1, n do local _ = "key" .. (i & 1023) end end },
  { "s:sub(i, j)", 1, function(n) for i = 1, n do local _ = text:sub(i & 7, 12) end end },
  { "s:byte(i)", 1, function(n) for i = 1, n do local _ = text:byte(i & 7) end end },
  { "#t, t[#t + 1] = i", 1, function(n) local t = {} for i = 1, n do t[#t + 1] = i end end },
  { "__index function", 1, function(n) local o = setmetatable({}, mt) for _ = 1, n do local _ = o.absent end end },
}

local function loop(n) for _ = 1, n do end end

local function time(f, n)
  local start = clock()
  f(n)
  return clock() - start
end

for _, row in ipairs(rows) do
  local name, each, f = row[1], row[2], row[3]
  local n = 1
  f(20)
  while time(f, n) < budget / 4 do n = n * 2 end
  local best, idle = math.huge, math.huge
  for _ = 1, 5 do
    best = math.min(best, time(f, n))
    idle = math.min(idle, time(loop, n))
  end
  local spent = each == 1 and best - idle or best
  print(string.format("%-32s %10.2f", name, spent / n / each * 1e9))
end
