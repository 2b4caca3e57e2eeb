-- Constructors longer than the batch in which elements are stored, and than any small operand.
local function sum(t)
  local s = 0
  for i = 1, #t do s = s + t[i] end
  return s
end
for _, n in ipairs { 49, 50, 51, 99, 100, 101, 149, 150, 151, 255, 256, 257, 511, 513, 1023, 1025, 3000 } do
  local parts = {}
  for i = 1, n do parts[i] = i end
  local text = table.concat(parts, ",")
  local t = load("return {" .. text .. "}")()
  assert(#t == n and sum(t) == n * (n + 1) // 2)
  -- an open end
  t = load("local function f(...) return ... end return {" .. text .. ", f(-1, -2, -3)}")()
  assert(#t == n + 3 and t[n] == n and t[n + 1] == -1 and t[n + 3] == -3)
  t = load("return {" .. text .. ", ...}")(7, 8)
  assert(#t == n + 2 and t[n + 1] == 7 and t[n + 2] == 8)
  -- named fields between
  for i = 1, n do parts[i] = i .. ", f" .. i .. " = " .. -i end
  t = load("return {" .. table.concat(parts, ",") .. "}")()
  assert(#t == n and t["f" .. n] == -n and t.f1 == -1)
  -- strings
  for i = 1, n do parts[i] = ("'v%d'"):format(i) end
  t = load("return {" .. table.concat(parts, ",") .. "}")()
  for i = 1, n do assert(t[i] == "v" .. i) end
end
-- more elements than one instruction can count
local n = 70000
local t = load("return {" .. ("1,"):rep(n) .. "...}")(2, 3)
assert(#t == n + 2 and t[n] == 1 and t[n + 1] == 2 and t[n + 2] == 3)
-- nested to a depth
local depth = 150
local nested = load("return " .. ("{"):rep(depth) .. "42" .. ("}"):rep(depth))()
for _ = 1, depth do nested = nested[1] end
assert(nested == 42)
print "ok"
