-- tonumber: decimal, hexadecimal, floats, bases, white space, and what is refused.
local function n(s, ...) local v = tonumber(s, ...) return v == nil and "nil" or math.type(v) .. ":" .. v end
print(n("10"), n("10.0"), n("  12  "), n("\t\n7\r\v\f"), n("1e2"), n(".5"), n("5."), n("-.5e1"))  -- expect: integer:10<TAB>float:10.0<TAB>integer:12<TAB>integer:7<TAB>float:100.0<TAB>float:0.5<TAB>float:5.0<TAB>float:-5.0
print(n("0x10"), n("0X1f"), n("-0xff"), n("0x.8"), n("0x1p4"), n("0x1.8p-1"), n("0xA.8p0"), n("0x8."))  -- expect: integer:16<TAB>integer:31<TAB>integer:-255<TAB>float:0.5<TAB>float:16.0<TAB>float:0.75<TAB>float:10.5<TAB>float:8.0
print(n("0xffffffffffffffff"), n("0x1ffffffffffffffff"), n("9223372036854775807"), n("9223372036854775808"))  -- expect: integer:-1<TAB>integer:-1<TAB>integer:9223372036854775807<TAB>float:9.2233720368548e+18
print(n("-9223372036854775808"), n("-9223372036854775809"), n("1e400"), n("1e-400"))  -- expect: integer:-9223372036854775808<TAB>float:-9.2233720368548e+18<TAB>float:inf<TAB>float:0.0
print(n(""), n(" "), n("1 2"), n("1a"), n("0x"), n("e5"), n("."), n("1e"), n("1e+"), n("- 1"), n("--1"))  -- expect: nil<TAB>nil<TAB>nil<TAB>nil<TAB>nil<TAB>nil<TAB>nil<TAB>nil<TAB>nil<TAB>nil<TAB>nil
print(n("inf"), n("nan"), n("0x1p"), n("1_000"), n("1,5"), n("1\0"), n("\0001"), n("1e1.5"), n("+5"), n("+0x5"))  -- expect: nil<TAB>nil<TAB>nil<TAB>nil<TAB>nil<TAB>nil<TAB>nil<TAB>nil<TAB>integer:5<TAB>integer:5
print(n("10", 2), n("ff", 16), n("FF", 16), n("zz", 36), n("777", 8), n("-1010", 2), n("  11  ", 2), n("7fffffffffffffff", 16))  -- expect: integer:2<TAB>integer:255<TAB>integer:255<TAB>integer:1295<TAB>integer:511<TAB>integer:-10<TAB>integer:3<TAB>integer:9223372036854775807
print(n("2", 2), n("", 10), n("1.0", 10), n("0x10", 16), n("8", 8), n("ffffffffffffffff", 16), n("1 1", 2), n("-", 10))  -- expect: nil<TAB>nil<TAB>nil<TAB>nil<TAB>nil<TAB>integer:-1<TAB>nil<TAB>nil
print(n(5), n(5.5), tonumber(nil), tonumber({}), tonumber(true), tonumber(print))  -- expect: integer:5<TAB>float:5.5<TAB>nil<TAB>nil<TAB>nil<TAB>nil
local function e(...) return (select(2, pcall(...))) end
print(e(tonumber))  -- expect: bad argument #1 to 'tonumber' (value expected)
print(e(tonumber, 10, 10))  -- expect: bad argument #1 to 'tonumber' (string expected, got number)
print(e(tonumber, "10", 1))  -- expect: bad argument #2 to 'tonumber' (base out of range)
print(e(tonumber, "10", 37))  -- expect: bad argument #2 to 'tonumber' (base out of range)
print(e(tonumber, {}, 10))  -- expect: bad argument #1 to 'tonumber' (string expected, got table)
print(math.tointeger(3.0), math.tointeger(3.5), math.tointeger("8"), math.tointeger("8.5"), math.tointeger({}))  -- expect: 3<TAB>nil<TAB>8<TAB>nil<TAB>nil
