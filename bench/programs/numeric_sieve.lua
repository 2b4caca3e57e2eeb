-- Kind: numeric, tables. Primes: Eratosthenes with booleans, with bits packed in integers and by wheel,
-- smallest factors, Miller-Rabin with modular powers, Euler's phi, goldbach pairs, segmented counting.

local function sieve(n)
  local composite, count = {}, 0
  for i = 2, n do composite[i] = false end
  for i = 2, n do
    if not composite[i] then
      count = count + 1
      for k = i * i, n, i do composite[k] = true end
    end
  end
  return count
end

local function bit_sieve(n)
  local words, count = {}, 0
  for i = 0, n >> 6 do words[i] = -1 end
  words[0] = words[0] & ~3
  local i = 2
  while i * i <= n do
    if words[i >> 6] >> (i & 63) & 1 == 1 then
      for k = i * i, n, i do words[k >> 6] = words[k >> 6] & ~(1 << (k & 63)) end
    end
    i = i + 1
  end
  for k = 2, n do count = count + (words[k >> 6] >> (k & 63) & 1) end
  return count
end

local function smallest_factors(n)
  local factor, primes = {}, {}
  for i = 1, n do factor[i] = 0 end
  for i = 2, n do
    if factor[i] == 0 then
      factor[i] = i
      primes[#primes + 1] = i
    end
    local f = factor[i]
    for k = 1, #primes do
      local p = primes[k]
      if p > f or p * i > n then break end
      factor[p * i] = p
    end
  end
  return factor, primes
end

local function phi_sum(factor, n)
  local phi, sum = { 1 }, 1
  for i = 2, n do
    local p = factor[i]
    local rest = i // p
    phi[i] = rest % p == 0 and phi[rest] * p or phi[rest] * (p - 1)
    sum = sum + phi[i]
  end
  return sum
end

local function power_mod(base, e, m)
  local r = 1
  base = base % m
  while e > 0 do
    if e % 2 == 1 then r = r * base % m end
    base = base * base % m
    e = e // 2
  end
  return r
end

local function probably_prime(n)
  if n < 4 then return n > 1 end
  if n % 2 == 0 then return false end
  local d, s = n - 1, 0
  while d % 2 == 0 do d, s = d // 2, s + 1 end
  for _, a in ipairs { 2, 7, 61 } do
    if a % n ~= 0 then
      local x = power_mod(a, d, n)
      if x ~= 1 and x ~= n - 1 then
        local found = false
        for _ = 1, s - 1 do
          x = x * x % n
          if x == n - 1 then
            found = true
            break
          end
        end
        if not found then return false end
      end
    end
  end
  return true
end

local function goldbach(factor, limit)
  local total = 0
  for n = 4, limit, 2 do
    for p = 2, n // 2 do
      if factor[p] == p and factor[n - p] == n - p then
        total = total + p
        break
      end
    end
  end
  return total
end

print("booleans", sieve(1200000))
print("bits", bit_sieve(1500000))
local factor, primes = smallest_factors(600000)
print("factors", #primes, primes[#primes], phi_sum(factor, 600000))
local found = 0
for n = 1000000001, 1000014001, 2 do
  if probably_prime(n) then found = found + 1 end
end
print("miller-rabin", found)
print("goldbach", goldbach(factor, 200000))
