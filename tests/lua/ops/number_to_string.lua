-- tostring of numbers: %d for integers, %.14g for floats with ".0" when it looks like an integer.
print(0, -0, 1, -1, 42, math.maxinteger, math.mininteger)  -- expect: 0<TAB>0<TAB>1<TAB>-1<TAB>42<TAB>9223372036854775807<TAB>-9223372036854775808
print(0.0, -0.0, 1.0, -1.5, 0.1, 1 / 3, 100.0)  -- expect: 0.0<TAB>-0.0<TAB>1.0<TAB>-1.5<TAB>0.1<TAB>0.33333333333333<TAB>100.0
print(1e14, 1e15, 1e16, 123456789012345.0, 1e100, 1e-5, 1e-4, 0.0001)  -- expect: 1e+14<TAB>1e+15<TAB>1e+16<TAB>1.2345678901234e+14<TAB>1e+100<TAB>1e-05<TAB>0.0001<TAB>0.0001
print(2 ^ 24, 2 ^ 53, 2 ^ 63, -2 ^ 63, 1e308, 5e-324)  -- expect: 16777216.0<TAB>9.007199254741e+15<TAB>9.2233720368548e+18<TAB>-9.2233720368548e+18<TAB>1e+308<TAB>4.9406564584125e-324
print(3.14159265358979, 1e14 + 0.5, 99999999999999.9, 123456.789e3)  -- expect: 3.1415926535898<TAB>1e+14<TAB>1e+14<TAB>123456789.0
print(1 / 0, -1 / 0, math.pi, -math.pi, 1e15 / 3)  -- expect: inf<TAB>-inf<TAB>3.1415926535898<TAB>-3.1415926535898<TAB>3.3333333333333e+14
print(string.format("%s %s %d", 1, 1.0, 3.0))  -- expect: 1 1.0 3
assert(tostring(0 / 0):find("nan") and tostring(-(0 / 0)):find("nan"))
assert(tostring(1e15) == "1e+15" and tostring(-1e15) == "-1e+15" and tostring(1e14) == "1e+14")
assert(tostring(123456789.0) == "123456789.0" and tostring(12345678901234.0) == "12345678901234.0")
assert(1e15 .. "" == "1e+15" and 7.0 .. "" == "7.0" and tostring(3) == "3" and tostring(-7.25) == "-7.25")
