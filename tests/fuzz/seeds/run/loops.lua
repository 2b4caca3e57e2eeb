local sum, list, fs = 0, {}, {}
for i = 1, 10 do sum = sum + i; list[i] = i * 0.5 end
for i = 3, 1, -1 do for j = i, 3 do if j == 2 then break end fs[#fs + 1] = function() j = j + i return j end end end
for i, v in ipairs(list) do sum = sum + v; if i > 5 then goto done end end
::done::
for k, v in next, { x = 1, y = 2, 3 } do local f <close> = nil; sum = sum + v end
local n = 0
while n < 5 do n = n + 1; if n % 2 == 0 then fs[#fs + 1] = function() return n end end end
repeat local m = n; n = n - 1; fs[1] = function() return m, sum end until m < 2
for _, f in ipairs(fs) do f() end
return sum, n
