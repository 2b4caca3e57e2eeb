-- How numbers print: %.14g, a fraction mark for floats, exact integers.
for _, v in ipairs { 0, -0, 1, -1, 10, 123456789, math.maxinteger, math.mininteger, 0.0, -0.0, 1.0, -1.0, 0.5, 0.1, 0.2 + 0.1, 1 / 3, 2 / 3, 100.0, 1e14, 1e15, 1e16, 1e17,
  123456789012345.0, 1234567890123456.0, 12345678901234567.0, 99999999999999.9, 999999999999999.9, 1e100, 1e-5, 1e-4, 0.0001234, 1.5e300, 5e-324, 1.7976931348623157e308,
  2^53, 2^63, -2^63, 2^64, 2^-1074, 3.14159265358979, 1e15 + 0.5, 1e14 + 0.5, -1e-7, 123.456, 1 / 0, -1 / 0, 1e21, 123e-7 } do
  print(v)  -- expect: 0
  -- expect: 0
  -- expect: 1
  -- expect: -1
  -- expect: 10
  -- expect: 123456789
  -- expect: 9223372036854775807
  -- expect: -9223372036854775808
  -- expect: 0.0
  -- expect: -0.0
  -- expect: 1.0
  -- expect: -1.0
  -- expect: 0.5
  -- expect: 0.1
  -- expect: 0.3
  -- expect: 0.33333333333333
  -- expect: 0.66666666666667
  -- expect: 100.0
  -- expect: 1e+14
  -- expect: 1e+15
  -- expect: 1e+16
  -- expect: 1e+17
  -- expect: 1.2345678901234e+14
  -- expect: 1.2345678901235e+15
  -- expect: 1.2345678901235e+16
  -- expect: 1e+14
  -- expect: 1e+15
  -- expect: 1e+100
  -- expect: 1e-05
  -- expect: 0.0001
  -- expect: 0.0001234
  -- expect: 1.5e+300
  -- expect: 4.9406564584125e-324
  -- expect: 1.7976931348623e+308
  -- expect: 9.007199254741e+15
  -- expect: 9.2233720368548e+18
  -- expect: -9.2233720368548e+18
  -- expect: 1.844674407371e+19
  -- expect: 4.9406564584125e-324
  -- expect: 3.1415926535898
  -- expect: 1e+15
  -- expect: 1e+14
  -- expect: -1e-07
  -- expect: 123.456
  -- expect: inf
  -- expect: -inf
  -- expect: 1e+21
  -- expect: 1.23e-05
end
print((tostring(0 / 0):gsub("^-", "")), (tostring(-(0 / 0)):gsub("^-", "")))  -- expect: nan<TAB>nan
print(2^31, 2^31 | 0, 1e3, 1e3 // 1, 1e3 | 0, 7 // 2.0, 7.0 // 2, 7 / 7, 2^2, 10 // 0.3)  -- expect: 2147483648.0<TAB>2147483648<TAB>1000.0<TAB>1000.0<TAB>1000<TAB>3.0<TAB>3.0<TAB>1.0<TAB>4.0<TAB>33.0
print(1e15, 1e15 // 1 | 0, -1e15, 1e15 + 1, 0x1p4, 0x.8, 0xA.8p1, 3.0, 3., .5, 5e0)  -- expect: 1e+15<TAB>1000000000000000<TAB>-1e+15<TAB>1e+15<TAB>16.0<TAB>0.5<TAB>21.0<TAB>3.0<TAB>3.0<TAB>0.5<TAB>5.0
print(string.format("%.14g", 3.14159265358979), string.format("%.17g", 0.1), string.format("%.3f", 2 / 3), 0.1 + 0.2 == 0.3, 0.1 + 0.2)  -- expect: 3.1415926535898<TAB>0.10000000000000001<TAB>0.667<TAB>false<TAB>0.3
print(-0.0 == 0.0, 1 / -0.0, 1 / 0.0, 0 * -1, 0.0 * -1, -0.0 + 0, -0.0 - 0.0)  -- expect: true<TAB>-inf<TAB>inf<TAB>0<TAB>-0.0<TAB>0.0<TAB>-0.0
print(100 .. "", 100.0 .. "", -0.0 .. "", 1e100 .. "", 2^63 .. "")  -- expect: 100<TAB>100.0<TAB>-0.0<TAB>1e+100<TAB>9.2233720368548e+18
