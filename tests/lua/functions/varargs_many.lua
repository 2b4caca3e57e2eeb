-- Large argument counts: unpack of many values, string.char with hundreds, deep forwarding, limits.
local function count(...) return select("#", ...) end
local t = {}
for i = 1, 5000 do t[i] = i end
assert(count(table.unpack(t)) == 5000)
local function last(...) return (select(-1, ...)) end
assert(last(table.unpack(t)) == 5000)
local packed = table.pack(table.unpack(t))
assert(packed.n == 5000 and packed[5000] == 5000)
local copy = { table.unpack(t, 1, 3000) }
assert(#copy == 3000)
local function forward(n, ...)
  if n == 0 then return ... end
  return forward(n - 1, ...)
end
assert(count(forward(50, table.unpack(t, 1, 200))) == 200)
local function wrap(n, ...)
  if n == 0 then return count(...) end
  return (wrap(n - 1, n, ...))
end
assert(wrap(200) == 200)
assert(math.max(table.unpack(t)) == 5000 and #string.char(table.unpack({ ("x"):rep(200):byte(1, -1) })) == 200)
local big = ("a"):rep(3000)
assert(count(big:byte(1, -1)) == 3000)
-- Arguments spilled by a vararg function keep their values while others are pushed.
local function interleave(...)
  local r = {}
  for i = 1, select("#", ...) do
    local a, b = select(i, ...)
    r[#r + 1] = (a or 0) - (b or 0)
  end
  return table.concat(r, ",")
end
assert(interleave(5, 3, 2) == "2,1,2")
-- 250 fixed parameters.
local names, values = {}, {}
for i = 1, 200 do names[i], values[i] = "p" .. i, i end
local f = load("local function f(" .. table.concat(names, ",") .. ", ...) return p1 + p200, select('#', ...) end return f")()
local s, extra = f(table.unpack(values))
assert(s == 201 and extra == 0)
values[201], values[202] = "x", nil
s, extra = f(table.unpack(values, 1, 202))
assert(s == 201 and extra == 2)
local function e(...) return (select(2, pcall(...))) end
print(e(table.unpack, {}, 1, 1e7))  -- expect: too many results to unpack
print(e(table.unpack, {}, 0, math.maxinteger))  -- expect: too many results to unpack
print(e(table.unpack, {}, math.mininteger, math.maxinteger))  -- expect: too many results to unpack
print(count(table.unpack({}, 1, 100)), count(table.unpack({}, 2, 1)), count(table.unpack({}, math.maxinteger, math.maxinteger)))  -- expect: 100<TAB>0<TAB>1
print(count(table.unpack({}, math.mininteger, math.mininteger + 1)))  -- expect: 2
