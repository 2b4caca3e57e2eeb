-- Division and powers always give floats; NaN, infinities and signed zeros.
print(4 / 2, 1 / 3, 7 / 0, -7 / 0, 2 ^ 10, 2 ^ 0.5)  -- expect: 2.0<TAB>0.33333333333333<TAB>inf<TAB>-inf<TAB>1024.0<TAB>1.4142135623731
print(10 / 2 == 5, math.type(10 / 2), math.type(2 ^ 2))  -- expect: true<TAB>float<TAB>float
print(0.1 + 0.2 == 0.3, 0.1 + 0.2, 1e15 + 0.5)  -- expect: false<TAB>0.3<TAB>1e+15
print(2 ^ 63, 2 ^ 64, -2 ^ 2, 2 ^ -1, (-8) ^ (1 / 3) ~= (-8) ^ (1 / 3))  -- expect: 9.2233720368548e+18<TAB>1.844674407371e+19<TAB>-4.0<TAB>0.5<TAB>true
print(2 ^ 3 ^ 2, -3 ^ 2, 2 ^ -2)  -- expect: 512.0<TAB>-9.0<TAB>0.25
print(1e308 * 10, -1e308 * 10, 5e-324 / 2, 5e-324)  -- expect: inf<TAB>-inf<TAB>0.0<TAB>4.9406564584125e-324
local nan = 0 / 0
assert(nan ~= nan and not (nan == nan) and not (nan < nan) and not (nan <= nan) and not (nan > 1) and not (nan < 1))
assert(not (1 < nan) and not (1 >= nan) and nan ~= 1)
assert(0.0 == -0.0 and 1 / 0.0 ~= 1 / -0.0)
assert(1 / (0.0 * -1) == -math.huge and 1 / (0 * -1) == math.huge)
assert(math.type(1 + 1.0) == "float" and math.type(1.0 * 2) == "float" and math.type(2 - 1) == "integer")
assert(0x7fffffffffffffff + 0.0 == 2 ^ 63)
assert(9007199254740993 + 0.0 == 9007199254740992.0)
assert(9007199254740993 - 1 == 9007199254740992)
assert(-nan ~= -nan and math.huge - math.huge ~= 0 and math.huge > math.maxinteger)
assert(3 * 1.5 == 4.5 and 1.5 * 3 == 4.5 and 2 - 0.5 == 1.5 and 0.5 - 2 == -1.5)
