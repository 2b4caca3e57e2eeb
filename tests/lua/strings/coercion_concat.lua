-- Numbers become text in concatenation and in string functions; text becomes numbers in arithmetic.
print(1 .. 2, 1.0 .. "", -0.0 .. "", 1e100 .. "", 2^53 .. "", 2^63 .. "", math.mininteger .. "", 1 / 0 .. "", -1 / 0 .. "")  -- expect: 12<TAB>1.0<TAB>-0.0<TAB>1e+100<TAB>9.007199254741e+15<TAB>9.2233720368548e+18<TAB>-9223372036854775808<TAB>inf<TAB>-inf
print(10 .. "", 10 / 2 .. "", 3 // 1 .. "", 3.0 // 1 .. "", 7 % 2.0 .. "", 0x7fffffffffffffff .. "", 1e15 .. "", 1e14 .. "", 123456.789e3 .. "")  -- expect: 10<TAB>5.0<TAB>3<TAB>3.0<TAB>1.0<TAB>9223372036854775807<TAB>1e+15<TAB>1e+14<TAB>123456789.0
print("10" + 5, "10" * "2", "0x10" + 0, "1e1" + 0, " 5 " + 1, "5" // 2, "7" % 4, "2" ^ 3, -"3", - "-3", -"0x10", "10" / 2)  -- expect: 15<TAB>20<TAB>16<TAB>10.0<TAB>6<TAB>2<TAB>3<TAB>8.0<TAB>-3<TAB>3<TAB>-16<TAB>5.0
print(math.type("10" + 0), math.type("10.0" + 0), math.type("1e1" + 0), math.type("0x10" + 0), math.type(-"2"), math.type("3" * 1.0))  -- expect: integer<TAB>float<TAB>float<TAB>integer<TAB>integer<TAB>float
print("9223372036854775807" + 0, "9223372036854775808" + 0, "-9223372036854775808" + 0, "9223372036854775807" + 1)  -- expect: 9223372036854775807<TAB>9.2233720368548e+18<TAB>-9223372036854775808<TAB>-9223372036854775808
print(pcall(function() return "10" | 1 end), pcall(function() return 3 & "2" end))  -- expect: false<TAB>false<TAB>coercion_concat.lua:7: attempt to perform bitwise operation on a string value (constant '2')
print(pcall(function() return ~"0" end))  -- expect: false<TAB>coercion_concat.lua:8: attempt to perform bitwise operation on a string value (constant '0')
print(pcall(function() return "1" << 4 end))  -- expect: false<TAB>coercion_concat.lua:9: attempt to perform bitwise operation on a string value (constant '1')
print(pcall(function() local s = "5" return s ~ 1 end))  -- expect: false<TAB>coercion_concat.lua:10: attempt to perform bitwise operation on a string value (local 's')
print(pcall(function() return "1.5" | 1 end))  -- expect: false<TAB>coercion_concat.lua:11: attempt to perform bitwise operation on a string value (constant '1.5')
print(pcall(function() return "abc" | 1 end))  -- expect: false<TAB>coercion_concat.lua:12: attempt to perform bitwise operation on a string value (constant 'abc')
print(pcall(function() return "abc" + 1 end))  -- expect: false<TAB>coercion_concat.lua:13: attempt to add a 'string' with a 'number'
print(pcall(function() return {} .. "x" end))  -- expect: false<TAB>coercion_concat.lua:14: attempt to concatenate a table value
print(pcall(function() return "x" .. nil end))  -- expect: false<TAB>coercion_concat.lua:15: attempt to concatenate a nil value
print(pcall(function() return 1 .. true end))  -- expect: false<TAB>coercion_concat.lua:16: attempt to concatenate a boolean value
print(pcall(function() local a, b = "x", {} return a .. b end))  -- expect: false<TAB>coercion_concat.lua:17: attempt to concatenate a table value (local 'b')
print(pcall(function() return "10" < 5 end))  -- expect: false<TAB>coercion_concat.lua:18: attempt to compare string with number
print(pcall(function() return 5 < "10" end))  -- expect: false<TAB>coercion_concat.lua:19: attempt to compare number with string
print("10" == 10, 10 == "10", "abc" < "abd", "Z" < "a")  -- expect: false<TAB>false<TAB>true<TAB>true
print(#(12 .. ""), ("x"):rep("2"), ("abc"):sub("2"), math.floor("3.7"), math.max(10, 9))  -- expect: 2<TAB>xx<TAB>bc<TAB>3<TAB>10
print(string.len(123), string.upper(1e5), string.rep(1.5, 2), string.byte(7), string.reverse(-12), string.format("%s", 0x10))  -- expect: 3<TAB>100000.0<TAB>1.51.5<TAB>55<TAB>21-<TAB>16
print(pcall(load "for i = '1', 2 do end"))  -- expect: true
print(pcall(load "for i = 1, '2' do end"))  -- expect: true
print(pcall(load "for i = 1, 2, '1' do end"))  -- expect: true
local t = { [1] = "int", ["1"] = "str" }
print(t["1"], t[1], t[tonumber "1"], t["1" + 0], t[1 .. ""])  -- expect: str<TAB>int<TAB>int<TAB>int<TAB>str
print("a" .. 1 + 2 .. "b", "a" .. -1 .. "b", 2 .. 3 == "23", 1 .. "" == "1", "1" + "1" .. "1")  -- expect: a3b<TAB>a-1b<TAB>true<TAB>true<TAB>21
