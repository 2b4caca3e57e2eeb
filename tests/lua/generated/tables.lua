-- Random operations on tables, checked against a list of pairs kept beside.
package.path = "./support/?.lua"
local g = require("generate")
local keys = {}
for i = -3, 20 do keys[#keys + 1] = i end
for i = 1, 12 do keys[#keys + 1] = "k" .. i end
for _, k in ipairs { 0.5, 1.5, -2.5, 2^53, true, false, math.maxinteger, math.mininteger, print, keys } do keys[#keys + 1] = k end
local function find(model, k)
  for i, e in ipairs(model) do
    if e[1] == k then return i, e end
  end
end
for round = 1, 60 do
  g.seed(round)
  local t, model = {}, {}
  local range = g.random(#keys)
  for step = 1, 120 do
    local k = keys[g.random(range)]
    local action = g.random(10)
    local i, e = find(model, k)
    if action <= 5 then
      t[k] = step
      if e then e[2] = step else model[#model + 1] = { k, step } end
    elseif action <= 8 then
      t[k] = nil
      if i then table.remove(model, i) end
    else
      assert(t[k] == (e and e[2]) and rawget(t, k) == (e and e[2]))
    end
    if step % 20 == 0 then
      local n = 0
      for key, value in pairs(t) do
        local _, entry = find(model, key)
        assert(entry and entry[2] == value)
        n = n + 1
      end
      assert(n == #model)
      local border = #t
      assert(border == 0 and t[1] == nil or t[border] ~= nil and t[border + 1] == nil)
    end
  end
end
-- the same as sequences through the library
g.groups(20, 20, function()  -- expect: 1<TAB>ba2dda7bddb4<TAB>38 96 96 96 75 86 10 28 96 8 16 35 / 69 16 95 82 96
-- expect: 2<TAB>4153efd8217d<TAB>73 59 73 59 56 49 49 49 31 73 59 73 59 56 73 59 73 59 56 49<SPACE>
-- expect: 3<TAB>f23fcfbe09db<TAB>78 78 78 78 19 13 13 13 13 8 8 / 75 78 48 78 19 67 8
-- expect: 4<TAB>cbfc6e6c1581<TAB>90 88 88 63 63 49 49 37 36 36 36 36 36 36 30 30 29 28 28 28<SPACE>
-- expect: 5<TAB>d9b9c7ceef06<TAB>26 91 85 70 85 85 85 84 69 33 28 14 14 1 / 98 50 55 1
-- expect: 6<TAB>bbcfec16ccf2<TAB>92 87 45 / 86 85 85 20 25 47 48 63
-- expect: 7<TAB>bca61842071a<TAB>88 88 88 37 61 59 56 43 43 9 27 12 27 / 15 1 43 56 47 88 18<SPACE>
-- expect: 8<TAB>6ed0a9a9659f<TAB>98 5 14 62 62 62 62 72 2 82 82 82 93 84 95 95 95 36 / 32 96<SPACE>
-- expect: 9<TAB>972afeb030ed<TAB>98 98 98 98 98 98 98 98 98 98 98 70 70 / 43 96 54 26
-- expect: 10<TAB>3ff594772d8f<TAB>15 15 15 15 15 15 18 28 30 61 30 30 35 68 68 / 39 7 28 28 68
-- expect: 11<TAB>d02ba2e1976f<TAB>88 88 90 10 66 89 83 63 88 / 93 31 21 11 93 39 7
-- expect: 12<TAB>b8eefac622fd<TAB>68 56 68 57 68 56 68 57 57 57 50 8 50 68 56 41 41 / 49 76
-- expect: 13<TAB>07b010d76c4f<TAB>4 28 53 19 55 / 47 60 87 83 55
-- expect: 14<TAB>397c3f8cb1b7<TAB>6 6 6 6 6 6 6 6 6 6 6 14 14 14 15 31 38 46 66 66 66 66 82 84
-- expect: 15<TAB>8866dd61cba6<TAB>9 81 70 23 31 33 33 9 81 9 81 23 31 18 9 25 81 23 31 33 33 6
-- expect: 16<TAB>3fa8ca457bdc<TAB>1 6 11 23 24 24 4 94 31 1 6 11 23 24 21 24 31 31 33 95 / 52<SPACE>
-- expect: 17<TAB>e73f785f574d<TAB>80 18 68 68 68 68 43 / 91 20 89 40 40 7
-- expect: 18<TAB>3ee83068b0f9<TAB>98 80 80 80 66 37 24 / 57 50 74 66 37
-- expect: 19<TAB>d6a0d19d24ea<TAB>72 70 62 62 62 63 4 62 37 75 37 32 32 32 30 2 32 4 / 9 76 37
-- expect: 20<TAB>8fc8892c8aa9<TAB>10 27 35 38 38 49 91 59 59 59 59 60 63 63 63 84 / 16 29 80
  local t, out = {}, {}
  for i = 1, 30 do
    local n, action = #t, g.random(6)
    if action <= 3 then table.insert(t, g.random(n + 1), g.random(99))
    elseif action == 4 and n > 0 then out[#out + 1] = tostring(table.remove(t, g.random(n)))
    elseif action == 5 and n > 1 then table.move(t, 1, g.random(n), g.random(n))
    elseif action == 6 then table.sort(t, g.random(2) == 1 and function(a, b) return a > b end or nil) end
  end
  return table.concat(t, " ") .. " / " .. table.concat(out, " ")
end)
