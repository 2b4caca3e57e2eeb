-- while, break at various depths, conditions of every type, loops over upvalues, dead code.
local n = 0
while n < 10 do n = n + 1 end
assert(n == 10)
while false do error("dead") end
while nil do error("dead") end
while 0 do break end
while "" do break end
local i = 0
while true do
  i = i + 1
  if i == 3 then goto continue end
  if i > 5 then break end
  ::continue::
end
assert(i == 6)
local function search(m, v)
  local r, c
  for y, row in ipairs(m) do
    for x, w in ipairs(row) do
      if w == v then
        r, c = y, x
        break
      end
    end
    if r then break end
  end
  return r, c
end
local r, c = search({ { 1, 2 }, { 3, 4 }, { 5, 6 } }, 4)
assert(r == 2 and c == 2)
local fs = {}
for k = 1, 5 do
  if k == 4 then break end
  fs[k] = function() k = k * 2 return k end
end
assert(#fs == 3 and fs[2]() == 4 and fs[2]() == 8 and fs[3]() == 6)
local t, keys = { 1, 2, 3 }, 0
while #t > 0 do
  t[#t] = nil
  keys = keys + 1
end
assert(keys == 3)
local x = 0
local function bump() x = x + 1 return x < 4 end
while bump() do end
assert(x == 4)
while (function() x = x - 1 return x > 0 end)() do local y <const> = x end
assert(x == 0)
do return print("ok") end
