-- Varargs: adjustment, nil counts, in the middle of lists, in closures, in coroutines.
local function count(...) return select("#", ...) end
local function pass(...) return ... end
local function tail(...) return select(2, ...) end
assert(count() == 0 and count(nil) == 1 and count(nil, nil) == 2 and count(pass()) == 0 and count(pass(nil)) == 1)
assert(count((pass())) == 1 and count((pass(1, 2))) == 1 and count(pass(1, 2), 3) == 2 and count(1, pass(2, 3)) == 3 and count(pass(1, 2), pass(3, 4)) == 3)
local function sum(...)
  local s = 0
  for i = 1, select("#", ...) do s = s + (select(i, ...)) end
  return s
end
assert(sum() == 0 and sum(1, 2, 3) == 6 and sum(table.unpack({ 1, 2, 3, 4 })) == 10)
local function reverse(...)
  if select("#", ...) == 0 then return end
  local function rev(a, ...) if select("#", ...) == 0 then return a end return rev(...), a end
  local t = table.pack(...)
  for i = 1, t.n // 2 do t[i], t[t.n - i + 1] = t[t.n - i + 1], t[i] end
  return table.unpack(t, 1, t.n)
end
local r = table.pack(reverse(1, nil, 3, nil))
assert(r.n == 4 and r[1] == nil and r[2] == 3 and r[3] == nil and r[4] == 1 and count(reverse()) == 0)
-- more parameters than arguments and the reverse
local function fixed(a, b, c, ...) return a, b, c, count(...) end
local a, b, c, n = fixed(1)
assert(a == 1 and b == nil and c == nil and n == 0)
a, b, c, n = fixed(1, 2, 3, 4, nil)
assert(c == 3 and n == 2)
-- captured by closures only through tables
local function capture(...)
  local args = { n = select("#", ...), ... }
  return function(i) return args[i], args.n end
end
local get = capture("x", nil, "z")
assert(get(1) == "x" and get(3) == "z" and select(2, get(1)) == 3)
-- in table constructors, calls, returns, assignments
local function all(...)
  local t = { ..., "end" }
  local u = { "start", ... }
  local x, y = ...
  local p, q, z = ..., "last"
  return #t, #u, x, y, p, q, z
end
local t1, t2, x, y, p, q, z = all(1, 2, 3)
assert(t1 == 2 and t2 == 4 and x == 1 and y == 2 and p == 1 and q == "last" and z == nil)
-- many
local big = {}
for i = 1, 250 do big[i] = i end
assert(count(table.unpack(big)) == 250 and sum(table.unpack(big)) == 250 * 251 // 2 and select(-1, pass(table.unpack(big))) == 250)
for i = 251, 10000 do big[i] = i end
assert(count(pass(pass(table.unpack(big)))) == 10000)
-- tail calls with varargs
local function loop(n, ...)
  if n == 0 then return ... end
  return loop(n - 1, ...)
end
assert(count(loop(1000, 1, nil, nil)) == 3)
local function rotate(n, first, ...)
  if n == 0 then return first, ... end
  return rotate(n - 1, ..., first)
end
assert(select("#", rotate(3, 1, 2, 3)) == 2)
-- through pcall and coroutines
assert(select("#", pcall(pass, nil, nil)) == 3)
local co = coroutine.wrap(function(...)
  local seen = { select("#", ...) }
  while true do seen[#seen + 1] = select("#", coroutine.yield(table.unpack(seen))) end
end)
assert(count(co()) == 1 and count(co(nil, nil)) == 2 and count(co(1)) == 3)
assert(select(4, co()) == 0 and select(5, co(nil)) == 1)
-- string methods as vararg consumers
assert(("%s%s%s"):format(pass(1, 2, 3)) == "123" and math.max(pass(3, 9, 2)) == 9 and string.char(pass(72, 105)) == "Hi")
-- main chunks take arguments
assert(load("return select('#', ...), ...")(nil, 2) == 2)
-- a vararg parameter list on its own line
local function spread(
  ...
)
  return (...)
end
assert(spread(5, 6) == 5)
print "ok"
