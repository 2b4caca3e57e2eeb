-- Tables emptied and used again, for other purposes, with other kinds of values.
local t = {}
for round = 1, 6 do
  for i = 1, 100 do t[i] = round % 2 == 0 and i or i + 0.5 end
  assert(#t == 100 and math.type(t[50]) == (round % 2 == 0 and "integer" or "float"))
  for i = 1, 100 do t[i] = nil end
  assert(#t == 0 and next(t) == nil)
  for i = 1, 50 do t["k" .. i] = i end
  for i = 1, 50 do assert(t["k" .. i] == i) end
  for k in pairs(t) do t[k] = nil end
  assert(next(t) == nil)
end
-- elements of changing type in place
local a = { 1, 2, 3, 4, 5 }
for i, v in ipairs { "one", 2.5, true, {}, print } do a[i] = v end
assert(a[1] == "one" and a[2] == 2.5 and a[3] == true and type(a[4]) == "table" and a[5] == print)
a[3] = nil
assert(a[3] == nil and a[4] and a[5])
a[3] = 7
assert(#a == 5 and math.type(a[3]) == "integer")
local ints = {}
for i = 1, 64 do ints[i] = i end
ints[32] = 0.5
local sum = 0
for i = 1, 64 do sum = sum + ints[i] end
assert(sum == 64 * 65 // 2 - 32 + 0.5 and math.type(ints[31]) == "integer" and math.type(ints[32]) == "float")
ints[10] = "ten"
assert(ints[9] == 9 and ints[10] == "ten" and ints[11] == 11 and ints[32] == 0.5)
local floats = {}
for i = 1, 64 do floats[i] = i + 0.0 end
floats[5] = 5
assert(math.type(floats[5]) == "integer" and math.type(floats[4]) == "float" and floats[64] == 64.0)
for i = 1, 64 do floats[i] = -0.0 end
assert(1 / floats[64] == -1 / 0 and #floats == 64)
local booleans = {}
for i = 1, 70 do booleans[i] = i % 3 == 0 end
for i = 1, 70 do assert(booleans[i] == (i % 3 == 0)) end
booleans[20] = nil
assert(booleans[20] == nil and booleans[19] == false and booleans[21] == true)
-- stacks that breathe
local s, top = {}, 0
local seed = 9
for _ = 1, 3000 do
  seed = seed * 1103515245 + 12345 & 0x7fffffff
  if seed >> 16 & 3 > 0 or top == 0 then
    top = top + 1
    s[top] = top
  else
    assert(s[top] == top)
    s[top] = nil
    top = top - 1
  end
  assert(#s == top)
end
-- queues that walk up the integers
local q, first, last = {}, 1, 0
for i = 1, 2000 do
  last = last + 1
  q[last] = i
  if i % 3 ~= 0 then
    assert(q[first] == first)
    q[first] = nil
    first = first + 1
  end
end
local n = 0
for k, v in pairs(q) do
  assert(k == v and k >= first and k <= last)
  n = n + 1
end
assert(n == last - first + 1)
-- records turned into maps and back
local r = { x = 1, y = 2 }
for i = 1, 40 do r[i * 10] = i end
r.x, r.y = nil, nil
r.z = 3
assert(r.z == 3 and r.x == nil and r[400] == 40)
for i = 1, 40 do r[i * 10] = nil end
r.x = "back"
local left = {}
for k in pairs(r) do left[#left + 1] = k end
table.sort(left)
assert(table.concat(left, ",") == "x,z")
-- a table that becomes an array from its hash
local h = {}
for i = 100, 1, -1 do h[i] = i end
assert(#h == 100)
for i = 101, 200 do h[#h + 1] = i end
assert(#h == 200 and h[1] == 1 and h[200] == 200)
print "ok"
