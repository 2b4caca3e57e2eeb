-- 200 k records with named fields, a string and an array each; prints what the collector counts.
local t = {}
for i = 1, 200000 do t[i] = { id = i, name = "record " .. i, tags = { i, i + 1 }, value = i * 0.5 } end
collectgarbage()
print(collectgarbage("count"))
