-- Checksums and digests with 64-bit integers: CRC-32, Adler-32, FNV-1a, MD5, SHA-1, SHA-256, SipHash.
local function hex(s) return (s:gsub(".", function(c) return ("%02x"):format(c:byte()) end)) end
local crc_table = {}
for i = 0, 255 do
  local c = i
  for _ = 1, 8 do c = c & 1 == 1 and 0xEDB88320 ~ c >> 1 or c >> 1 end
  crc_table[i] = c
end
local function crc32(s)
  local c = 0xffffffff
  for i = 1, #s do c = crc_table[(c ~ s:byte(i)) & 255] ~ c >> 8 end
  return ("%08x"):format(c ~ 0xffffffff)
end
local function adler32(s)
  local a, b = 1, 0
  for i = 1, #s do
    a = (a + s:byte(i)) % 65521
    b = (b + a) % 65521
  end
  return ("%08x"):format(b << 16 | a)
end
local function fnv1a(s)
  local h = 0xcbf29ce484222325
  for i = 1, #s do h = (h ~ s:byte(i)) * 0x100000001b3 end
  return ("%016x"):format(h)
end
local function rol(x, n) return (x << n | (x & 0xffffffff) >> 32 - n) & 0xffffffff end
local function ror(x, n) return rol(x, 32 - n) end
local function pad(s, big) return s .. "\128" .. ("\0"):rep((55 - #s) % 64) .. string.pack(big and ">I8" or "<I8", #s * 8) end
local function md5(s)
  local k, r = {}, { { 7, 12, 17, 22 }, { 5, 9, 14, 20 }, { 4, 11, 16, 23 }, { 6, 10, 15, 21 } }
  for i = 0, 63 do k[i] = math.floor(math.abs(math.sin(i + 1)) * 2^32) end
  local a0, b0, c0, d0 = 0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476
  s = pad(s)
  for at = 1, #s, 64 do
    local w = { string.unpack("<" .. ("I4"):rep(16), s, at) }
    local a, b, c, d = a0, b0, c0, d0
    for i = 0, 63 do
      local f, g
      if i < 16 then f, g = b & c | ~b & d, i
      elseif i < 32 then f, g = d & b | ~d & c, (5 * i + 1) % 16
      elseif i < 48 then f, g = b ~ c ~ d, (3 * i + 5) % 16
      else f, g = c ~ (b | ~d), 7 * i % 16 end
      f = f + a + k[i] + w[g + 1] & 0xffffffff
      a, d, c = d, c, b
      b = b + rol(f, r[i // 16 + 1][i % 4 + 1]) & 0xffffffff
    end
    a0, b0, c0, d0 = a0 + a & 0xffffffff, b0 + b & 0xffffffff, c0 + c & 0xffffffff, d0 + d & 0xffffffff
  end
  return hex(string.pack("<I4I4I4I4", a0, b0, c0, d0))
end
local function sha1(s)
  local h = { 0x67452301, 0xEFCDAB89, 0x98BADCFE, 0x10325476, 0xC3D2E1F0 }
  s = pad(s, true)
  for at = 1, #s, 64 do
    local w = { string.unpack(">" .. ("I4"):rep(16), s, at) }
    for i = 17, 80 do w[i] = rol(w[i - 3] ~ w[i - 8] ~ w[i - 14] ~ w[i - 16], 1) end
    local a, b, c, d, e = table.unpack(h)
    for i = 1, 80 do
      local f, k
      if i <= 20 then f, k = b & c | ~b & d, 0x5A827999
      elseif i <= 40 then f, k = b ~ c ~ d, 0x6ED9EBA1
      elseif i <= 60 then f, k = b & c | b & d | c & d, 0x8F1BBCDC
      else f, k = b ~ c ~ d, 0xCA62C1D6 end
      a, b, c, d, e = rol(a, 5) + f + e + k + w[i] & 0xffffffff, a, rol(b, 30), c, d
    end
    for i, v in ipairs { a, b, c, d, e } do h[i] = h[i] + v & 0xffffffff end
  end
  return hex(string.pack(">I4I4I4I4I4", table.unpack(h)))
end
local primes = {}
for n = 2, 311 do
  local prime = true
  for _, p in ipairs(primes) do if n % p == 0 then prime = false break end end
  if prime then primes[#primes + 1] = n end
end
local function fraction_bits(x) return math.floor((x - math.floor(x)) * 2^32) end
local function sha256(s)
  local h, k = {}, {}
  for i = 1, 8 do h[i] = fraction_bits(primes[i] ^ (1 / 2)) end
  for i = 1, 64 do k[i] = fraction_bits(primes[i] ^ (1 / 3)) end
  s = pad(s, true)
  for at = 1, #s, 64 do
    local w = { string.unpack(">" .. ("I4"):rep(16), s, at) }
    for i = 17, 64 do
      local x, y = w[i - 15], w[i - 2]
      w[i] = w[i - 16] + (ror(x, 7) ~ ror(x, 18) ~ x >> 3) + w[i - 7] + (ror(y, 17) ~ ror(y, 19) ~ y >> 10) & 0xffffffff
    end
    local a, b, c, d, e, f, g, hh = table.unpack(h)
    for i = 1, 64 do
      local t1 = hh + (ror(e, 6) ~ ror(e, 11) ~ ror(e, 25)) + (e & f ~ ~e & g) + k[i] + w[i]
      local t2 = (ror(a, 2) ~ ror(a, 13) ~ ror(a, 22)) + (a & b ~ a & c ~ b & c)
      a, b, c, d, e, f, g, hh = t1 + t2 & 0xffffffff, a, b, c, d + t1 & 0xffffffff, e, f, g
    end
    for i, v in ipairs { a, b, c, d, e, f, g, hh } do h[i] = h[i] + v & 0xffffffff end
  end
  return hex(string.pack(">" .. ("I4"):rep(8), table.unpack(h)))
end
local function siphash(key, s)
  local k0, k1 = string.unpack("<i8i8", key)
  local v0, v1, v2, v3 = k0 ~ 0x736f6d6570736575, k1 ~ 0x646f72616e646f6d, k0 ~ 0x6c7967656e657261, k1 ~ 0x7465646279746573
  local function rotl(x, n) return x << n | x >> 64 - n end
  local function round()
    v0 = v0 + v1 v1 = rotl(v1, 13) ~ v0 v0 = rotl(v0, 32)
    v2 = v2 + v3 v3 = rotl(v3, 16) ~ v2
    v0 = v0 + v3 v3 = rotl(v3, 21) ~ v0
    v2 = v2 + v1 v1 = rotl(v1, 17) ~ v2 v2 = rotl(v2, 32)
  end
  local last = (s .. ("\0"):rep(7 - #s % 8)) .. string.char(#s & 255)
  for at = 1, #last, 8 do
    local m = string.unpack("<i8", last, at)
    v3 = v3 ~ m
    round() round()
    v0 = v0 ~ m
  end
  v2 = v2 ~ 0xff
  for _ = 1, 4 do round() end
  return ("%016x"):format(v0 ~ v1 ~ v2 ~ v3)
end
for _, s in ipairs { "", "a", "abc", "message digest", "The quick brown fox jumps over the lazy dog", ("x"):rep(200) } do
  print(#s, crc32(s), adler32(s), fnv1a(s))  -- expect: 0<TAB>00000000<TAB>00000001<TAB>cbf29ce484222325
  print(md5(s), sha1(s))
  print(sha256(s))  -- expect: d41d8cd98f00b204e9800998ecf8427e<TAB>da39a3ee5e6b4b0d3255bfef95601890afd80709
  -- expect: e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855
  -- expect: 1<TAB>e8b7be43<TAB>00620062<TAB>af63dc4c8601ec8c
  -- expect: 0cc175b9c0f1b6a831c399e269772661<TAB>86f7e437faa5a7fce15d1ddcb9eaeaea377667b8
  -- expect: ca978112ca1bbdcafac231b39a23dc4da786eff8147c4e72b9807785afee48bb
  -- expect: 3<TAB>352441c2<TAB>024d0127<TAB>e71fa2190541574b
  -- expect: 900150983cd24fb0d6963f7d28e17f72<TAB>a9993e364706816aba3e25717850c26c9cd0d89d
  -- expect: ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad
  -- expect: 14<TAB>20159d7f<TAB>29750586<TAB>2dcbcce86fce9934
  -- expect: f96b697d7cb7938d525a2f31aaf161d0<TAB>c12252ceda8be8994d5fa0290a47231c1d16aae3
  -- expect: f7846f55cf23e14eebeab5b4e1550cad5b509e3348fbc4efa3a1413d393cb650
  -- expect: 43<TAB>414fa339<TAB>5bdc0fda<TAB>f3f9b7f5e7e47110
  -- expect: 9e107d9d372bb6826bd81d3542a419d6<TAB>2fd4e1c67a2d28fced849ee1bb76e7391b93eb12
  -- expect: d7a8fbb307d7809469ca9abcb0082e4f8d5651e46d3cdb762d02d0bf37c9e592
  -- expect: 200<TAB>7ecb6ba6<TAB>d0c45dc1<TAB>6ee14c8caecd5c45
  -- expect: 30a83621ce5422fbdfdd539777458c78<TAB>94218caae9904e93a3d7bf578bf4791926fc5e82
  -- expect: aa20c23e3201834050679e1d88941b9a6fed0557c9a705cb2c315e2e63fd486d
end
local key, data = "", ""
for i = 0, 15 do key = key .. string.char(i) end
for i = 0, 14 do data = data .. string.char(i) end
print(siphash(key, data))  -- expect: a129ca6149be45e5
