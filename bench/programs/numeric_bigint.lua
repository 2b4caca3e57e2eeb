-- Kind: numeric, objects. Arbitrary-precision integers with metamethods: factorials, Fibonacci numbers,
-- powers, digits of pi and e, decimal output; limbs of 7 decimal digits in integer arrays.

local BASE, DIGITS = 10000000, 7
local Big = {}
Big.__index = Big

local function trim(limbs)
  local n = #limbs
  while n > 1 and limbs[n] == 0 do
    limbs[n] = nil
    n = n - 1
  end
  return setmetatable(limbs, Big)
end

local function big(n)
  if type(n) == "table" then return n end
  local limbs = {}
  repeat
    limbs[#limbs + 1] = n % BASE
    n = n // BASE
  until n == 0
  return setmetatable(limbs, Big)
end

Big.__add = function(a, b)
  a, b = big(a), big(b)
  local out, carry = {}, 0
  for i = 1, math.max(#a, #b) do
    local s = (a[i] or 0) + (b[i] or 0) + carry
    if s >= BASE then out[i], carry = s - BASE, 1 else out[i], carry = s, 0 end
  end
  if carry > 0 then out[#out + 1] = carry end
  return trim(out)
end

Big.__sub = function(a, b)
  a, b = big(a), big(b)
  local out, borrow = {}, 0
  for i = 1, #a do
    local s = a[i] - (b[i] or 0) - borrow
    if s < 0 then out[i], borrow = s + BASE, 1 else out[i], borrow = s, 0 end
  end
  assert(borrow == 0, "negative result")
  return trim(out)
end

Big.__mul = function(a, b)
  if type(b) == "number" and b < BASE then
    local out, carry = {}, 0
    for i = 1, #a do
      local p = a[i] * b + carry
      out[i], carry = p % BASE, p // BASE
    end
    if carry > 0 then out[#out + 1] = carry end
    return trim(out)
  end
  a, b = big(a), big(b)
  local out = {}
  for i = 1, #a + #b do out[i] = 0 end
  for i = 1, #a do
    local x, carry = a[i], 0
    for j = 1, #b do
      local p = x * b[j] + out[i + j - 1] + carry
      out[i + j - 1], carry = p % BASE, p // BASE
    end
    out[i + #b] = out[i + #b] + carry
  end
  return trim(out)
end

Big.__idiv = function(a, small)
  local out, rest = {}, 0
  for i = #a, 1, -1 do
    local v = rest * BASE + a[i]
    out[i], rest = v // small, v % small
  end
  return trim(out), rest
end

Big.__pow = function(a, e)
  local result = big(1)
  while e > 0 do
    if e & 1 == 1 then result = result * a end
    e = e >> 1
    if e > 0 then a = a * a end
  end
  return result
end

Big.__eq = function(a, b)
  if #a ~= #b then return false end
  for i = 1, #a do
    if a[i] ~= b[i] then return false end
  end
  return true
end
Big.__lt = function(a, b)
  a, b = big(a), big(b)
  if #a ~= #b then return #a < #b end
  for i = #a, 1, -1 do
    if a[i] ~= b[i] then return a[i] < b[i] end
  end
  return false
end
Big.__tostring = function(a)
  local out = { tostring(a[#a]) }
  for i = #a - 1, 1, -1 do out[#out + 1] = ("%07d"):format(a[i]) end
  return table.concat(out)
end
Big.__len = nil

local function factorial(n)
  local f = big(1)
  for i = 2, n do f = f * i end
  return f
end
local function fibonacci(n)
  local a, b = big(0), big(1)
  for _ = 1, n do a, b = b, a + b end
  return a
end
local function arctan_inverse(x, unity)
  local term = unity // x
  local total, n, sign = term, 3, -1
  local square = x * x
  while #term > 1 or term[1] > 0 do
    term = term // square
    local part = term // n
    total = sign > 0 and total + part or total - part
    n, sign = n + 2, -sign
  end
  return total
end
local function pi_digits(digits)
  local unity = big(10) ^ (digits + 10)
  local pi = (arctan_inverse(5, unity) * 4 - arctan_inverse(239, unity)) * 4
  return tostring(pi // 10000000 // 1000)
end
local function e_digits(digits)
  local unity = big(10) ^ digits
  local total, term, n = unity, unity, 1
  while #term > 1 or term[1] > 0 do
    term = term // n
    total = total + term
    n = n + 1
  end
  return tostring(total)
end

local function summary(s) return ("%d digits %s...%s"):format(#s, s:sub(1, 12), s:sub(-12)) end
print(summary(tostring(factorial(2600))))
print(summary(tostring(fibonacci(16000))))
print(summary(tostring(big(7) ^ 9000)))
print(summary(pi_digits(2000)))
print(summary(e_digits(2200)))
local f, g = factorial(300), factorial(299)
print(f == g * 300, g < f, f < g, tostring(f // 300) == tostring(g))
