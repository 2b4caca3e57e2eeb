-- An array of 6 M integers, grown element by element; prints what the collector counts.
local t = {}
for i = 1, 6000000 do t[i] = i end
collectgarbage()
print(collectgarbage("count"))
