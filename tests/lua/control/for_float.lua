-- Numeric for with floats: when either start or step is a float all are, and the value accumulates.
local function run(a, b, c)
  local list = {}
  for i = a, b, c do
    list[#list + 1] = tostring(i):gsub("-nan", "nan")  -- its sign is the machine's
    if #list > 12 then return "endless" end
  end
  return table.concat(list, " ")
end
print(run(1.0, 3, 1))  -- expect: 1.0 2.0 3.0
print(run(1, 3, 1.0))  -- expect: 1.0 2.0 3.0
print(run(1, 3.5, 1))  -- expect: 1 2 3
print(run(0, 1, 0.25))  -- expect: 0.0 0.25 0.5 0.75 1.0
print(run(1, 0, -0.25))  -- expect: 1.0 0.75 0.5 0.25 0.0
print(run(0.1, 1, 0.1))  -- expect: 0.1 0.2 0.3 0.4 0.5 0.6 0.7 0.8 0.9 1.0
print(run(3, 1.5, -0.5))  -- expect: 3.0 2.5 2.0 1.5
print(run(1.5, 1.4, 1) == "")  -- expect: true
print(run(-math.huge, 0, math.huge))  -- expect: -inf
print(run(2 ^ 53, 2 ^ 53 + 6, 1.0))  -- expect: endless
print(run(0.0, -0.0, 1), run(-1.0, 1, 1), run(5.0, 1, -2))  -- expect: 0.0<TAB>-1.0 0.0 1.0<TAB>5.0 3.0 1.0
print(run(1.0, 0 / 0, 1), run(0 / 0, 1, 1), run(1, 2, 0 / 0), run(1.0, math.huge, math.huge))  -- expect: 1.0<TAB>nan<TAB><TAB>endless
local sum, count = 0, 0
for x = 0, 10, 0.1 do sum, count = sum + x, count + 1 end
print(count, string.format("%.17g", sum))  -- expect: 101<TAB>504.99999999999955
