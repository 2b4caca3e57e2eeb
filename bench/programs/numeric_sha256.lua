-- Kind: numeric, strings. SHA-256 and ChaCha20 on 32-bit words kept in 64-bit integers: rotations,
-- masks, string.pack/unpack of blocks; HMAC and a small proof-of-work search on top.

local pack, unpack, rep = string.pack, string.unpack, string.rep

-- The round constants are the first 32 bits of roots of primes; computed to stay short.
local function fraction_bits(x) return math.floor(x % 1 * 4294967296) end
local k, initial = {}, {}
do
  local n, found = 2, 0
  while found < 64 do
    local prime = true
    for d = 2, math.floor(math.sqrt(n)) do
      if n % d == 0 then prime = false break end
    end
    if prime then
      found = found + 1
      k[found] = fraction_bits(n ^ (1 / 3))
      if found <= 8 then initial[found] = fraction_bits(n ^ 0.5) end
    end
    n = n + 1
  end
end

local function rotate(x, n) return (x >> n | x << 32 - n) & 0xffffffff end

local function sha256(message)
  local length = #message
  message = message .. "\128" .. rep("\0", (55 - length) % 64) .. pack(">I8", length * 8)
  local h1, h2, h3, h4, h5, h6, h7, h8 = table.unpack(initial)
  local w = {}
  for block = 1, #message, 64 do
    for i = 0, 15 do w[i + 1] = unpack(">I4", message, block + i * 4) end
    for i = 17, 64 do
      local a, b = w[i - 15], w[i - 2]
      local s0 = rotate(a, 7) ~ rotate(a, 18) ~ a >> 3
      local s1 = rotate(b, 17) ~ rotate(b, 19) ~ b >> 10
      w[i] = (w[i - 16] + s0 + w[i - 7] + s1) & 0xffffffff
    end
    local a, b, c, d, e, f, g, h = h1, h2, h3, h4, h5, h6, h7, h8
    for i = 1, 64 do
      local s1 = rotate(e, 6) ~ rotate(e, 11) ~ rotate(e, 25)
      local t1 = h + s1 + (e & f ~ ~e & g) + k[i] + w[i]
      local s0 = rotate(a, 2) ~ rotate(a, 13) ~ rotate(a, 22)
      local t2 = s0 + (a & b ~ a & c ~ b & c)
      h, g, f, e, d, c, b, a = g, f, e, (d + t1) & 0xffffffff, c, b, a, (t1 + t2) & 0xffffffff
    end
    h1, h2, h3, h4 = (h1 + a) & 0xffffffff, (h2 + b) & 0xffffffff, (h3 + c) & 0xffffffff, (h4 + d) & 0xffffffff
    h5, h6, h7, h8 = (h5 + e) & 0xffffffff, (h6 + f) & 0xffffffff, (h7 + g) & 0xffffffff, (h8 + h) & 0xffffffff
  end
  return pack(">I4I4I4I4I4I4I4I4", h1, h2, h3, h4, h5, h6, h7, h8)
end

local function hex(s) return (s:gsub(".", function(c) return ("%02x"):format(c:byte()) end)) end

local function xor_key(key, byte)
  return (key .. rep("\0", 64 - #key)):gsub(".", function(c) return string.char(c:byte() ~ byte) end)
end
local function hmac(key, message)
  local inner, outer = xor_key(key, 0x36), xor_key(key, 0x5c)
  return sha256(outer .. sha256(inner .. message))
end

local function quarter(s, a, b, c, d)
  local function mix(x, y, z, n)
    s[x] = (s[x] + s[y]) & 0xffffffff
    local v = s[z] ~ s[x]
    s[z] = (v << n | v >> 32 - n) & 0xffffffff
  end
  mix(a, b, d, 16)
  mix(c, d, b, 12)
  mix(a, b, d, 8)
  mix(c, d, b, 7)
end
local function chacha_block(key, counter, nonce)
  local state = { 0x61707865, 0x3320646e, 0x79622d32, 0x6b206574, unpack("<I4I4I4I4I4I4I4I4", key) }
  state[13], state[14], state[15], state[16] = counter, unpack("<I4I4I4", nonce)
  local s = table.move(state, 1, 16, 1, {})
  for _ = 1, 10 do
    quarter(s, 1, 5, 9, 13)
    quarter(s, 2, 6, 10, 14)
    quarter(s, 3, 7, 11, 15)
    quarter(s, 4, 8, 12, 16)
    quarter(s, 1, 6, 11, 16)
    quarter(s, 2, 7, 12, 13)
    quarter(s, 3, 8, 9, 14)
    quarter(s, 4, 5, 10, 15)
  end
  for i = 1, 16 do s[i] = pack("<I4", (s[i] + state[i]) & 0xffffffff) end
  return table.concat(s)
end

print(hex(sha256("abc")))
print(hex(sha256(rep("a long message, ", 6000))))
print(hex(hmac("key", "The quick brown fox jumps over the lazy dog")))
local nonce = 0
repeat
  nonce = nonce + 1
  local digest = sha256("block-17:" .. nonce)
until digest:byte(1) == 0 and digest:byte(2) < 20
print("nonce", nonce)
local key = sha256("secret")
local sum = 0
for i = 1, 2000 do
  local block = chacha_block(key, i, "nonce-1 here")
  sum = sum * 31 + unpack("<i8", block, i % 50 + 1)
end
print(("%016x"):format(sum))
