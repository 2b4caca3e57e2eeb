-- What counts as a number, an integer or a string argument, and how the difference is reported.
local function e(f, ...) local ok, m = pcall(f, ...) return ok and m or (m:gsub("^.-:%d+: ", "")) end
print(e(string.sub, "hello", "2", "3"), e(string.sub, "hello", 2.0, 3.0), e(string.sub, 12345, 2, 3))  -- expect: el<TAB>el<TAB>23
print(e(string.sub, "hello", 2.5))  -- expect: bad argument #2 to 'string.sub' (number has no integer representation)
print(e(string.sub, "hello", "2.5"))  -- expect: bad argument #2 to 'string.sub' (number has no integer representation)
print(e(string.sub, "hello", "x"))  -- expect: bad argument #2 to 'string.sub' (number expected, got string)
print(e(string.sub, "hello", 2^63))  -- expect: bad argument #2 to 'string.sub' (number has no integer representation)
print(e(string.sub, "hello", 1, nil), e(string.sub, "hello", nil))  -- expect: hello<TAB>bad argument #2 to 'string.sub' (number expected, got nil)
print(e(string.sub, nil, 1))  -- expect: bad argument #1 to 'string.sub' (string expected, got nil)
print(e(string.sub, true, 1))  -- expect: bad argument #1 to 'string.sub' (string expected, got boolean)
print(e(string.len, 5), e(string.len, 5.0), e(string.upper, 10), e(string.byte, 7))  -- expect: 1<TAB>3<TAB>10<TAB>55
print(e(math.floor, "3.7"), e(math.sqrt, "16"), e(math.max, 1, 2.5), e(math.abs, "-3"))  -- expect: 3<TAB>4.0<TAB>2.5<TAB>3.0
print(e(math.floor, "abc"))  -- expect: bad argument #1 to 'math.floor' (number expected, got string)
print(e(math.max))  -- expect: bad argument #1 to 'math.max' (value expected)
print(e(math.fmod, 1))  -- expect: bad argument #2 to 'math.fmod' (number expected, got no value)
print(e(math.fmod, 1, 0), (tostring(e(math.fmod, 1, 0.0)):gsub("-", "")))  -- expect: bad argument #2 to 'math.fmod' (zero)<TAB>nan
print(e(math.ult, 1, 2.5))  -- expect: bad argument #2 to 'math.ult' (number has no integer representation)
print(e(math.random, 1.5))  -- expect: bad argument #1 to 'math.random' (number has no integer representation)
print(e(table.concat, { 1, 2.5, "x" }, 0), e(table.concat, { 1 }, {}))  -- expect: 102.50x<TAB>bad argument #2 to 'table.concat' (string expected, got table)
print(e(table.unpack, { 1, 2, 3 }, "2"), e(table.unpack, { 1, 2, 3 }, 2.5))  -- expect: 2<TAB>bad argument #2 to 'table.unpack' (number has no integer representation)
print(e(string.rep, "ab", "3"), e(string.rep, 1, 2, 0), #e(string.rep, "x", -5))  -- expect: ababab<TAB>101<TAB>0
print(e(utf8.char, "65", 66.0), e(string.char, "65", 66.0))  -- expect: AB<TAB>AB
print(e(tonumber, "z", 36.0), e(tonumber, "z", "36"))  -- expect: 35<TAB>35
print(e(select, "2", "a", "b"), e(select, 2.0, "a", "b"))  -- expect: b<TAB>b
print(e(string.format, "%d %s %x", "10", nil, 255.0), e(string.format, "%s"))  -- expect: 10 nil ff<TAB>bad argument #2 to 'string.format' (no value)
print(e(string.format, "%c", "65"), e(string.format, "%f", "1.5"), e(string.format, "%f", {}))  -- expect: A<TAB>1.500000<TAB>bad argument #2 to 'string.format' (number expected, got table)
print(e(os.date, "!%H", 3600), e(os.date, "!%H", 3600.0), e(os.date, "!%H", 3600.5))  -- expect: 01<TAB>01<TAB>bad argument #2 to 'os.date' (number has no integer representation)
print(e(os.time, 5))  -- expect: bad argument #1 to 'os.time' (table expected, got number)
print(e(os.time, { year = 2000 }))  -- expect: field 'month' missing in date table
print(e(os.time, { year = 2000, month = "x", day = 1 }))  -- expect: field 'month' is not an integer
print(e(os.time, { year = 2000, month = 1.5, day = 1 }))  -- expect: field 'month' is not an integer
print(e(os.time, { year = 2^40, month = 1, day = 1 }))  -- expect: field 'year' is out-of-bound
print(e(io.open))  -- expect: bad argument #1 to 'io.open' (string expected, got no value)
print(e(io.open, "/nonexistent/file", "q"))  -- expect: bad argument #2 to 'io.open' (invalid mode)
print(e(coroutine.isyieldable, 5), e(coroutine.status, {}))  -- expect: bad argument #1 to 'coroutine.isyieldable' (thread expected, got number)<TAB>bad argument #1 to 'coroutine.status' (thread expected, got table)
print(e(debug.sethook, 5))  -- expect: bad argument #2 to 'debug.sethook' (string expected, got no value)
print(e(debug.setlocal, 100, 1, 1), e(debug.getlocal, 100, 1))  -- expect: bad argument #1 to 'debug.setlocal' (level out of range)<TAB>bad argument #1 to 'debug.getlocal' (level out of range)
