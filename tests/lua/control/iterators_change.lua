-- A generic loop that one kind of iterator has driven until its code was made, and then others do: tables by `pairs` and `ipairs`, functions
-- written in Lua, library functions, coroutines, tables that can be called. In every order of two.
local function count_to(n)
  local i = 0
  return function()
    i = i + 1
    if i <= n then return i, i * 10 end
  end
end
local function stateless(n, i)
  if i < n then return i + 1, (i + 1) * 10 end
end
local array, map = {10, 20, 30}, {a = 1, b = 2}
local kinds = {
  pairs = function() return pairs(map) end,
  ipairs = function() return ipairs(array) end,
  closure = function() return count_to(3) end,
  stateless = function() return stateless, 3, 0 end,
  next = function() return next, array end,
  gmatch = function() return ("k=10 l=20"):gmatch("(%w)=(%d+)") end,
  wrapped = function()
    return coroutine.wrap(function()
      for i = 1, 3 do coroutine.yield(i, i * 10) end
    end)
  end,
  callable = function() return setmetatable({}, {__call = function(_, n, i) return stateless(n, i) end}), 3, 0 end,
}
local names = {"pairs", "ipairs", "closure", "stateless", "next", "gmatch", "wrapped", "callable"}

-- A prototype of its own for each pair, so that each learns anew.
local source = [[
  local make = ...
  return function(which)
    local count, sum = 0, 0
    for k, v in make[which]() do
      count, sum = count + 1, sum + v
      if count > 10 then error("does not end") end
    end
    return count, sum
  end, function(which)
    local last
    for k, v, w in make[which]() do
      last = w
    end
    return last
  end]]
for _, first in ipairs(names) do
  for _, second in ipairs(names) do
    local loop, loop_of_three = load(source)(kinds)
    local counts, sums = 0, 0
    for round = 1, 400 do
      local c, s = loop(first)
      counts, sums = counts + c, sums + s
      assert(loop_of_three(first) == nil)
    end
    for round = 1, 5 do
      local c, s = loop(second)
      counts, sums = counts + c, sums + s
      assert(loop_of_three(second) == nil)
    end
    print(first, second, counts, sums)
  end
end
