-- os.time: fields, normalization, errors; os.difftime, os.clock.
print(os.time { year = 1970, month = 1, day = 1, hour = 0 }, os.time { year = 2023, month = 11, day = 14, hour = 22, min = 13, sec = 20 })  -- expect: 0<TAB>1700000000
print(os.time { year = 1970, month = 1, day = 1 }, os.time { year = 2000, month = 2, day = 29, hour = 0 }, os.time { year = 1900, month = 1, day = 1, hour = 0 })  -- expect: 43200<TAB>951782400<TAB>-2208988800
print(os.time { year = 2024, month = 14, day = -3, hour = 25, min = 61, sec = 61 } == os.time { year = 2025, month = 1, day = 29, hour = 2, min = 2, sec = 1 })  -- expect: true
local t = { year = 2024, month = 14, day = -3, hour = 25, min = 61, sec = -1 }
print(os.time(t), t.year, t.month, t.day, t.hour, t.min, t.sec, t.wday, t.yday, t.isdst)  -- expect: 1738116059<TAB>2025<TAB>1<TAB>29<TAB>2<TAB>0<TAB>59<TAB>4<TAB>29<TAB>false
t = { year = 2024, month = 1, day = 366 }
os.time(t)
print(t.month, t.day, t.hour, t.yday)  -- expect: 12<TAB>31<TAB>12<TAB>366
print(os.time { year = "2000", month = "1", day = "1", hour = "0" }, os.time { year = 2000.0, month = 1.0, day = 1.0, hour = 0.0 })  -- expect: 946684800<TAB>946684800
print(os.time { year = 2000, month = 1, day = 1, hour = 0, isdst = false }, os.time { year = 2000, month = 1, day = 1, hour = 0, extra = "ignored" })  -- expect: 946684800<TAB>946684800
print(os.time(setmetatable({}, { __index = { year = 2001, month = 2, day = 3, hour = 4 } })))  -- expect: 981172800
print(pcall(os.time, {}))  -- expect: false<TAB>field 'year' missing in date table
print(pcall(os.time, { year = 2000 }))  -- expect: false<TAB>field 'month' missing in date table
print(pcall(os.time, { year = 2000, month = 1 }))  -- expect: false<TAB>field 'day' missing in date table
print(pcall(os.time, { year = 2000, day = 1 }))  -- expect: false<TAB>field 'month' missing in date table
print(pcall(os.time, { year = "x", month = 1, day = 1 }))  -- expect: false<TAB>field 'year' is not an integer
print(pcall(os.time, { year = 2000, month = 1.5, day = 1 }))  -- expect: false<TAB>field 'month' is not an integer
print(pcall(os.time, { year = 2000, month = {}, day = 1 }))  -- expect: false<TAB>field 'month' is not an integer
print(pcall(os.time, { year = 2000, month = 1, day = 1, hour = "x" }))  -- expect: false<TAB>field 'hour' is not an integer
print(pcall(os.time, { year = 2000, month = 1, day = 1, min = 1.5 }))  -- expect: false<TAB>field 'min' is not an integer
print(pcall(os.time, { year = 1 << 40, month = 1, day = 1 }))  -- expect: false<TAB>field 'year' is out-of-bound
print(pcall(os.time, { year = 2000, month = math.maxinteger, day = 1 }))  -- expect: false<TAB>field 'month' is out-of-bound
print(pcall(os.time, { year = 2000, month = 1, day = math.mininteger }))  -- expect: false<TAB>field 'day' is out-of-bound
print(pcall(os.time, { year = 2000, month = 1 << 31, day = 1 }))  -- expect: true<TAB>5647337477467200
print(pcall(os.time, { year = -(1 << 31) + 1900 - 1, month = 1, day = 1 }))  -- expect: false<TAB>field 'year' is out-of-bound
print(pcall(os.time, 5))  -- expect: false<TAB>bad argument #1 to 'os.time' (table expected, got number)
print(pcall(os.time, "x"))  -- expect: false<TAB>bad argument #1 to 'os.time' (table expected, got string)
local now = os.time()
print(math.type(now), now > 1700000000, os.time(nil) >= now, os.time(os.date("*t", 1234567890)), os.time(os.date("!*t", 86400)))  -- expect: integer<TAB>true<TAB>true<TAB>1234567890<TAB>86400
print(os.difftime(10, 4), os.difftime(4, 10), os.difftime(5, 5), pcall(os.difftime, 5))  -- expect: 6.0<TAB>-6.0<TAB>0.0<TAB>false<TAB>bad argument #2 to 'os.difftime' (number expected, got no value)
print(pcall(os.difftime))  -- expect: false<TAB>bad argument #1 to 'os.difftime' (number expected, got no value)
print(pcall(os.difftime, "x", 1))  -- expect: false<TAB>bad argument #1 to 'os.difftime' (number expected, got string)
print(math.type(os.clock()), os.clock() >= 0, os.clock() <= os.clock() + 1)  -- expect: float<TAB>true<TAB>true
for _, s in ipairs { 0, 1, 59, 3600, 86399, 951782399, 951782400, 1709164800, 4102444800, -2, -86400 } do
  assert(os.time(os.date("!*t", s)) == s)
end
print(pcall(os.time, os.date("!*t", -1)))  -- expect: false<TAB>time result cannot be represented in this installation
