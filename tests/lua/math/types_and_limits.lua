-- math.type, math.ult, math.abs, max, min and the constants.
print(math.maxinteger, math.mininteger, math.pi, math.huge, -math.huge)  -- expect: 9223372036854775807<TAB>-9223372036854775808<TAB>3.1415926535898<TAB>inf<TAB>-inf
print(math.type(1), math.type(1.0), math.type("1"), math.type(nil), math.type({}), math.type(2^31), math.type(1 // 1), math.type(1 / 1))  -- expect: integer<TAB>float<TAB>nil<TAB>nil<TAB>nil<TAB>float<TAB>integer<TAB>float
print(pcall(math.type))  -- expect: false<TAB>bad argument #1 to 'math.type' (value expected)
print(math.abs(-5), math.abs(5), math.abs(-5.5), math.abs(-0.0), math.abs(math.mininteger), math.abs(math.maxinteger), math.abs(-1 / 0), math.abs("-3"))  -- expect: 5<TAB>5<TAB>5.5<TAB>0.0<TAB>-9223372036854775808<TAB>9223372036854775807<TAB>inf<TAB>3.0
print(pcall(math.abs))  -- expect: false<TAB>bad argument #1 to 'math.abs' (number expected, got no value)
print(pcall(math.abs, "x"))  -- expect: false<TAB>bad argument #1 to 'math.abs' (number expected, got string)
print(math.ult(1, 2), math.ult(2, 1), math.ult(1, 1), math.ult(-1, 1), math.ult(1, -1), math.ult(-2, -1), math.ult(math.maxinteger, math.mininteger), math.ult(0, 0))  -- expect: true<TAB>false<TAB>false<TAB>false<TAB>true<TAB>true<TAB>true<TAB>false
print(pcall(math.ult, 1, 1.5))  -- expect: false<TAB>bad argument #2 to 'math.ult' (number has no integer representation)
print(pcall(math.ult, 1))  -- expect: false<TAB>bad argument #2 to 'math.ult' (number expected, got no value)
print(math.ult(1.0, "2"))  -- expect: true
print(math.max(1), math.max(1, 2, 3), math.max(3, 2, 1), math.max(1, 2.5), math.max(-1, -2.5), math.max(1, 1.0), math.max(1.0, 1), math.max("5"))  -- expect: 1<TAB>3<TAB>3<TAB>2.5<TAB>-1<TAB>1<TAB>1.0<TAB>5
print(math.min(1), math.min(1, 2, 3), math.min(3, 2, 1), math.min(1, 0.5), math.min(-1, -2.5), math.min(1, 1.0), math.min(1.0, 1), math.min("5"))  -- expect: 1<TAB>1<TAB>1<TAB>0.5<TAB>-2.5<TAB>1<TAB>1.0<TAB>5
print(pcall(math.max, "5", 3))  -- expect: false<TAB>attempt to compare string with number
print(pcall(math.min, 8, "5"))  -- expect: false<TAB>attempt to compare string with number
print(math.max("10", "9"), math.min("10", "9"))  -- expect: 9<TAB>10
print(math.max(math.maxinteger, 2^63), math.max(2^63, math.maxinteger), math.min(math.mininteger, -2^63), math.max(2^53, 2^53 + 1), math.min(-1 / 0, math.mininteger))  -- expect: 9.2233720368548e+18<TAB>9.2233720368548e+18<TAB>-9223372036854775808<TAB>9.007199254741e+15<TAB>-inf
print(math.max(-0.0, 0), math.max(0, -0.0), math.min(0.0, -0.0), math.max(1 / 0, 5), math.min(5, 1 / 0))  -- expect: -0.0<TAB>0<TAB>0.0<TAB>inf<TAB>5
print(math.max(0 / 0, 1) ~= math.max(0 / 0, 1), math.max(1, 0 / 0), math.min(1, 0 / 0), math.min(0 / 0, 1) ~= math.min(0 / 0, 1))  -- expect: true<TAB>1<TAB>1<TAB>true
print(pcall(math.max))  -- expect: false<TAB>bad argument #1 to 'math.max' (value expected)
print(pcall(math.min))  -- expect: false<TAB>bad argument #1 to 'math.min' (value expected)
print(pcall(math.max, 1, "x"))  -- expect: false<TAB>attempt to compare number with string
print(pcall(math.max, 1, {}))  -- expect: false<TAB>attempt to compare number with table
print(pcall(math.min, nil))  -- expect: true<TAB>nil
local names = {}
for k in pairs(math) do names[#names + 1] = k end
table.sort(names)
print(table.concat(names, " "))  -- expect: abs acos asin atan atan2 ceil cos cosh deg exp floor fmod frexp huge ldexp log log10 max maxinteger min mininteger modf pi pow rad random randomseed sin sinh sqrt tan tanh tointeger type ult
print(math.atan2 == math.atan, math.atan2(1, 2) == math.atan(1, 2))  -- expect: true<TAB>true
