-- needs: lua-zlib
local zlib = require "zlib"
local text = ("some text to compress, "):rep(1000)
local packed = zlib.deflate()(text, "finish") ; assert(#packed < #text / 10)
local unpacked, complete, size_in, size_out = zlib.inflate()(packed)
assert(unpacked == text and complete and size_in == #packed and size_out == #text)
local stream, parts = zlib.inflate(), {}
for i = 1, #packed, 7 do parts[#parts + 1] = stream(packed:sub(i, i + 6)) end
assert(table.concat(parts) == text)
assert(zlib.crc32()("abc") == 0x352441C2 and zlib.adler32()("abc") == 0x024D0127)
assert(not pcall(zlib.inflate(), "not compressed at all"))
print "ok"
