-- Kind: numeric, strings. Checksums and generators on 64-bit integers: CRC-32 by table, Adler, FNV-1a,
-- Murmur-style mixing, xorshift and PCG random numbers, bit reversal and population counts.

local function make_crc_table()
  local t = {}
  for i = 0, 255 do
    local c = i
    for _ = 1, 8 do c = c & 1 == 1 and 0xedb88320 ~ c >> 1 or c >> 1 end
    t[i] = c
  end
  return t
end
local crc_table = make_crc_table()
local function crc32(s)
  local c = 0xffffffff
  for i = 1, #s do c = crc_table[(c ~ s:byte(i)) & 0xff] ~ c >> 8 end
  return c ~ 0xffffffff
end

local function adler32(s)
  local a, b = 1, 0
  for i = 1, #s do
    a = (a + s:byte(i)) % 65521
    b = (b + a) % 65521
  end
  return b << 16 | a
end

local function fnv1a(s)
  local h = 0xcbf29ce484222325
  for i = 1, #s do h = (h ~ s:byte(i)) * 0x100000001b3 end
  return h
end

local function murmur(s, seed)
  local m, h = 0xc6a4a7935bd1e995, seed ~ #s * 0xc6a4a7935bd1e995
  local n = #s // 8 * 8
  for i = 1, n, 8 do
    local k = string.unpack("<i8", s, i) * m
    h = (h ~ (k ~ k >> 47) * m) * m
  end
  for i = n + 1, #s do h = (h ~ s:byte(i)) * m end
  h = (h ~ h >> 47) * m
  return h ~ h >> 47
end

local function xorshift(seed)
  local x = seed
  return function()
    x = x ~ x << 13
    x = x ~ x >> 7
    x = x ~ x << 17
    return x
  end
end

local function pcg(seed)
  local state = seed
  return function()
    local old = state
    state = old * 6364136223846793005 + 1442695040888963407
    local word = (old >> 18 ~ old) >> 27 & 0xffffffff
    local rotation = old >> 59
    return (word >> rotation | word << (-rotation & 31)) & 0xffffffff
  end
end

local function population(x)
  x = x - (x >> 1 & 0x5555555555555555)
  x = (x & 0x3333333333333333) + (x >> 2 & 0x3333333333333333)
  x = x + (x >> 4) & 0x0f0f0f0f0f0f0f0f
  return x * 0x0101010101010101 >> 56
end

local function reverse(x)
  local r = 0
  for _ = 1, 64 do
    r = r << 1 | x & 1
    x = x >> 1
  end
  return r
end

local text = {}
for i = 1, 900 do text[i] = "record " .. i .. ":" .. i * i end
text = table.concat(text, ";")
for round = 1, 30 do
  local s = text:sub(round * 10)
  print(("%08x %08x %016x %016x"):format(crc32(s), adler32(s), fnv1a(s), murmur(s, round)))
end
local next_a, next_b = xorshift(88172645463325252), pcg(42)
local bits, sum, small = 0, 0, 0
for i = 1, 1500000 do
  local a, b = next_a(), next_b()
  bits = bits + population(a)
  sum = sum * 31 + (a ~ b)
  if b % 100 < 10 then small = small + 1 end
end
local mirrored = 0
for i = 1, 40000 do mirrored = mirrored ~ reverse(i * 0x9e3779b97f4a7c15) end
print(bits, ("%016x"):format(sum), small, ("%016x"):format(mirrored))
