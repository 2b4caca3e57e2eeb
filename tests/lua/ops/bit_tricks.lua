-- Bit manipulation with 64-bit integers: counting, reversing, rotating, packing, Gray codes, Morton codes.
local function popcount(x)
  x = x - (x >> 1 & 0x5555555555555555)
  x = (x & 0x3333333333333333) + (x >> 2 & 0x3333333333333333)
  x = x + (x >> 4) & 0x0f0f0f0f0f0f0f0f
  return x * 0x0101010101010101 >> 56
end
local function slow(x)
  local n = 0
  for i = 0, 63 do n = n + (x >> i & 1) end
  return n
end
local function reverse(x)
  local r = 0
  for i = 0, 63 do r = r << 1 | x >> i & 1 end
  return r
end
local function rotate(x, n) return x << (n & 63) | x >> (-n & 63) end
local function clz(x)
  if x == 0 then return 64 end
  local n = 0
  for _, s in ipairs { 32, 16, 8, 4, 2, 1 } do
    if x >> 64 - s == 0 then
      n = n + s
      x = x << s
    end
  end
  return n
end
local function ctz(x) return x == 0 and 64 or popcount((x & -x) - 1) end
local function next_power(x)
  x = x - 1
  for _, s in ipairs { 1, 2, 4, 8, 16, 32 } do x = x | x >> s end
  return x + 1
end
local samples = { 0, 1, 2, 3, 255, 256, 0x123456789abcdef0, -1, math.mininteger, math.maxinteger, 0x5555555555555555, 0xf0f0f0f0 }
for _, x in ipairs(samples) do
  print(("%016x"):format(x), popcount(x), clz(x), ctz(x), ("%016x"):format(reverse(x)), ("%016x"):format(rotate(x, 20)), ("%016x"):format(rotate(x, -4)))  -- expect: 0000000000000000<TAB>0<TAB>64<TAB>64<TAB>0000000000000000<TAB>0000000000000000<TAB>0000000000000000
  -- expect: 0000000000000001<TAB>1<TAB>63<TAB>0<TAB>8000000000000000<TAB>0000000000100000<TAB>1000000000000000
  -- expect: 0000000000000002<TAB>1<TAB>62<TAB>1<TAB>4000000000000000<TAB>0000000000200000<TAB>2000000000000000
  -- expect: 0000000000000003<TAB>2<TAB>62<TAB>0<TAB>c000000000000000<TAB>0000000000300000<TAB>3000000000000000
  -- expect: 00000000000000ff<TAB>8<TAB>56<TAB>0<TAB>ff00000000000000<TAB>000000000ff00000<TAB>f00000000000000f
  -- expect: 0000000000000100<TAB>1<TAB>55<TAB>8<TAB>0080000000000000<TAB>0000000010000000<TAB>0000000000000010
  -- expect: 123456789abcdef0<TAB>32<TAB>3<TAB>4<TAB>0f7b3d591e6a2c48<TAB>6789abcdef012345<TAB>0123456789abcdef
  -- expect: ffffffffffffffff<TAB>64<TAB>0<TAB>0<TAB>ffffffffffffffff<TAB>ffffffffffffffff<TAB>ffffffffffffffff
  -- expect: 8000000000000000<TAB>1<TAB>0<TAB>63<TAB>0000000000000001<TAB>0000000000080000<TAB>0800000000000000
  -- expect: 7fffffffffffffff<TAB>63<TAB>1<TAB>0<TAB>fffffffffffffffe<TAB>fffffffffff7ffff<TAB>f7ffffffffffffff
  -- expect: 5555555555555555<TAB>32<TAB>1<TAB>0<TAB>aaaaaaaaaaaaaaaa<TAB>5555555555555555<TAB>5555555555555555
  -- expect: 00000000f0f0f0f0<TAB>16<TAB>32<TAB>4<TAB>0f0f0f0f00000000<TAB>000f0f0f0f000000<TAB>000000000f0f0f0f
  assert(popcount(x) == slow(x) and reverse(reverse(x)) == x and rotate(rotate(x, 13), -13) == x and rotate(x, 0) == x and rotate(x, 64) == x)
end
for _, x in ipairs { 1, 2, 3, 5, 100, 1 << 40, (1 << 40) + 1 } do io.write(next_power(x), " ") end
print()  -- expect: 1 2 4 8 128 1099511627776 2199023255552<SPACE>
for i = 0, 63 do
  local b = 1 << i
  assert(popcount(b) == 1 and ctz(b) == i and clz(b) == 63 - i and b & b - 1 == 0)
end
local row = {}
for i = 0, 15 do
  local g, back = i ~ i >> 1, 0
  local v = g
  while v ~= 0 do
    back = back ~ v
    v = v >> 1
  end
  assert(back == i)
  row[#row + 1] = ("%d%d%d%d"):format(g >> 3 & 1, g >> 2 & 1, g >> 1 & 1, g & 1)
end
print(table.concat(row, " "))  -- expect: 0000 0001 0011 0010 0110 0111 0101 0100 1100 1101 1111 1110 1010 1011 1001 1000
local function spread(x)
  x = (x | x << 16) & 0x0000ffff0000ffff
  x = (x | x << 8) & 0x00ff00ff00ff00ff
  x = (x | x << 4) & 0x0f0f0f0f0f0f0f0f
  x = (x | x << 2) & 0x3333333333333333
  return (x | x << 1) & 0x5555555555555555
end
print(spread(5), spread(0xffff), spread(3) | spread(5) << 1, ("%x"):format(spread(0xffffffff)))  -- expect: 17<TAB>1431655765<TAB>39<TAB>5555555555555555
-- swapping, averages, signs, absolute values without branches
for _, p in ipairs { { 3, 8 }, { -5, 5 }, { math.maxinteger, math.mininteger } } do
  local a, b = p[1], p[2]
  a = a ~ b
  b = a ~ b
  a = a ~ b
  local sign = a >> 63
  print(a, b, (a & b) + ((a ~ b) >> 1), (a ~ -sign) + sign, -sign)  -- expect: 8<TAB>3<TAB>5<TAB>8<TAB>0
  -- expect: 5<TAB>-5<TAB>-9223372036854775808<TAB>5<TAB>0
  -- expect: -9223372036854775808<TAB>9223372036854775807<TAB>9223372036854775807<TAB>-9223372036854775808<TAB>-1
end
-- subsets of a mask, permutations of bits
local mask, s, out = 22, 22, {}
repeat
  out[#out + 1] = s
  s = s - 1 & mask
until s == mask
print(table.concat(out, " "))  -- expect: 22 20 18 16 6 4 2 0
local v, list = 7, {}
while v < 64 do
  list[#list + 1] = v
  local c = v & -v
  local r = v + c
  v = ((r ~ v) >> 2) // c | r
end
print(table.concat(list, " "))  -- expect: 7 11 13 14 19 21 22 25 26 28 35 37 38 41 42 44 49 50 52 56
-- unsigned arithmetic on signed integers
local function udiv(a, b)
  if b < 0 then return math.ult(a, b) and 0 or 1 end
  if a >= 0 then return a // b end
  local q = (a >> 1) // b << 1
  return math.ult(a - q * b, b) and q or q + 1
end
print(udiv(-1, 10), udiv(-1, 3), udiv(-1, -1), udiv(5, -1), udiv(math.mininteger, 2), ("%u"):rep(0))  -- expect: 1844674407370955161<TAB>6148914691236517205<TAB>1<TAB>0<TAB>4611686018427387904<TAB>
print(("%.0f"):format(-1 % 2^64), math.ult(1, -1), (-1 >> 1) * 2 + 1)  -- expect: 18446744073709551616<TAB>true<TAB>-1
-- a linear feedback shift register comes back after all states
local x, period = 1, 0
repeat
  x = x >> 1 ~ -(x & 1) & 0xB400
  period = period + 1
until x == 1
print(period)  -- expect: 65535
