-- table.sort: results are ordered permutations for many shapes of input and comparison.
local function sorted(t, lt)
  for i = 2, #t do
    if lt then
      if lt(t[i], t[i - 1]) then return false end
    elseif t[i] < t[i - 1] then return false end
  end
  return true
end
local state = 42
local function random(n)
  state = (state * 1103515245 + 12345) & 0x7fffffff
  return (state >> 4) % n
end
local function check(t, lt)
  local counts, n = {}, #t
  for _, v in ipairs(t) do counts[v] = (counts[v] or 0) + 1 end
  table.sort(t, lt)
  assert(#t == n and sorted(t, lt))
  for _, v in ipairs(t) do counts[v] = counts[v] - 1 end
  for _, c in pairs(counts) do assert(c == 0) end
end
local function greater(a, b) return a > b end
for _, n in ipairs { 0, 1, 2, 3, 4, 5, 10, 99, 100, 101, 102, 500, 1500 } do
  local up, down, same, saw, rnd, few = {}, {}, {}, {}, {}, {}
  for i = 1, n do
    up[i], down[i], same[i], saw[i], rnd[i], few[i] = i, n - i, 7, i % 13, random(1 << 30), random(4)
  end
  for _, t in ipairs { up, down, same, saw, rnd, few } do
    check(table.move(t, 1, n, 1, {}))
    check(table.move(t, 1, n, 1, {}), greater)
    check(table.move(t, 1, n, 1, {}), function(a, b) return a % 10 < b % 10 end)
  end
end
-- strings, floats, mixed numbers
local words = {}
for w in ("the quick brown fox jumps over the lazy dog and runs away"):gmatch("%a+") do words[#words + 1] = w end
check(words)
assert(table.concat(words, " ") == "and away brown dog fox jumps lazy over quick runs the the")
check(words, function(a, b) return #a < #b end)
check { 3, 1.5, 2, -0.0, 0, 1e300, -1e300, math.huge, -math.huge, math.maxinteger, math.mininteger, 2^53 }
-- by several keys
local people = {}
for i = 1, 100 do people[i] = { age = random(10), name = "n" .. random(1000) } end
table.sort(people, function(a, b)
  if a.age ~= b.age then return a.age < b.age end
  return a.name < b.name
end)
for i = 2, 100 do
  local a, b = people[i - 1], people[i]
  assert(a.age < b.age or a.age == b.age and a.name <= b.name)
end
-- objects with __lt
local mt = { __lt = function(a, b) return a.v < b.v end }
local objects = {}
for i = 1, 60 do objects[i] = setmetatable({ v = random(100) }, mt) end
table.sort(objects)
assert(sorted(objects))
-- through a proxy
local store = { 5, 3, 9, 1, 7 }
local proxy = setmetatable({}, {
  __len = function() return #store end,
  __index = function(_, i) return store[i] end,
  __newindex = function(_, i, v) store[i] = v end,
})
table.sort(proxy)
assert(table.concat(store, ",") == "1,3,5,7,9")
-- sort returns nothing
assert(select("#", table.sort({ 2, 1 })) == 0)
-- nil as the comparison is allowed
local t = { 2, 1 }
table.sort(t, nil)
assert(t[1] == 1)
print "ok"
