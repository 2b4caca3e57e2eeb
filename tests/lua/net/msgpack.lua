-- trinity.net.msgpack: the bytes that the specification gives, both ways, and what is refused.
local msgpack = require "trinity.net.msgpack"

local function hex(bytes) return (bytes:gsub(".", function(c) return ("%02x"):format(c:byte()) end)) end
local function bytes(text) return (text:gsub("%x%x", function(c) return string.char(tonumber(c, 16)) end)) end

-- Each value, and its bytes as the reference library writes them.
local ext = msgpack.extension
local cases = {
  { msgpack.null, "c0" }, { true, "c3" }, { false, "c2" }, { 0, "00" }, { 127, "7f" }, { 128, "cc80" },
  { 255, "ccff" }, { 256, "cd0100" }, { 65535, "cdffff" }, { 65536, "ce00010000" },
  { 4294967295, "ceffffffff" }, { 4294967296, "cf0000000100000000" },
  { math.maxinteger, "cf7fffffffffffffff" }, { -1, "ff" }, { -32, "e0" }, { -33, "d0df" }, { -128, "d080" },
  { -129, "d1ff7f" }, { -32768, "d18000" }, { -32769, "d2ffff7fff" }, { -2147483648, "d280000000" },
  { -2147483649, "d3ffffffff7fffffff" }, { math.mininteger, "d38000000000000000" },
  { 1.5, "cb3ff8000000000000" }, { 0.1, "cb3fb999999999999a" }, { "", "a0" }, { "abc", "a3616263" },
  { ("a"):rep(31), "bf" .. ("61"):rep(31) }, { ("a"):rep(32), "d920" .. ("61"):rep(32) },
  { ("a"):rep(256), "da0100" .. ("61"):rep(256) }, { ("a"):rep(65536), "db00010000" .. ("61"):rep(65536) },
  { "\xff\0", "c402ff00" }, { "é", "a2c3a9" },
  { msgpack.array(), "90" }, { {}, "80" }, { { 1, 2, 3 }, "93010203" }, { { a = 1 }, "81a16101" },
  { { { {} } }, "919180" }, { { [3] = true }, "8103c3" }, { { [true] = "x" }, "81c3a178" },
  { ext(5, "a"), "d40561" }, { ext(5, "ab"), "d5056162" }, { ext(-1, "abcd"), "d6ff61626364" },
  { ext(5, ("a"):rep(8)), "d705" .. ("61"):rep(8) }, { ext(5, ("a"):rep(16)), "d805" .. ("61"):rep(16) },
  { ext(5, ""), "c70005" }, { ext(5, "abc"), "c70305616263" }, { ext(5, ("a"):rep(300)), "c8012c05" .. ("61"):rep(300) },
}
for i, case in ipairs(cases) do
  local written = msgpack.encode(case[1])
  assert(hex(written) == case[2], ("case %d: %s"):format(i, hex(written):sub(1, 40)))
  local read, why = msgpack.decode(bytes(case[2]))
  assert(read ~= nil, why)
  assert(msgpack.encode(read) == written, i)
end
local big = {}
for i = 1, 70000 do big[i] = i end
assert(msgpack.encode(big):sub(1, 5) == bytes "dd00011170" and #msgpack.decode(msgpack.encode(big)) == 70000)

-- Longer forms than needed, floats of 32 bits, and what has no integer.
assert(msgpack.decode(bytes "d9026162") == "ab" and msgpack.decode(bytes "cd0001") == 1)
assert(msgpack.decode(bytes "ca3fc00000") == 1.5)
assert(msgpack.decode(bytes "cfffffffffffffffff") == 2.0 ^ 64)
local e = msgpack.decode(bytes "d6ff00000001")
assert(e.type == -1 and e.data == "\0\0\0\1")

for text, why in pairs {
  [""] = "byte 0: expected 1 more bytes, found the end",
  ["9201"] = "byte 2: expected 1 more bytes, found the end",
  ["0101"] = "byte 1: expected the end, found 1 more bytes",
  ["c1"] = "byte 0: expected a type byte, found 0xc1",
  ["ddffffffff"] = "more bytes, found the end",
  ["81cb7ff800000000000001"] = "expected a key, found nan",
  [("91"):rep(200) .. "01"] = "nested deeper than 128",
} do
  local value, found = msgpack.decode(bytes(text))
  assert(value == nil and found:find(why, 1, true), text .. ": " .. tostring(found))
end
assert(not pcall(msgpack.encode, print) and not pcall(msgpack.encode) and not pcall(msgpack.extension, 200, ""))
local cycle = {}
cycle[1] = cycle
assert(select(2, pcall(msgpack.encode, cycle)):find("contains itself", 1, true))
print "ok"
