-- The table of strings grows and shrinks in parts: equal strings stay one string throughout.
local names, ids = {}, {}
for i = 1, 12000 do
  names[i] = "name " .. i
  ids[names[i]] = i
end
for i = 1, 12000 do assert(ids["name " .. i] == i and rawequal(names[i], "name " .. i)) end
for i = 1, 12000 do
  if i % 10 ~= 0 then ids[names[i]] = nil names[i] = false end
end
for _ = 1, 6 do collectgarbage() end   -- it shrinks
local alive = 0
for i = 1, 12000 do alive = alive + (ids["name " .. i] == i and 1 or 0) end
print(alive)                                       -- expect: 1200
for i = 1, 12000 do ids["name " .. i] = i end      -- and grows again
local sum = 0
for name, i in pairs(ids) do assert(name == "name " .. i) sum = sum + i end
print(sum)                                         -- expect: 72006000
names, ids = nil, nil
for _ = 1, 12 do collectgarbage() end
print(("na" .. "me 7") == "name 7", collectgarbage("count") < 3000)   -- expect: true<TAB>true
