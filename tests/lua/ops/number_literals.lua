-- Numeric constants in source text: bases, exponents, overflow to float, wrapping hexadecimals.
print(3, 345, 0xff, 0xBEBADA, 3.0, 3.1416, 314.16e-2, 0.31416E1, 34e1)  -- expect: 3<TAB>345<TAB>255<TAB>12499674<TAB>3.0<TAB>3.1416<TAB>3.1416<TAB>3.1416<TAB>340.0
print(0x0.1E, 0xA23p-4, 0X1.921FB54442D18P+1, 0x10p0, 0x.1p4)  -- expect: 0.1171875<TAB>162.1875<TAB>3.1415926535898<TAB>16.0<TAB>1.0
print(9223372036854775807, 9223372036854775808, 18446744073709551616)  -- expect: 9223372036854775807<TAB>9.2233720368548e+18<TAB>1.844674407371e+19
print(0xffffffffffffffff, 0x7fffffffffffffff, 0x8000000000000000, 0x1ffffffffffffffff, 0xfffffffffffffffff)  -- expect: -1<TAB>9223372036854775807<TAB>-9223372036854775808<TAB>-1<TAB>-1
print(.5, 5., 1e5, 1E+5, 1e-2, 00012, 0x00f)  -- expect: 0.5<TAB>5.0<TAB>100000.0<TAB>100000.0<TAB>0.01<TAB>12<TAB>15
print(math.type(1), math.type(1.), math.type(1e0), math.type(0x1), math.type(0x1p0), math.type(9223372036854775808))  -- expect: integer<TAB>float<TAB>float<TAB>integer<TAB>float<TAB>float
print(-9223372036854775808, math.type(-9223372036854775808), 1//1, 1e1//1)  -- expect: -9.2233720368548e+18<TAB>float<TAB>1<TAB>10.0
local function bad(s) return (select(2, load("return " .. s, "=n"))) end
print(bad "3x")  -- expect: n:1: malformed number near '3x'
print(bad "0x")  -- expect: n:1: malformed number near '0x'
print(bad "0xg")  -- expect: n:1: malformed number near '0xg'
print(bad "1e")  -- expect: n:1: malformed number near '1e'
print(bad "1e+")  -- expect: n:1: malformed number near '1e+'
print(bad "1..2")  -- expect: n:1: malformed number near '1..2'
print(bad "0x1p")  -- expect: n:1: malformed number near '0x1p'
print(bad "08a")  -- expect: n:1: malformed number near '08a'
print(bad "1.2.3")  -- expect: n:1: malformed number near '1.2.3'
print(bad "3_000")  -- expect: n:1: malformed number near '3_'
