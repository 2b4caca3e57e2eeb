-- string.format with %f %e %g %a and their capitals.
local function f(...) print("[" .. string.format(...) .. "]") end
f("%f %f %f", 0, 1.5, -2.25)  -- expect: [0.000000 1.500000 -2.250000]
f("%.0f %.1f %.3f %.10f", 2.5, 0.05, 1 / 3, 2 / 3)  -- expect: [2 0.1 0.333 0.6666666667]
f("%10.2f|%-10.2f|%010.2f|%+.2f|% .2f", 3.14159, 3.14159, 3.14159, 3.14159, 3.14159)  -- expect: [      3.14|3.14      |0000003.14|+3.14| 3.14]
f("%e %E %.0e %.3e %12.4e", 12345.678, 12345.678, 12345.678, 12345.678, 0.00012)  -- expect: [1.234568e+04 1.234568E+04 1e+04 1.235e+04   1.2000e-04]
f("%g %g %g %g %g", 100000, 1e6, 1e-4, 1e-5, 0.1)  -- expect: [100000 1e+06 0.0001 1e-05 0.1]
f("%G %G %.3g %#g %#.3g", 1e-10, 1e20, 1234.5, 1.5, 1)  -- expect: [1E-10 1E+20 1.23e+03 1.50000 1.00]
f("%.14g %.17g %.20g", 0.1, 0.1, 0.1)  -- expect: [0.1 0.10000000000000001 0.10000000000000000555]
f("%a %A %a %a", 1, 0.5, -3.75, 0)  -- expect: [0x1p+0 0X1P-1 -0x1.ep+1 0x0p+0]
f("%.1a %.3a %20a|%-20a|", 1.999, 1 / 3, 1, 1)  -- expect: [0x2.0p+0 0x1.555p-2               0x1p+0|0x1p+0              |]
f("%f %e %g %a", 1 / 0, -1 / 0, 1 / 0, -1 / 0)  -- expect: [inf -inf inf -inf]
f("%5.1f|%-8g|%08g", 1 / 0, -1 / 0, 1 / 0)  -- expect: [  inf|-inf    |     inf]
f("%f %g", -0.0, -0.0)  -- expect: [-0.000000 -0]
f("%f", 1e15)  -- expect: [1000000000000000.000000]
f("%f", 2^63)  -- expect: [9223372036854775808.000000]
f("%.3f", 1e22)  -- expect: [10000000000000000000000.000]
f("%g %g", math.maxinteger, math.mininteger)  -- expect: [9.22337e+18 -9.22337e+18]
f("%f %e", "1.5", "0x10")  -- expect: [1.500000 1.600000e+01]
f("%.99f", 1 / 3)  -- expect: [0.333333333333333314829616256247390992939472198486328125000000000000000000000000000000000000000000000]
f("%99.50f", 1 / 3)  -- expect: [                                               0.33333333333333331482961625624739099293947219848633]
f("%.0f %.0f %.0f %.0f", 0.5, 1.5, 2.5, 3.5)  -- expect: [0 2 2 4]
f("%#.0f %#.0e", 3, 3)  -- expect: [3. 3.e+00]
f("%.15g %.16g", 0.1 + 0.2, 0.1 + 0.2)  -- expect: [0.3 0.3]
f("%g", 5e-324)  -- expect: [4.94066e-324]
f("%.17g", 1.7976931348623157e308)  -- expect: [1.7976931348623157e+308]
f("%a", 5e-324)  -- expect: [0x0.0000000000001p-1022]
f("%a", 2^-1022)  -- expect: [0x1p-1022]
f("%.5f", 123456789.123456789)  -- expect: [123456789.12346]
print(#string.format("%f", 1.7976931348623157e308), #string.format("%.99f", 1.7976931348623157e308))  -- expect: 316<TAB>409
print(string.format("%f", 1.7976931348623157e308):sub(1, 30))  -- expect: 179769313486231570814527423731
print((string.format("%f %e %g %a", 0 / 0, 0 / 0, 0 / 0, 0 / 0):gsub("-", "")))  -- expect: nan nan nan nan
print((string.format("%E %G %A", 1 / 0, 1 / 0, 1 / 0)))  -- expect: INF INF INF
print(pcall(string.format, "%f", "x"))  -- expect: false<TAB>bad argument #2 to 'string.format' (number expected, got string)
print(pcall(string.format, "%f", {}))  -- expect: false<TAB>bad argument #2 to 'string.format' (number expected, got table)
print(pcall(string.format, "%g"))  -- expect: false<TAB>bad argument #2 to 'string.format' (no value)
print(pcall(string.format, "%.100f", 1))  -- expect: false<TAB>invalid conversion specification: '%.100f'
print(pcall(string.format, "%100f", 1))  -- expect: false<TAB>invalid conversion specification: '%100f'
print(pcall(string.format, "%0100d", 1))  -- expect: false<TAB>invalid conversion specification: '%0100d'
