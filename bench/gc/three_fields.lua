-- A table of three named fields, made, read and dropped, 5 M times.
local sum = 0
for i = 1, 5000000 do
  local t = { x = i, y = i, z = i }
  sum = sum + t.y
end
print(sum)
