-- Numeric for with integers never overflows: it stops at the edges of the integer range.
local max, min = math.maxinteger, math.mininteger
local function run(a, b, c)
  local list = {}
  for i = a, b, c do
    list[#list + 1] = i
    if #list > 10 then return "endless" end
  end
  return table.concat(list, " ")
end
print(run(max - 2, max, 1) == max - 2 .. " " .. max - 1 .. " " .. max, run(min + 1, min, -1) == min + 1 .. " " .. min)  -- expect: true<TAB>true
print(run(max, max, 1) == tostring(max), run(min, min, -1) == tostring(min), run(max, min, 1), run(min, max, max))  -- expect: true<TAB>true<TAB><TAB>-9223372036854775808 -1 9223372036854775806
print(run(max - 1, max, 2), run(1, 0, 1), run(1, 0, -1), run(3, 1, -1), run(3, 1, 1), run(1, 1, 5))  -- expect: 9223372036854775806<TAB><TAB>1 0<TAB>3 2 1<TAB><TAB>1
print(run(min, max, max) == min .. " -1 " .. max - 1, run(max, min, min) == max .. " -1", run(min, 0, max))  -- expect: true<TAB>true<TAB>-9223372036854775808 -1
print(run(1, 10, 3), run(10, 1, -4), run(-3, 3, 2), run(0, -1, -1))  -- expect: 1 4 7 10<TAB>10 6 2<TAB>-3 -1 1 3<TAB>0 -1
print(run(1, 2.9, 1), run(1, -0.5, 1), run(-1, -2.9, -1), run(3, 0.1, -1))  -- expect: 1 2<TAB><TAB>-1 -2<TAB>3 2 1
print(run(1, math.huge, 4) , run(1, -math.huge, 1) == "", run(max, math.huge, 1) == tostring(max))  -- expect: endless<TAB>true<TAB>true
print(run(min, -math.huge, -1) == tostring(min), run(1, 0 / 0, 1) == "", run(1, 2 ^ 53, 2 ^ 52 | 0))  -- expect: true<TAB>true<TAB>1 4503599627370497
print(run(1, "3", 1), run(1, 1e100, 5), run(-5, -1e100, -5), run(max - 1, 2 ^ 63, 1) == max - 1 .. " " .. max)  -- expect: 1 2 3<TAB>endless<TAB>endless<TAB>true
local n = 0
for i = 1, 3 do
  local j = i
  i = 10 * i
  n = n + i + j
end
assert(n == 66)
