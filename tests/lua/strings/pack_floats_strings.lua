-- string.pack of floats and strings: f d n s z c x.
local function hex(s) return (s:gsub(".", function(c) return ("%02x"):format(c:byte()) end)) end
print(hex(string.pack("<f", 1.5)), hex(string.pack(">f", 1.5)), hex(string.pack("<d", 1.5)), hex(string.pack(">d", -0.0)), hex(string.pack(">n", 1 / 0)))  -- expect: 0000c03f<TAB>3fc00000<TAB>000000000000f83f<TAB>8000000000000000<TAB>7ff0000000000000
print(string.unpack("<f", string.pack("<f", 0.1)), string.unpack("<d", string.pack("<d", 0.1)), string.unpack("<n", string.pack("<n", -1e300)))  -- expect: 0.10000000149012<TAB>0.1<TAB>-1e+300<TAB>9
print(string.unpack("<f", string.pack("<f", 1e300)), string.unpack("<f", string.pack("<f", 1e-50)), math.type((string.unpack("<d", string.pack("<d", 3)))))  -- expect: inf<TAB>0.0<TAB>float
print(pcall(string.pack, "d", "x"))  -- expect: false<TAB>bad argument #2 to 'string.pack' (number expected, got string)
print(string.unpack("<d", string.pack("<d", "2.5")))  -- expect: 2.5<TAB>9
print(hex(string.pack("z", "abc")), hex(string.pack("zz", "", "a")), hex(string.pack("<s1", "abc")), hex(string.pack(">s2", "abc")), hex(string.pack("<s", "a")))  -- expect: 61626300<TAB>006100<TAB>03616263<TAB>0003616263<TAB>010000000000000061
print(string.unpack("z", "abc\0def"), string.unpack("zz", "abc\0def\0"), string.unpack("s1", "\3abcdef"), string.unpack(">s2", "\0\2xyz"))  -- expect: abc<TAB>abc<TAB>abc<TAB>xy<TAB>5
print(pcall(string.pack, "z", "a\0b"))  -- expect: false<TAB>bad argument #2 to 'string.pack' (string contains zeros)
print(pcall(string.pack, "s1", ("x"):rep(256)))  -- expect: false<TAB>bad argument #2 to 'string.pack' (string length does not fit in given size)
print(pcall(string.pack, "z", 5), pcall(string.pack, "z", {}))  -- expect: true<TAB>false<TAB>bad argument #2 to 'string.pack' (string expected, got table)
print(pcall(string.unpack, "z", "abc"))  -- expect: false<TAB>bad argument #2 to 'string.unpack' (unfinished string for format 'z')
print(pcall(string.unpack, "s1", "\5abc"))  -- expect: false<TAB>bad argument #2 to 'string.unpack' (data string too short)
print(pcall(string.unpack, "s4", "\1\0"))  -- expect: false<TAB>bad argument #2 to 'string.unpack' (data string too short)
print(pcall(string.unpack, "<s8", "\255\255\255\255\255\255\255\127"))  -- expect: false<TAB>bad argument #2 to 'string.unpack' (data string too short)
print(pcall(string.unpack, "<s8", "\255\255\255\255\255\255\255\255"))  -- expect: false<TAB>bad argument #2 to 'string.unpack' (data string too short)
print(hex(string.pack("c5", "abc")), hex(string.pack("c3", "abc")), hex(string.pack("c0", "")), string.unpack("c2", "abc"), string.unpack("c0", "abc"))  -- expect: 6162630000<TAB>616263<TAB><TAB>ab<TAB><TAB>1
print(pcall(string.pack, "c2", "abc"))  -- expect: false<TAB>bad argument #2 to 'string.pack' (string longer than given size)
print(pcall(string.pack, "c", "abc"))  -- expect: false<TAB>missing size for format option 'c'
print(pcall(string.unpack, "c5", "abc"))  -- expect: false<TAB>bad argument #2 to 'string.unpack' (data string too short)
print(pcall(string.pack, "c-1", ""))  -- expect: false<TAB>missing size for format option 'c'
print(hex(string.pack("bxb", 1, 2)), hex(string.pack("xxx")), string.unpack("bxb", "\1\9\2"), pcall(string.unpack, "x", ""))  -- expect: 010002<TAB>000000<TAB>1<TAB>false<TAB>bad argument #2 to 'string.unpack' (data string too short)
print(hex(string.pack("<i2 z s1 f", 1, "a", "b", 2)), string.unpack("<i2 z s1 f", string.pack("<i2 z s1 f", 1, "a", "b", 2)))  -- expect: 01006100016200000040<TAB>1<TAB>a<TAB>b<TAB>2.0<TAB>11
local big = ("data"):rep(1000)
assert(string.unpack("<s4", string.pack("<s4", big)) == big and string.unpack("z", string.pack("z", big)) == big)
assert(#string.pack("c4000", big) == 4000 and string.pack("c4000", "") == ("\0"):rep(4000))
for _, v in ipairs { 0.5, 1 / 3, -2^60, 2^-1074, 1.7976931348623157e308 } do
  for _, e in ipairs { "<", ">", "=" } do assert(string.unpack(e .. "d", string.pack(e .. "d", v)) == v) end
end
print((hex(string.pack(">d", 0 / 0)):gsub("^[7f]ff8", "nan ")))  -- expect: nan 000000000000
