-- Kind: closures. Lazy sequences: map, filter, take, zip, flat_map and reduce built from closures over
-- closures, the functional style of data-cleaning scripts.

local function range(first, last)
  local i = first - 1
  return function()
    if i < last then
      i = i + 1
      return i
    end
  end
end

local function each(list)
  local i = 0
  return function()
    i = i + 1
    return list[i]
  end
end

local function map(f, source)
  return function()
    local v = source()
    if v ~= nil then return f(v) end
  end
end

local function filter(keep, source)
  return function()
    local v = source()
    while v ~= nil and not keep(v) do v = source() end
    return v
  end
end

local function take(n, source)
  return function()
    if n > 0 then
      n = n - 1
      return source()
    end
  end
end

local function zip(combine, a, b)
  return function()
    local x, y = a(), b()
    if x ~= nil and y ~= nil then return combine(x, y) end
  end
end

local function flat_map(f, source)
  local inner
  return function()
    while true do
      if inner then
        local v = inner()
        if v ~= nil then return v end
      end
      local outer = source()
      if outer == nil then return nil end
      inner = f(outer)
    end
  end
end

local function scan(f, state, source)
  return function()
    local v = source()
    if v == nil then return nil end
    state = f(state, v)
    return state
  end
end

local function reduce(f, acc, source)
  for v in source do acc = f(acc, v) end
  return acc
end

local function compose(...)
  local fs = { ... }
  return function(x)
    for i = #fs, 1, -1 do x = fs[i](x) end
    return x
  end
end

local function plus(k) return function(x) return x + k end end
local function times(k) return function(x) return x * k end end
local function mod(k) return function(x) return x % k end end
local function both(p, q) return function(x) return p(x) and q(x) end end
local function sum(a, b) return a + b end
local function even(x) return x & 1 == 0 end

local check = 0
for round = 1, 330 do
  local step = compose(mod(1009), plus(round), times(7))
  local big = function(x) return x > 100 + round end
  check = check + reduce(sum, 0, map(step, filter(both(even, big), range(1, 3000))))
  check = check + reduce(math.max, 0, scan(sum, 0, zip(function(a, b) return a * b % 97 end,
                                                       range(1, 1500), map(times(3), range(5, 5000)))))
  local nested = flat_map(function(x) return map(plus(x), range(1, x % 6)) end, range(1, 400))
  check = check + reduce(sum, 0, take(1000, nested))
  local words = map(string.len, each { "alpha", "beta", "gamma", "delta", "epsilon" })
  check = check + reduce(sum, 0, words)
end
print(check)
