-- Infinities, NaN, negative zero and subnormal numbers through every operator.
local inf, nan = 1 / 0, 0 / 0
local function show(x)
  if x ~= x then return "nan" end
  if x == 0 and math.type(x) == "float" then return 1 / x < 0 and "-0.0" or "0.0" end
  return tostring(x)
end
local values = { { "inf", inf }, { "-inf", -inf }, { "nan", nan }, { "-0", -0.0 }, { "0", 0.0 }, { "1", 1.0 }, { "-2.5", -2.5 }, { "i0", 0 }, { "i3", 3 }, { "imin", math.mininteger } }
local ops = {
  { "+", function(a, b) return a + b end }, { "-", function(a, b) return a - b end }, { "*", function(a, b) return a * b end }, { "/", function(a, b) return a / b end },
  { "//", function(a, b) return a // b end }, { "%", function(a, b) return a % b end }, { "^", function(a, b) return a ^ b end },
}
for _, op in ipairs(ops) do
  for _, a in ipairs(values) do
    local row = {}
    for i, b in ipairs(values) do
      local ok, r = pcall(op[2], a[2], b[2])
      row[i] = ok and show(r) or "error"
    end
    print(op[1], a[1], table.concat(row, " "))  -- expect: +<TAB>inf<TAB>inf nan nan inf inf inf inf inf inf inf
    -- expect: +<TAB>-inf<TAB>nan -inf nan -inf -inf -inf -inf -inf -inf -inf
    -- expect: +<TAB>nan<TAB>nan nan nan nan nan nan nan nan nan nan
    -- expect: +<TAB>-0<TAB>inf -inf nan -0.0 0.0 1.0 -2.5 0.0 3.0 -9.2233720368548e+18
    -- expect: +<TAB>0<TAB>inf -inf nan 0.0 0.0 1.0 -2.5 0.0 3.0 -9.2233720368548e+18
    -- expect: +<TAB>1<TAB>inf -inf nan 1.0 1.0 2.0 -1.5 1.0 4.0 -9.2233720368548e+18
    -- expect: +<TAB>-2.5<TAB>inf -inf nan -2.5 -2.5 -1.5 -5.0 -2.5 0.5 -9.2233720368548e+18
    -- expect: +<TAB>i0<TAB>inf -inf nan 0.0 0.0 1.0 -2.5 0 3 -9223372036854775808
    -- expect: +<TAB>i3<TAB>inf -inf nan 3.0 3.0 4.0 0.5 3 6 -9223372036854775805
    -- expect: +<TAB>imin<TAB>inf -inf nan -9.2233720368548e+18 -9.2233720368548e+18 -9.2233720368548e+18 -9.2233720368548e+18 -9223372036854775808 -9223372036854775805 0
    -- expect: -<TAB>inf<TAB>nan inf nan inf inf inf inf inf inf inf
    -- expect: -<TAB>-inf<TAB>-inf nan nan -inf -inf -inf -inf -inf -inf -inf
    -- expect: -<TAB>nan<TAB>nan nan nan nan nan nan nan nan nan nan
    -- expect: -<TAB>-0<TAB>-inf inf nan 0.0 -0.0 -1.0 2.5 -0.0 -3.0 9.2233720368548e+18
    -- expect: -<TAB>0<TAB>-inf inf nan 0.0 0.0 -1.0 2.5 0.0 -3.0 9.2233720368548e+18
    -- expect: -<TAB>1<TAB>-inf inf nan 1.0 1.0 0.0 3.5 1.0 -2.0 9.2233720368548e+18
    -- expect: -<TAB>-2.5<TAB>-inf inf nan -2.5 -2.5 -3.5 0.0 -2.5 -5.5 9.2233720368548e+18
    -- expect: -<TAB>i0<TAB>-inf inf nan 0.0 0.0 -1.0 2.5 0 -3 -9223372036854775808
    -- expect: -<TAB>i3<TAB>-inf inf nan 3.0 3.0 2.0 5.5 3 0 -9223372036854775805
    -- expect: -<TAB>imin<TAB>-inf inf nan -9.2233720368548e+18 -9.2233720368548e+18 -9.2233720368548e+18 -9.2233720368548e+18 -9223372036854775808 9223372036854775805 0
    -- expect: *<TAB>inf<TAB>inf -inf nan nan nan inf -inf nan inf -inf
    -- expect: *<TAB>-inf<TAB>-inf inf nan nan nan -inf inf nan -inf inf
    -- expect: *<TAB>nan<TAB>nan nan nan nan nan nan nan nan nan nan
    -- expect: *<TAB>-0<TAB>nan nan nan 0.0 -0.0 -0.0 0.0 -0.0 -0.0 0.0
    -- expect: *<TAB>0<TAB>nan nan nan -0.0 0.0 0.0 -0.0 0.0 0.0 -0.0
    -- expect: *<TAB>1<TAB>inf -inf nan -0.0 0.0 1.0 -2.5 0.0 3.0 -9.2233720368548e+18
    -- expect: *<TAB>-2.5<TAB>-inf inf nan 0.0 -0.0 -2.5 6.25 -0.0 -7.5 2.3058430092137e+19
    -- expect: *<TAB>i0<TAB>nan nan nan -0.0 0.0 0.0 -0.0 0 0 0
    -- expect: *<TAB>i3<TAB>inf -inf nan -0.0 0.0 3.0 -7.5 0 9 -9223372036854775808
    -- expect: *<TAB>imin<TAB>-inf inf nan 0.0 -0.0 -9.2233720368548e+18 2.3058430092137e+19 0 -9223372036854775808 0
    -- expect: /<TAB>inf<TAB>nan nan nan -inf inf inf -inf inf inf -inf
    -- expect: /<TAB>-inf<TAB>nan nan nan inf -inf -inf inf -inf -inf inf
    -- expect: /<TAB>nan<TAB>nan nan nan nan nan nan nan nan nan nan
    -- expect: /<TAB>-0<TAB>-0.0 0.0 nan nan nan -0.0 0.0 nan -0.0 0.0
    -- expect: /<TAB>0<TAB>0.0 -0.0 nan nan nan 0.0 -0.0 nan 0.0 -0.0
    -- expect: /<TAB>1<TAB>0.0 -0.0 nan -inf inf 1.0 -0.4 inf 0.33333333333333 -1.0842021724855e-19
    -- expect: /<TAB>-2.5<TAB>-0.0 0.0 nan inf -inf -2.5 1.0 -inf -0.83333333333333 2.7105054312138e-19
    -- expect: /<TAB>i0<TAB>0.0 -0.0 nan nan nan 0.0 -0.0 nan 0.0 -0.0
    -- expect: /<TAB>i3<TAB>0.0 -0.0 nan -inf inf 3.0 -1.2 inf 1.0 -3.2526065174565e-19
    -- expect: /<TAB>imin<TAB>-0.0 0.0 nan inf -inf -9.2233720368548e+18 3.6893488147419e+18 -inf -3.0744573456183e+18 1.0
    -- expect: //<TAB>inf<TAB>nan nan nan -inf inf inf -inf inf inf -inf
    -- expect: //<TAB>-inf<TAB>nan nan nan inf -inf -inf inf -inf -inf inf
    -- expect: //<TAB>nan<TAB>nan nan nan nan nan nan nan nan nan nan
    -- expect: //<TAB>-0<TAB>-0.0 0.0 nan nan nan -0.0 0.0 nan -0.0 0.0
    -- expect: //<TAB>0<TAB>0.0 -0.0 nan nan nan 0.0 -0.0 nan 0.0 -0.0
    -- expect: //<TAB>1<TAB>0.0 -0.0 nan -inf inf 1.0 -1.0 inf 0.0 -1.0
    -- expect: //<TAB>-2.5<TAB>-0.0 0.0 nan inf -inf -3.0 1.0 -inf -1.0 0.0
    -- expect: //<TAB>i0<TAB>0.0 -0.0 nan nan nan 0.0 -0.0 error 0 0
    -- expect: //<TAB>i3<TAB>0.0 -0.0 nan -inf inf 3.0 -2.0 error 1 -1
    -- expect: //<TAB>imin<TAB>-0.0 0.0 nan inf -inf -9.2233720368548e+18 3.6893488147419e+18 error -3074457345618258603 1
    -- expect: %<TAB>inf<TAB>nan nan nan nan nan nan nan nan nan nan
    -- expect: %<TAB>-inf<TAB>nan nan nan nan nan nan nan nan nan nan
    -- expect: %<TAB>nan<TAB>nan nan nan nan nan nan nan nan nan nan
    -- expect: %<TAB>-0<TAB>-0.0 -0.0 nan nan nan -0.0 -0.0 nan -0.0 -0.0
    -- expect: %<TAB>0<TAB>0.0 0.0 nan nan nan 0.0 0.0 nan 0.0 0.0
    -- expect: %<TAB>1<TAB>1.0 -inf nan nan nan 0.0 -1.5 nan 1.0 -9.2233720368548e+18
    -- expect: %<TAB>-2.5<TAB>inf -2.5 nan nan nan 0.5 -0.0 nan 0.5 -2.5
    -- expect: %<TAB>i0<TAB>0.0 0.0 nan nan nan 0.0 0.0 error 0 0
    -- expect: %<TAB>i3<TAB>3.0 -inf nan nan nan 0.0 -2.0 error 0 -9223372036854775805
    -- expect: %<TAB>imin<TAB>inf -9.2233720368548e+18 nan nan nan -0.0 -0.5 error 1 0
    -- expect: ^<TAB>inf<TAB>inf 0.0 nan 1.0 1.0 inf 0.0 1.0 inf 0.0
    -- expect: ^<TAB>-inf<TAB>inf 0.0 nan 1.0 1.0 -inf 0.0 1.0 -inf 0.0
    -- expect: ^<TAB>nan<TAB>nan nan nan 1.0 1.0 nan nan 1.0 nan nan
    -- expect: ^<TAB>-0<TAB>0.0 inf nan 1.0 1.0 -0.0 inf 1.0 -0.0 inf
    -- expect: ^<TAB>0<TAB>0.0 inf nan 1.0 1.0 0.0 inf 1.0 0.0 inf
    -- expect: ^<TAB>1<TAB>1.0 1.0 1.0 1.0 1.0 1.0 1.0 1.0 1.0 1.0
    -- expect: ^<TAB>-2.5<TAB>inf 0.0 nan 1.0 1.0 -2.5 nan 1.0 -15.625 0.0
    -- expect: ^<TAB>i0<TAB>0.0 inf nan 1.0 1.0 0.0 inf 1.0 0.0 inf
    -- expect: ^<TAB>i3<TAB>inf 0.0 nan 1.0 1.0 3.0 0.064150029909958 1.0 27.0 0.0
    -- expect: ^<TAB>imin<TAB>inf 0.0 nan 1.0 1.0 -9.2233720368548e+18 nan 1.0 -7.8463771692334e+56 0.0
  end
end
local comparisons = {
  { "<", function(a, b) return a < b end }, { "<=", function(a, b) return a <= b end }, { "==", function(a, b) return a == b end },
}
for _, op in ipairs(comparisons) do
  for _, a in ipairs(values) do
    local row = {}
    for i, b in ipairs(values) do row[i] = op[2](a[2], b[2]) and "1" or "0" end
    print(op[1], a[1], table.concat(row))  -- expect: <<TAB>inf<TAB>0000000000
    -- expect: <<TAB>-inf<TAB>1001111111
    -- expect: <<TAB>nan<TAB>0000000000
    -- expect: <<TAB>-0<TAB>1000010010
    -- expect: <<TAB>0<TAB>1000010010
    -- expect: <<TAB>1<TAB>1000000010
    -- expect: <<TAB>-2.5<TAB>1001110110
    -- expect: <<TAB>i0<TAB>1000010010
    -- expect: <<TAB>i3<TAB>1000000000
    -- expect: <<TAB>imin<TAB>1001111110
    -- expect: <=<TAB>inf<TAB>1000000000
    -- expect: <=<TAB>-inf<TAB>1101111111
    -- expect: <=<TAB>nan<TAB>0000000000
    -- expect: <=<TAB>-0<TAB>1001110110
    -- expect: <=<TAB>0<TAB>1001110110
    -- expect: <=<TAB>1<TAB>1000010010
    -- expect: <=<TAB>-2.5<TAB>1001111110
    -- expect: <=<TAB>i0<TAB>1001110110
    -- expect: <=<TAB>i3<TAB>1000000010
    -- expect: <=<TAB>imin<TAB>1001111111
    -- expect: ==<TAB>inf<TAB>1000000000
    -- expect: ==<TAB>-inf<TAB>0100000000
    -- expect: ==<TAB>nan<TAB>0000000000
    -- expect: ==<TAB>-0<TAB>0001100100
    -- expect: ==<TAB>0<TAB>0001100100
    -- expect: ==<TAB>1<TAB>0000010000
    -- expect: ==<TAB>-2.5<TAB>0000001000
    -- expect: ==<TAB>i0<TAB>0001100100
    -- expect: ==<TAB>i3<TAB>0000000010
    -- expect: ==<TAB>imin<TAB>0000000001
  end
end
for _, a in ipairs(values) do
  print(a[1], show(-a[2]), pcall(function() return a[2] | 0 end) and "integer" or "none", math.tointeger(a[2]), tostring(a[2]):gsub("%-?nan", "nan"))  -- expect: inf<TAB>-inf<TAB>none<TAB>nil<TAB>inf<TAB>0
  -- expect: -inf<TAB>inf<TAB>none<TAB>nil<TAB>-inf<TAB>0
  -- expect: nan<TAB>nan<TAB>none<TAB>nil<TAB>nan<TAB>1
  -- expect: -0<TAB>0.0<TAB>integer<TAB>0<TAB>-0.0<TAB>0
  -- expect: 0<TAB>-0.0<TAB>integer<TAB>0<TAB>0.0<TAB>0
  -- expect: 1<TAB>-1.0<TAB>integer<TAB>1<TAB>1.0<TAB>0
  -- expect: -2.5<TAB>2.5<TAB>none<TAB>nil<TAB>-2.5<TAB>0
  -- expect: i0<TAB>0<TAB>integer<TAB>0<TAB>0<TAB>0
  -- expect: i3<TAB>-3<TAB>integer<TAB>3<TAB>3<TAB>0
  -- expect: imin<TAB>-9223372036854775808<TAB>integer<TAB>-9223372036854775808<TAB>-9223372036854775808<TAB>0
end
print(5e-324 / 2, 5e-324 * 0.5 == 0, 2^-1074 > 0, 2^-1075 == 0, 1e308 * 10, -1e308 * 10, 2^1023 * 2)  -- expect: 0.0<TAB>true<TAB>true<TAB>true<TAB>inf<TAB>-inf<TAB>inf
print(0.1 + 0.2, 1 - 0.9, 1e16 + 1, 1e15 + 0.3, 3 * 1.1, 4.35 * 100, 1.005 * 1000)  -- expect: 0.3<TAB>0.1<TAB>1e+16<TAB>1e+15<TAB>3.3<TAB>435.0<TAB>1005.0
print(7 // 0.3, 7 % 0.3, -7 % 0.3, 1e300 % 7, 5.3 % -2, -5.3 % 2, 2^53 % 3, 5 // 0.1)  -- expect: 23.0<TAB>0.1<TAB>0.2<TAB>1.0<TAB>-0.7<TAB>0.7<TAB>2.0<TAB>50.0
