-- floor, ceil, modf, tointeger, fmod and the types of their results.
local function show(...) 
  local out = {}
  for i = 1, select("#", ...) do
    local v = select(i, ...)
    out[i] = tostring(v) .. ":" .. tostring(math.type(v)):sub(1, 1)
  end
  print(table.concat(out, " "))
end
show(math.floor(3.7), math.floor(-3.7), math.floor(3), math.floor(-0.0), math.floor(0.5), math.floor(-0.5))  -- expect: 3:i -4:i 3:i 0:i 0:i -1:i
show(math.ceil(3.2), math.ceil(-3.2), math.ceil(3), math.ceil(-0.5), math.ceil(0.0), math.ceil(-0.0))  -- expect: 4:i -3:i 3:i 0:i 0:i 0:i
show(math.floor(1e15 + 0.5), math.floor(2^53), math.floor(2^62), math.floor(2^63), math.floor(-2^63), math.floor(-2^64), math.floor(1e300))  -- expect: 1000000000000000:i 9007199254740992:i 4611686018427387904:i 9.2233720368548e+18:f -9223372036854775808:i -1.844674407371e+19:f 1e+300:f
show(math.ceil(2^62), math.ceil(2^63), math.ceil(-2^63), math.ceil(1e300), math.ceil(-1e300))  -- expect: 4611686018427387904:i 9.2233720368548e+18:f -9223372036854775808:i 1e+300:f -1e+300:f
show(math.floor(1 / 0), math.floor(-1 / 0), math.ceil(1 / 0), math.ceil(-1 / 0))  -- expect: inf:f -inf:f inf:f -inf:f
print(math.floor(0 / 0) ~= math.floor(0 / 0), math.ceil(0 / 0) ~= math.ceil(0 / 0))  -- expect: true<TAB>true
show(math.floor(math.maxinteger), math.floor(math.mininteger), math.floor(math.maxinteger + 0.0), math.floor(9007199254740993))  -- expect: 9223372036854775807:i -9223372036854775808:i 9.2233720368548e+18:f 9007199254740993:i
show(math.floor("3.7"), math.ceil("10"), math.floor("0x10"))  -- expect: 3:i 10:i 16:i
show(math.modf(3.7))  -- expect: 3:i 0.7:f
show(math.modf(-3.7))  -- expect: -3:i -0.7:f
show(math.modf(5))  -- expect: 5:i 0.0:f
show(math.modf(-5.0))  -- expect: -5:i 0.0:f
show(math.modf(-0.0))  -- expect: 0:i 0.0:f
show(math.modf(1 / 0))  -- expect: inf:f 0.0:f
show(math.modf(-1 / 0))  -- expect: -inf:f 0.0:f
show(math.modf(1e100))  -- expect: 1e+100:f 0.0:f
show(math.modf(0.5))  -- expect: 0:i 0.5:f
print(#{ math.modf(0 / 0) }, math.modf(0 / 0) ~= math.modf(0 / 0))  -- expect: 2<TAB>true
show(math.tointeger(3.0), math.tointeger(3.5), math.tointeger(-0.0), math.tointeger(2^63), math.tointeger(-2^63), math.tointeger(1 / 0), math.tointeger(5))  -- expect: 3:i nil:n 0:i nil:n -9223372036854775808:i nil:n 5:i
show(math.tointeger("8"), math.tointeger("8.0"), math.tointeger("x"), math.tointeger({}), math.tointeger(nil), math.tointeger(2^53))  -- expect: 8:i 8:i nil:n nil:n nil:n 9007199254740992:i
show(math.fmod(7, 3), math.fmod(-7, 3), math.fmod(7, -3), math.fmod(-7, -3), math.fmod(7, 3.0), math.fmod(-7.5, 2), math.fmod(7.5, -2))  -- expect: 1:i -1:i 1:i -1:i 1.0:f -1.5:f 1.5:f
show(math.fmod(math.mininteger, -1), math.fmod(math.mininteger, 1), math.fmod(math.maxinteger, math.mininteger), math.fmod(math.mininteger, math.maxinteger), math.fmod(5, -1))  -- expect: 0:i 0:i 9223372036854775807:i -1:i 0:i
show(math.fmod(5, 1 / 0), math.fmod(-5, 1 / 0), math.fmod(-0.0, 5), math.fmod(1e308, 3), math.fmod(0, 5))  -- expect: 5.0:f -5.0:f -0.0:f 2.0:f 0:i
print(pcall(math.fmod, 1, 0))  -- expect: false<TAB>bad argument #2 to 'math.fmod' (zero)
print((tostring(math.fmod(1, 0.0)):gsub("-", "")), (tostring(math.fmod(1 / 0, 1)):gsub("-", "")))  -- expect: nan<TAB>nan
print(pcall(math.floor))  -- expect: false<TAB>bad argument #1 to 'math.floor' (number expected, got no value)
print(pcall(math.floor, "x"))  -- expect: false<TAB>bad argument #1 to 'math.floor' (number expected, got string)
print(pcall(math.floor, {}))  -- expect: false<TAB>bad argument #1 to 'math.floor' (number expected, got table)
print(pcall(math.ceil, nil))  -- expect: false<TAB>bad argument #1 to 'math.ceil' (number expected, got nil)
print(pcall(math.modf))  -- expect: false<TAB>bad argument #1 to 'math.modf' (number expected, got no value)
print(pcall(math.fmod, 1))  -- expect: false<TAB>bad argument #2 to 'math.fmod' (number expected, got no value)
print(pcall(math.tointeger))  -- expect: false<TAB>bad argument #1 to 'math.tointeger' (value expected)
