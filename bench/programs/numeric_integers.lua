-- Kind: numeric. Integer arithmetic: Collatz lengths, greatest common divisors, digit sums, perfect
-- numbers, modular inverses, floor division and modulo of both signs, dates by day number.

local function collatz(limit)
  local best, best_length, cache = 1, 1, { 1 }
  for start = 2, limit do
    local n, steps = start, 0
    while n >= start do
      if n % 2 == 0 then n = n // 2 else n = 3 * n + 1 end
      steps = steps + 1
    end
    local length = steps + cache[n]
    cache[start] = length
    if length > best_length then best, best_length = start, length end
  end
  return best, best_length
end

local function gcd(a, b)
  while b ~= 0 do a, b = b, a % b end
  return a
end

local function coprime_pairs(n)
  local count = 0
  for a = 1, n do
    for b = a, n do
      if gcd(a, b) == 1 then count = count + 1 end
    end
  end
  return count
end

local function digit_sum(n)
  local s = 0
  while n > 0 do
    s = s + n % 10
    n = n // 10
  end
  return s
end

local function palindrome(n)
  local r, m = 0, n
  while m > 0 do r, m = r * 10 + m % 10, m // 10 end
  return r == n
end

local function divisor_sums(n)
  local sums = {}
  for i = 1, n do sums[i] = 0 end
  for d = 1, n // 2 do
    for m = 2 * d, n, d do sums[m] = sums[m] + d end
  end
  local perfect, amicable = {}, 0
  for i = 2, n do
    local s = sums[i]
    if s == i then perfect[#perfect + 1] = i
    elseif s > i and s <= n and sums[s] == i then amicable = amicable + 1 end
  end
  return table.concat(perfect, ","), amicable
end

local function inverse(a, m)
  local old_r, r, old_s, s = a, m, 1, 0
  while r ~= 0 do
    local q = old_r // r
    old_r, r = r, old_r - q * r
    old_s, s = s, old_s - q * s
  end
  return old_s % m
end

local function signs(n)
  local s = 0
  for i = -n, n do
    if i ~= 0 then s = s + 1000003 // i * 7 + 1000003 % i - (-i) // 3 + -i % 5 + (i // 2.0 | 0) end
  end
  return s
end

local function from_days(z)
  z = z + 719468
  local era = z // 146097
  local doe = z - era * 146097
  local yoe = (doe - doe // 1460 + doe // 36524 - doe // 146096) // 365
  local doy = doe - (365 * yoe + yoe // 4 - yoe // 100)
  local mp = (5 * doy + 2) // 153
  local day, month = doy - (153 * mp + 2) // 5 + 1, mp < 10 and mp + 3 or mp - 9
  return yoe + era * 400 + (month <= 2 and 1 or 0), month, day
end

print("collatz", collatz(300000))
print("coprime", coprime_pairs(700))
local digits, palindromes = 0, 0
for i = 1, 300000 do
  digits = digits + digit_sum(i * 7)
  if palindrome(i) then palindromes = palindromes + 1 end
end
print("digits", digits, palindromes)
print("perfect", divisor_sums(150000))
local inverses = 0
for i = 1, 120000 do inverses = inverses ~ inverse(i, 1000000007) end
print("inverse", inverses)
print("signs", signs(350000))
local dates = 0
for day = -150000, 200000, 1 do
  local y, m, d = from_days(day)
  dates = (dates * 31 + y * 372 + m * 31 + d) % 1000000007
end
print("dates", dates, from_days(19800))
