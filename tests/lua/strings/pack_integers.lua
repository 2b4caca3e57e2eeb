-- string.pack and unpack of integers: sizes, signs, endianness, overflow.
local function hex(s) return (s:gsub(".", function(c) return ("%02x"):format(c:byte()) end)) end
print(hex(string.pack("<i4", 100)), hex(string.pack(">i4", 100)), hex(string.pack("<i4", -2)), hex(string.pack(">i2", -2)))  -- expect: 64000000<TAB>00000064<TAB>feffffff<TAB>fffe
print(hex(string.pack("b", -128)), hex(string.pack("B", 255)), hex(string.pack("<h", -1)), hex(string.pack("<H", 65535)), hex(string.pack("<i", 1)), hex(string.pack("<I", 1)))  -- expect: 80<TAB>ff<TAB>ffff<TAB>ffff<TAB>01000000<TAB>01000000
print(hex(string.pack("<l", 1)), hex(string.pack("<L", 1)), hex(string.pack("<j", -1)), hex(string.pack("<J", -1)), hex(string.pack("<T", 258)))  -- expect: 0100000000000000<TAB>0100000000000000<TAB>ffffffffffffffff<TAB>ffffffffffffffff<TAB>0201000000000000
for n = 1, 16 do
  for _, v in ipairs { 0, 1, -1, 100, -128, 127 } do
    for _, e in ipairs { "<", ">", "=" } do
      local packed = string.pack(e .. "i" .. n, v)
      assert(#packed == n and string.unpack(e .. "i" .. n, packed) == v)
    end
  end
end
print(hex(string.pack("<i16", -1)), hex(string.pack(">i16", 1)), hex(string.pack("<I16", 255)), hex(string.pack(">i9", -256)))  -- expect: ffffffffffffffffffffffffffffffff<TAB>00000000000000000000000000000001<TAB>ff000000000000000000000000000000<TAB>ffffffffffffffff00
print(string.unpack("<i16", ("\255"):rep(16)), string.unpack("<I3", "\1\2\3"), string.unpack(">I3", "\1\2\3"), string.unpack("<i3", "\255\255\255"))  -- expect: -1<TAB>197121<TAB>66051<TAB>-1<TAB>4
print(pcall(string.pack, "b", 128))  -- expect: false<TAB>bad argument #2 to 'string.pack' (integer overflow)
print(pcall(string.pack, "b", -129))  -- expect: false<TAB>bad argument #2 to 'string.pack' (integer overflow)
print(pcall(string.pack, "B", 256))  -- expect: false<TAB>bad argument #2 to 'string.pack' (unsigned overflow)
print(pcall(string.pack, "B", -1))  -- expect: false<TAB>bad argument #2 to 'string.pack' (unsigned overflow)
print(pcall(string.pack, "i2", 32768))  -- expect: false<TAB>bad argument #2 to 'string.pack' (integer overflow)
print(pcall(string.pack, "I2", 65536))  -- expect: false<TAB>bad argument #2 to 'string.pack' (unsigned overflow)
print(pcall(string.pack, "i17", 1))  -- expect: false<TAB>integral size (17) out of limits [1,16]
print(pcall(string.pack, "i0", 1))  -- expect: false<TAB>integral size (0) out of limits [1,16]
print(pcall(string.pack, "I100", 1))  -- expect: false<TAB>integral size (100) out of limits [1,16]
print(pcall(string.pack, "i4", 1.5))  -- expect: false<TAB>bad argument #2 to 'string.pack' (number has no integer representation)
print(pcall(string.pack, "i4", "x"))  -- expect: false<TAB>bad argument #2 to 'string.pack' (number expected, got string)
print(pcall(string.pack, "i4"))  -- expect: false<TAB>bad argument #2 to 'string.pack' (number expected, got nil)
print(hex(string.pack("<i4", "10")), hex(string.pack("<i4", 3.0)))  -- expect: 0a000000<TAB>03000000
print(pcall(string.unpack, "<i4", "abc"))  -- expect: false<TAB>bad argument #2 to 'string.unpack' (data string too short)
print(pcall(string.unpack, "<i16", ("\1"):rep(16)))  -- expect: false<TAB>16-byte integer does not fit into Lua Integer
print(pcall(string.unpack, ">I9", "\1" .. ("\0"):rep(8)))  -- expect: false<TAB>9-byte integer does not fit into Lua Integer
print(string.unpack(">I9", "\0" .. ("\255"):rep(8)), string.unpack("<i9", ("\255"):rep(9)))  -- expect: -1<TAB>-1<TAB>10
print(string.unpack("<i4i4", string.pack("<i4i4", 1, -1)))  -- expect: 1<TAB>-1<TAB>9
print(string.unpack("<i2", "abcdef", 3), string.unpack("<i2", "abcdef", -2), select("#", string.unpack("", "")))  -- expect: 25699<TAB>26213<TAB>1
print(pcall(string.unpack, "<i2", "abcdef", 6))  -- expect: false<TAB>bad argument #2 to 'string.unpack' (data string too short)
print(pcall(string.unpack, "<i2", "abcdef", 8))  -- expect: false<TAB>bad argument #3 to 'string.unpack' (initial position out of string)
print(pcall(string.unpack, "<i2", "abcdef", -7))  -- expect: true<TAB>25185<TAB>3
print(string.unpack("", "abc", 4), pcall(string.unpack, "", "abc", 5))  -- expect: 4<TAB>false<TAB>bad argument #3 to 'string.unpack' (initial position out of string)
print(string.unpack("b", "\255"), string.unpack("B", "\255"), string.unpack("<j", ("\255"):rep(8)), string.unpack("<J", ("\255"):rep(8)))  -- expect: -1<TAB>255<TAB>-1<TAB>-1<TAB>9
