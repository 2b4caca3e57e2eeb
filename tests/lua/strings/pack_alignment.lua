-- string.pack: alignment with ! and X, native sizes, packsize, unknown options.
local function hex(s) return (s:gsub(".", function(c) return ("%02x"):format(c:byte()) end)) end
print(hex(string.pack("<!4 b i4", 1, 2)), hex(string.pack("<!2 b i4", 1, 2)), hex(string.pack("<! b i8", 1, 2)), hex(string.pack("<b i4", 1, 2)))  -- expect: 0100000002000000<TAB>010002000000<TAB>01000000000000000200000000000000<TAB>0102000000
print(hex(string.pack("<!4 b Xi4 b", 1, 2)), hex(string.pack("<!8 b Xd d", 1, 2)), hex(string.pack("<!4 i4 Xi4", 1)), hex(string.pack("<!8 b Xh i2", 1, 2)))  -- expect: 0100000002<TAB>01000000000000000000000000000040<TAB>01000000<TAB>01000200
print(string.unpack("<!4 b i4", "\1\0\0\0\2\0\0\0"), string.unpack("<!4 b Xi4 b", "\1\0\0\0\2"))  -- expect: 1<TAB>1<TAB>2<TAB>6
print(string.packsize("b"), string.packsize("i"), string.packsize("l"), string.packsize("j"), string.packsize("T"), string.packsize("f"), string.packsize("d"), string.packsize("n"))  -- expect: 1<TAB>4<TAB>8<TAB>8<TAB>8<TAB>4<TAB>8<TAB>8
print(string.packsize("<!4 b i4 b"), string.packsize("<!8 b d b"), string.packsize("!8 bXd"), string.packsize("c10"), string.packsize("xxx"), string.packsize(""), string.packsize("i3i3"))  -- expect: 9<TAB>17<TAB>8<TAB>10<TAB>3<TAB>0<TAB>6
print(string.packsize("!1 b i8"), string.packsize("!2 b i8"), string.packsize("!4 b i8"), string.packsize("!8 b i8"), string.packsize("!16 b i16"), string.packsize("! b i16"))  -- expect: 9<TAB>10<TAB>12<TAB>16<TAB>32<TAB>24
print(pcall(string.packsize, "s"))  -- expect: false<TAB>bad argument #1 to 'string.packsize' (variable-length format)
print(pcall(string.packsize, "z"))  -- expect: false<TAB>bad argument #1 to 'string.packsize' (variable-length format)
print(pcall(string.packsize, "!17 i"))  -- expect: false<TAB>integral size (17) out of limits [1,16]
print(pcall(string.packsize, "!0 i"))  -- expect: false<TAB>integral size (0) out of limits [1,16]
print(pcall(string.pack, "!4 i3", 1))  -- expect: false<TAB>bad argument #1 to 'string.pack' (format asks for alignment not power of 2)
print(pcall(string.pack, "!8 b i5", 1, 1))  -- expect: false<TAB>bad argument #1 to 'string.pack' (format asks for alignment not power of 2)
print(pcall(string.pack, "X"))  -- expect: false<TAB>bad argument #1 to 'string.pack' (invalid next option for option 'X')
print(pcall(string.pack, "Xz"))  -- expect: false<TAB>bad argument #1 to 'string.pack' (invalid next option for option 'X')
print(pcall(string.pack, "Xc1"))  -- expect: false<TAB>bad argument #1 to 'string.pack' (invalid next option for option 'X')
print(pcall(string.pack, "XX"))  -- expect: false<TAB>bad argument #1 to 'string.pack' (invalid next option for option 'X')
print(pcall(string.pack, "!4 Xi3"))  -- expect: false<TAB>bad argument #1 to 'string.pack' (format asks for alignment not power of 2)
print(pcall(string.pack, "y", 1))  -- expect: false<TAB>invalid format option 'y'
print(pcall(string.pack, "i4 q", 1))  -- expect: false<TAB>invalid format option 'q'
print(pcall(string.pack, "4", 1))  -- expect: false<TAB>invalid format option '4'
print(pcall(string.packsize, ("c2147483647"):rep(2)))  -- expect: false<TAB>invalid format option '7'
print(pcall(string.packsize, ("c1000000000"):rep(3)))  -- expect: false<TAB>bad argument #1 to 'string.packsize' (format result too large)
print(pcall(string.pack))  -- expect: false<TAB>bad argument #1 to 'string.pack' (string expected, got no value)
print(pcall(string.pack, {}))  -- expect: false<TAB>bad argument #1 to 'string.pack' (string expected, got table)
print(pcall(string.unpack))  -- expect: false<TAB>bad argument #1 to 'string.unpack' (string expected, got no value)
print(pcall(string.unpack, "i"))  -- expect: false<TAB>bad argument #2 to 'string.unpack' (string expected, got no value)
print(pcall(string.unpack, "i", {}))  -- expect: false<TAB>bad argument #2 to 'string.unpack' (string expected, got table)
print(pcall(string.packsize))  -- expect: false<TAB>bad argument #1 to 'string.packsize' (string expected, got no value)
print(hex(string.pack(" < i2   > i2 = b", 1, 1, 1)), hex(string.pack("<i2>i2", 1, 1)), hex(string.pack("<i2 !4 i4", 1, 2)), hex(string.pack(">!4 i2 i4", 1, 2)))  -- expect: 0100000101<TAB>01000001<TAB>0100000002000000<TAB>0001000000000002
-- a record format, written and read
local fmt = "<!4 I1 i2 I4 d s2 z"
local record = string.pack(fmt, 7, -300, 123456, 2.5, "counted", "terminated")
print(#record, string.unpack(fmt, record))  -- expect: 36<TAB>7<TAB>-300<TAB>123456<TAB>2.5<TAB>counted<TAB>terminated<TAB>37
-- the position returned leads to the next record
local many, pos, sum = {}, 1, 0
for i = 1, 50 do many[i] = string.pack("<I2 s1", i, ("x"):rep(i % 7)) end
local data = table.concat(many)
while pos <= #data do
  local n, s
  n, s, pos = string.unpack("<I2 s1", data, pos)
  sum = sum + n + #s
end
print(sum, pos == #data + 1)  -- expect: 1423<TAB>true
