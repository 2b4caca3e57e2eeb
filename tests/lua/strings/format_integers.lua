-- string.format with %d %i %u-free integer directives, %c, %x, %X, %o: flags, width, precision.
local function f(...) print("[" .. string.format(...) .. "]") end
f("%d", 0)  -- expect: [0]
f("%d %i", 42, -42)  -- expect: [42 -42]
f("%5d|%-5d|%05d|%+d|% d", 42, 42, 42, 42, 42)  -- expect: [   42|42   |00042|+42| 42]
f("%5d|%-5d|%05d|%+d|% d", -42, -42, -42, -42, -42)  -- expect: [  -42|-42  |-0042|-42|-42]
f("%.3d|%.0d|%.0d|%8.3d|%-8.3d|%+.3d", 5, 5, 0, 5, 5, 5)  -- expect: [005|5||     005|005     |+005]
f("%d %d", math.maxinteger, math.mininteger)  -- expect: [9223372036854775807 -9223372036854775808]
f("%20d|%-20d|%020d", math.mininteger, math.maxinteger, math.mininteger)  -- expect: [-9223372036854775808|9223372036854775807 |-9223372036854775808]
f("%x %X %#x %#X %o %#o", 255, 255, 255, 255, 8, 8)  -- expect: [ff FF 0xff 0XFF 10 010]
f("%x %X %o", -1, -1, -1)  -- expect: [ffffffffffffffff FFFFFFFFFFFFFFFF 1777777777777777777777]
f("%8x|%-8x|%08x|%.4x|%#010x", 255, 255, 255, 255, 255)  -- expect: [      ff|ff      |000000ff|00ff|0x000000ff]
f("%#x %#o", 0, 0)  -- expect: [0 0]
f("%d %d %d", 3.0, "10", "0x10")  -- expect: [3 10 16]
f("%x %x", 2^53, "255")  -- expect: [20000000000000 ff]
f("%c%c%c", 76, 117, 97)  -- expect: [Lua]
f("%5c|%-5c|", 65, 66)  -- expect: [    A|B    |]
f("%d%%", 50)  -- expect: [50%]
f("%%")  -- expect: [%]
f("")  -- expect: []
f("no directives")  -- expect: [no directives]
f("%99d", 1)  -- expect: [                                                                                                  1]
f("%.99d", 1)  -- expect: [000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000001]
f("%99.99d", -1)  -- expect: [-000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000001]
print(#string.format("%c", 0), string.format("%c%c", 0, 65) == "\0A", string.format("a\0b%d", 1) == "a\0b1")  -- expect: 1<TAB>true<TAB>true
print(pcall(string.format, "%d", 1.5))  -- expect: false<TAB>bad argument #2 to 'string.format' (number has no integer representation)
print(pcall(string.format, "%d", "1.5"))  -- expect: false<TAB>bad argument #2 to 'string.format' (number has no integer representation)
print(pcall(string.format, "%d", "x"))  -- expect: false<TAB>bad argument #2 to 'string.format' (number expected, got string)
print(pcall(string.format, "%d", {}))  -- expect: false<TAB>bad argument #2 to 'string.format' (number expected, got table)
print(pcall(string.format, "%d"))  -- expect: false<TAB>bad argument #2 to 'string.format' (no value)
print(pcall(string.format, "%d %d", 1))  -- expect: false<TAB>bad argument #3 to 'string.format' (no value)
print(pcall(string.format, "%d", 2^63))  -- expect: false<TAB>bad argument #2 to 'string.format' (number has no integer representation)
print(pcall(string.format, "%d", 1 / 0))  -- expect: false<TAB>bad argument #2 to 'string.format' (number has no integer representation)
print(pcall(string.format, "%x", 0.5))  -- expect: false<TAB>bad argument #2 to 'string.format' (number has no integer representation)
print(pcall(string.format, "%d", nil))  -- expect: false<TAB>bad argument #2 to 'string.format' (number expected, got nil)
print(pcall(string.format, "%c", "x"))  -- expect: false<TAB>bad argument #2 to 'string.format' (number expected, got string)
print(pcall(string.format, "%u", 1))  -- expect: true<TAB>1
print(string.format("%d", 1, 2, 3))  -- expect: 1
