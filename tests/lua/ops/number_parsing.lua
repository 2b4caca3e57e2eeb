-- Numerals in source and in tonumber: decimal, hexadecimal, huge, tiny, malformed.
for _, s in ipairs { "0", "00", "007", "1", "123", "9223372036854775807", "9223372036854775808", "18446744073709551615", "18446744073709551616", "1e", "1e+", "1e5", "1E5", "1e+5", "1e-5",
  "1.", ".1", ".", "1..2", "1.2.3", "1.5e3", "0x", "0x1", "0X1F", "0xffffffffffffffff", "0x10000000000000000", "0x123456789abcdef01", "0x.1", "0x1.", "0x1.8", "0x.", "0x1p", "0x1p4", "0x1P-4",
  "0x1p+4", "0xp1", "0x1e5", "0x1.8p1", "1e400", "-1e400", "1e-400", "4.9e-324", "2e-324", "2.4703282292062327e-324", "2.4703282292062328e-324", "1.7976931348623157e308", "1.7976931348623159e308",
  "0x1p1023", "0x1p1024", "0x1p-1074", "0x1p-1075", "0x1.8p-1075", "123456789012345678901234567890", "0.1", "0.10000000000000000555", "1e22", "1e23", "8.5e-5", "  12  ", "\t12\n", "12\0", "1 2", "- 1", "-1", "+1",
  "--1", "-0x10", "-0", "-0.0", "0x-1", "1f", "1L", "1_000", "1,5", "inf", "nan", "infinity", "0b1", "0o7", "e5", "1e5.5", "0x1.p3", "1e0x5", "\v\f\r1\v\f\r", "" } do
  local v = tonumber(s)
  print((("%q"):format(s):gsub("\n", "n")), v, math.type(v))  -- expect: "0"<TAB>0<TAB>integer
  -- expect: "00"<TAB>0<TAB>integer
  -- expect: "007"<TAB>7<TAB>integer
  -- expect: "1"<TAB>1<TAB>integer
  -- expect: "123"<TAB>123<TAB>integer
  -- expect: "9223372036854775807"<TAB>9223372036854775807<TAB>integer
  -- expect: "9223372036854775808"<TAB>9.2233720368548e+18<TAB>float
  -- expect: "18446744073709551615"<TAB>1.844674407371e+19<TAB>float
  -- expect: "18446744073709551616"<TAB>1.844674407371e+19<TAB>float
  -- expect: "1e"<TAB>nil<TAB>nil
  -- expect: "1e+"<TAB>nil<TAB>nil
  -- expect: "1e5"<TAB>100000.0<TAB>float
  -- expect: "1E5"<TAB>100000.0<TAB>float
  -- expect: "1e+5"<TAB>100000.0<TAB>float
  -- expect: "1e-5"<TAB>1e-05<TAB>float
  -- expect: "1."<TAB>1.0<TAB>float
  -- expect: ".1"<TAB>0.1<TAB>float
  -- expect: "."<TAB>nil<TAB>nil
  -- expect: "1..2"<TAB>nil<TAB>nil
  -- expect: "1.2.3"<TAB>nil<TAB>nil
  -- expect: "1.5e3"<TAB>1500.0<TAB>float
  -- expect: "0x"<TAB>nil<TAB>nil
  -- expect: "0x1"<TAB>1<TAB>integer
  -- expect: "0X1F"<TAB>31<TAB>integer
  -- expect: "0xffffffffffffffff"<TAB>-1<TAB>integer
  -- expect: "0x10000000000000000"<TAB>0<TAB>integer
  -- expect: "0x123456789abcdef01"<TAB>2541551405711093505<TAB>integer
  -- expect: "0x.1"<TAB>0.0625<TAB>float
  -- expect: "0x1."<TAB>1.0<TAB>float
  -- expect: "0x1.8"<TAB>1.5<TAB>float
  -- expect: "0x."<TAB>nil<TAB>nil
  -- expect: "0x1p"<TAB>nil<TAB>nil
  -- expect: "0x1p4"<TAB>16.0<TAB>float
  -- expect: "0x1P-4"<TAB>0.0625<TAB>float
  -- expect: "0x1p+4"<TAB>16.0<TAB>float
  -- expect: "0xp1"<TAB>nil<TAB>nil
  -- expect: "0x1e5"<TAB>485<TAB>integer
  -- expect: "0x1.8p1"<TAB>3.0<TAB>float
  -- expect: "1e400"<TAB>inf<TAB>float
  -- expect: "-1e400"<TAB>-inf<TAB>float
  -- expect: "1e-400"<TAB>0.0<TAB>float
  -- expect: "4.9e-324"<TAB>4.9406564584125e-324<TAB>float
  -- expect: "2e-324"<TAB>0.0<TAB>float
  -- expect: "2.4703282292062327e-324"<TAB>0.0<TAB>float
  -- expect: "2.4703282292062328e-324"<TAB>4.9406564584125e-324<TAB>float
  -- expect: "1.7976931348623157e308"<TAB>1.7976931348623e+308<TAB>float
  -- expect: "1.7976931348623159e308"<TAB>inf<TAB>float
  -- expect: "0x1p1023"<TAB>8.9884656743116e+307<TAB>float
  -- expect: "0x1p1024"<TAB>inf<TAB>float
  -- expect: "0x1p-1074"<TAB>4.9406564584125e-324<TAB>float
  -- expect: "0x1p-1075"<TAB>0.0<TAB>float
  -- expect: "0x1.8p-1075"<TAB>4.9406564584125e-324<TAB>float
  -- expect: "123456789012345678901234567890"<TAB>1.2345678901235e+29<TAB>float
  -- expect: "0.1"<TAB>0.1<TAB>float
  -- expect: "0.10000000000000000555"<TAB>0.1<TAB>float
  -- expect: "1e22"<TAB>1e+22<TAB>float
  -- expect: "1e23"<TAB>1e+23<TAB>float
  -- expect: "8.5e-5"<TAB>8.5e-05<TAB>float
  -- expect: "  12  "<TAB>12<TAB>integer
  -- expect: "\00912\n"<TAB>12<TAB>integer
  -- expect: "12\0"<TAB>nil<TAB>nil
  -- expect: "1 2"<TAB>nil<TAB>nil
  -- expect: "- 1"<TAB>nil<TAB>nil
  -- expect: "-1"<TAB>-1<TAB>integer
  -- expect: "+1"<TAB>1<TAB>integer
  -- expect: "--1"<TAB>nil<TAB>nil
  -- expect: "-0x10"<TAB>-16<TAB>integer
  -- expect: "-0"<TAB>0<TAB>integer
  -- expect: "-0.0"<TAB>-0.0<TAB>float
  -- expect: "0x-1"<TAB>nil<TAB>nil
  -- expect: "1f"<TAB>nil<TAB>nil
  -- expect: "1L"<TAB>nil<TAB>nil
  -- expect: "1_000"<TAB>nil<TAB>nil
  -- expect: "1,5"<TAB>nil<TAB>nil
  -- expect: "inf"<TAB>nil<TAB>nil
  -- expect: "nan"<TAB>nil<TAB>nil
  -- expect: "infinity"<TAB>nil<TAB>nil
  -- expect: "0b1"<TAB>nil<TAB>nil
  -- expect: "0o7"<TAB>nil<TAB>nil
  -- expect: "e5"<TAB>nil<TAB>nil
  -- expect: "1e5.5"<TAB>nil<TAB>nil
  -- expect: "0x1.p3"<TAB>8.0<TAB>float
  -- expect: "1e0x5"<TAB>nil<TAB>nil
  -- expect: "\11\12\0131\11\12\13"<TAB>1<TAB>integer
  -- expect: ""<TAB>nil<TAB>nil
end
local function source(s)
  local f, m = load("return " .. s, "=s")
  print(s, f and f() or m, f and math.type(f()))
end
for _, s in ipairs { "3", "3.0", "3e2", "0xA", "0xA.8", "1e", "0x", "3x", "0xg", "1..2", "1.2.3", "08", "9223372036854775808", "-9223372036854775808", "0xffffffffffffffffff", "1e309", ".5.", "3in", "0x1p-2", "1e+", "5..5", "5 ..5", "0x5p", "1__2" } do source(s) end  -- expect: 3<TAB>3<TAB>integer
-- expect: 3.0<TAB>3.0<TAB>float
-- expect: 3e2<TAB>300.0<TAB>float
-- expect: 0xA<TAB>10<TAB>integer
-- expect: 0xA.8<TAB>10.5<TAB>float
-- expect: 1e<TAB>s:1: malformed number near '1e'<TAB>nil
-- expect: 0x<TAB>s:1: malformed number near '0x'<TAB>nil
-- expect: 3x<TAB>s:1: malformed number near '3x'<TAB>nil
-- expect: 0xg<TAB>s:1: malformed number near '0xg'<TAB>nil
-- expect: 1..2<TAB>s:1: malformed number near '1..2'<TAB>nil
-- expect: 1.2.3<TAB>s:1: malformed number near '1.2.3'<TAB>nil
-- expect: 08<TAB>8<TAB>integer
-- expect: 9223372036854775808<TAB>9.2233720368548e+18<TAB>float
-- expect: -9223372036854775808<TAB>-9.2233720368548e+18<TAB>float
-- expect: 0xffffffffffffffffff<TAB>-1<TAB>integer
-- expect: 1e309<TAB>inf<TAB>float
-- expect: .5.<TAB>s:1: malformed number near '.5.'<TAB>nil
-- expect: 3in<TAB>s:1: malformed number near '3i'<TAB>nil
-- expect: 0x1p-2<TAB>0.25<TAB>float
-- expect: 1e+<TAB>s:1: malformed number near '1e+'<TAB>nil
-- expect: 5..5<TAB>s:1: malformed number near '5..5'<TAB>nil
-- expect: 5 ..5<TAB>55<TAB>nil
-- expect: 0x5p<TAB>s:1: malformed number near '0x5p'<TAB>nil
-- expect: 1__2<TAB>s:1: malformed number near '1_'<TAB>nil
local pi = "3." .. ("1415926535897932384626433832795028841971"):rep(10)
print(tonumber(pi), tonumber("0x" .. ("f"):rep(300)), tonumber("0x0." .. ("0"):rep(300) .. "1"), tonumber(("9"):rep(400)), tonumber("1" .. ("0"):rep(308)))  -- expect: 3.1415926535898<TAB>-1<TAB>0.0<TAB>inf<TAB>1e+308
print(tonumber(("0"):rep(500) .. "5"), tonumber("0." .. ("0"):rep(200) .. "1"), tonumber(("1"):rep(199)) == tonumber(("1"):rep(199) .. ".0"), tonumber(("1"):rep(250)))  -- expect: 5<TAB>1e-201<TAB>true<TAB>1.1111111111111e+249
