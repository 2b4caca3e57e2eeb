-- An array of 6 M numbers, booleans and strings; prints what the collector counts.
local t = {}
for i = 1, 6000000 do t[i] = i % 3 == 0 and i or i % 3 == 1 and "text" or true end
collectgarbage()
print(collectgarbage("count"))
