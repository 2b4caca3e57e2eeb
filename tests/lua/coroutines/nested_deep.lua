-- Coroutines inside coroutines, to a depth, and the error when there are too many.
local function nest(n)
  if n == 0 then
    coroutine.yield("bottom")
    return "back"
  end
  local co = coroutine.wrap(nest)
  local first = co(n - 1)
  coroutine.yield(first)
  return (co())
end
local top = coroutine.wrap(nest)
assert(top(100) == "bottom" and top() == "back")
-- a relay of generators
local function count(n) return coroutine.wrap(function() for i = 1, n do coroutine.yield(i) end end) end
local function map(f, g) return coroutine.wrap(function() for v in g do coroutine.yield(f(v)) end end) end
local function filter(p, g) return coroutine.wrap(function() for v in g do if p(v) then coroutine.yield(v) end end end) end
local g = count(1000)
for i = 1, 50 do g = map(function(v) return v + 1 end, g) end
for i = 1, 20 do g = filter(function(v) return v % (i + 1) ~= 0 or v > 900 end, g) end
local total, n = 0, 0
for v in g do total, n = total + v, n + 1 end
print(total, n)  -- expect: 213294<TAB>295
-- the sieve, a filter for each prime
local function sieve(limit)
  local primes, source = {}, coroutine.wrap(function() for i = 2, limit do coroutine.yield(i) end end)
  while true do
    local p = source()
    if not p then return primes end
    primes[#primes + 1] = p
    local inner = source
    source = coroutine.wrap(function()
      for v in inner do if v % p ~= 0 then coroutine.yield(v) end end
    end)
  end
end
print(table.concat(sieve(200), " "))  -- expect: 2 3 5 7 11 13 17 19 23 29 31 37 41 43 47 53 59 61 67 71 73 79 83 89 97 101 103 107 109 113 127 131 137 139 149 151 157 163 167 173 179 181 191 193 197 199
-- too deep: an error that can be caught, and life goes on
local function forever(n)
  local co = coroutine.create(forever)
  local ok, r, d = coroutine.resume(co, n + 1)
  if ok then return r, d end
  return r, n
end
local message, depth = forever(1)
print(message, depth > 100, depth < 250)  -- expect: C stack overflow<TAB>true<TAB>true
print(coroutine.wrap(function() return "alive" end)())  -- expect: alive
-- an error through all levels
local function fail(n)
  if n == 0 then error("from the bottom", 0) end
  return coroutine.wrap(fail)(n - 1)
end
print(pcall(fail, 20))  -- expect: false<TAB>nested_deep.lua:51: nested_deep.lua:51: nested_deep.lua:51: nested_deep.lua:51: nested_deep.lua:51: nested_deep.lua:51: nested_deep.lua:51: nested_deep.lua:51: nested_deep.lua:51: nested_deep.lua:51: nested_deep.lua:51: nested_deep.lua:51: nested_deep.lua:51: nested_deep.lua:51: nested_deep.lua:51: nested_deep.lua:51: nested_deep.lua:51: nested_deep.lua:51: nested_deep.lua:51: nested_deep.lua:51: from the bottom
-- status seen from inside
local outer
outer = coroutine.create(function()
  local inner = coroutine.create(function()
    return coroutine.status(outer), coroutine.running()
  end)
  local _, s, self, main = coroutine.resume(inner)
  return s, self == inner, main, coroutine.status(inner), coroutine.status(outer)
end)
print(coroutine.resume(outer))  -- expect: true<TAB>normal<TAB>true<TAB>false<TAB>dead<TAB>running
print(coroutine.status(outer))  -- expect: dead
