-- Arbitrary precision integers: addition, multiplication, division by small, powers, printing.
local Big = {}
Big.__index = Big
local BASE, DIGITS = 10 ^ 7 | 0, 7
local function normal(b)
  while #b > 1 and b[#b] == 0 do b[#b] = nil end
  if #b == 1 and b[1] == 0 then b.negative = false end
  return setmetatable(b, Big)
end
local function big(v)
  if getmetatable(v) == Big then return v end
  local s = tostring(v)
  local b = { negative = s:sub(1, 1) == "-" }
  s = s:gsub("^-", "")
  while #s > 0 do
    b[#b + 1] = tonumber(s:sub(-DIGITS), 10)
    s = s:sub(1, -DIGITS - 1)
  end
  return normal(b)
end
local function compare(a, b)
  if #a ~= #b then return #a < #b and -1 or 1 end
  for i = #a, 1, -1 do
    if a[i] ~= b[i] then return a[i] < b[i] and -1 or 1 end
  end
  return 0
end
local function add(a, b)
  local r, carry = {}, 0
  for i = 1, math.max(#a, #b) do
    local s = (a[i] or 0) + (b[i] or 0) + carry
    r[i], carry = s % BASE, s // BASE
  end
  if carry > 0 then r[#r + 1] = carry end
  return r
end
local function sub(a, b)
  local r, borrow = {}, 0
  for i = 1, #a do
    local s = a[i] - (b[i] or 0) - borrow
    borrow = s < 0 and 1 or 0
    r[i] = s + borrow * BASE
  end
  return r
end
function Big.__add(a, b)
  a, b = big(a), big(b)
  if a.negative == b.negative then
    local r = add(a, b)
    r.negative = a.negative
    return normal(r)
  end
  local swapped = compare(a, b) < 0
  local r = swapped and sub(b, a) or sub(a, b)
  r.negative = (swapped and b or a).negative
  return normal(r)
end
function Big.__unm(a)
  local r = { table.unpack(a) }
  r.negative = not a.negative
  return normal(r)
end
function Big.__sub(a, b) return big(a) + -big(b) end
function Big.__mul(a, b)
  a, b = big(a), big(b)
  local r = {}
  for i = 1, #a + #b do r[i] = 0 end
  for i = 1, #a do
    local carry = 0
    for j = 1, #b do
      local s = r[i + j - 1] + a[i] * b[j] + carry
      r[i + j - 1], carry = s % BASE, s // BASE
    end
    r[i + #b] = r[i + #b] + carry
  end
  r.negative = a.negative ~= b.negative
  return normal(r)
end
function Big.small(a, d)
  local r, rest = {}, 0
  for i = #a, 1, -1 do
    local s = rest * BASE + a[i]
    r[i], rest = s // d, s % d
  end
  r.negative = a.negative
  return normal(r), rest
end
function Big.__pow(a, n)
  local r = big(1)
  while n > 0 do
    if n % 2 == 1 then r = r * a end
    a, n = a * a, n // 2
  end
  return r
end
function Big.__eq(a, b) return a.negative == b.negative and compare(a, b) == 0 end
function Big.__lt(a, b)
  a, b = big(a), big(b)
  if a.negative ~= b.negative then return a.negative end
  return compare(a, b) == (a.negative and 1 or -1)
end
function Big.__le(a, b) return not (big(b) < big(a)) end
function Big.__tostring(a)
  local out = { a.negative and "-" or "", ("%d"):format(a[#a]) }
  for i = #a - 1, 1, -1 do out[#out + 1] = ("%07d"):format(a[i]) end
  return table.concat(out)
end
print(big(0), big(-5), big("123456789012345678901234567890"), big(math.mininteger))  -- expect: 0<TAB>-5<TAB>123456789012345678901234567890<TAB>-9223372036854775808
print(big("99999999999999999999") + 1, big(5) - 8, big(-5) + 5, big("10000000000000000000") - 1, -big(0))  -- expect: 100000000000000000000<TAB>-3<TAB>0<TAB>9999999999999999999<TAB>0
print(big("123456789") * big("987654321"), big(-7) * 6, big(7) * -6, big(-7) * -6, big(0) * -3)  -- expect: 121932631112635269<TAB>-42<TAB>-42<TAB>42<TAB>0
print(big(2) ^ 100, big(3) ^ 50, big(-2) ^ 63, big(10) ^ 30, big(7) ^ 0)  -- expect: 1267650600228229401496703205376<TAB>717897987691852588770249<TAB>-9223372036854775808<TAB>1000000000000000000000000000000<TAB>1
local f = big(1)
for i = 1, 50 do f = f * i end
print(f)  -- expect: 30414093201713378043612608166064768844377641568960512000000000000
local q, r = f:small(51)
print(q, r, q * 51 + r == f)  -- expect: 596354768661046628306129571883622918517208658214912000000000000<TAB>0<TAB>true
print(big(5) < 6, big(-5) < -6, big(5) <= 5, big(2) ^ 64 > big(2) ^ 63, big(-2) ^ 3 < 0, big(3) == big("3"))  -- expect: true<TAB>false<TAB>true<TAB>true<TAB>true<TAB>true
local a, b = big(0), big(1)
for i = 1, 300 do a, b = b, a + b end
print(a)  -- expect: 222232244629420445529739893461909967206666939096499764990979600
local digits = 0
for d in tostring(big(2) ^ 1000):gmatch("%d") do digits = digits + d end
print(digits, #tostring(big(9) ^ 200))  -- expect: 1366<TAB>191
