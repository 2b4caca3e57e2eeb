-- Kind: recursion. Numeric recursion: Fibonacci by local, global and field, Ackermann, Takeuchi,
-- mutual recursion with and without tail calls, Hanoi, partitions, binomials.

local function fib(n) return n < 2 and n or fib(n - 1) + fib(n - 2) end

function global_fib(n)
  if n < 2 then return n end
  return global_fib(n - 1) + global_fib(n - 2)
end

local M = {}
function M.fib(n)
  if n < 2.0 then return n end
  return M.fib(n - 1.0) + M.fib(n - 2.0)
end

local function ack(m, n)
  if m == 0 then return n + 1 end
  if n == 0 then return ack(m - 1, 1) end
  return ack(m - 1, ack(m, n - 1))
end

local function tak(x, y, z)
  if y >= x then return z end
  return tak(tak(x - 1, y, z), tak(y - 1, z, x), tak(z - 1, x, y))
end

local is_odd
local function is_even(n)
  if n == 0 then return true end
  return is_odd(n - 1)
end
function is_odd(n)
  if n == 0 then return false end
  return is_even(n - 1)
end

local male
local function female(n) return n == 0 and 1 or n - male(female(n - 1)) end
function male(n) return n == 0 and 0 or n - female(male(n - 1)) end

local moves = 0
local function hanoi(n, from, to, via)
  if n == 0 then return end
  hanoi(n - 1, from, via, to)
  moves = moves + 1
  hanoi(n - 1, via, to, from)
end

local function partitions(n, largest)
  if n == 0 then return 1 end
  local count = 0
  for k = largest < n and largest or n, 1, -1 do count = count + partitions(n - k, k) end
  return count
end

local function binomial(n, k)
  if k == 0 or k == n then return 1 end
  return binomial(n - 1, k - 1) + binomial(n - 1, k)
end

local function depth(n) return n == 0 and 0 or 1 + depth(n - 1) end

print("fib", fib(30), global_fib(29), M.fib(28.0))
print("ack", ack(2, 300), ack(3, 7))
print("tak", tak(18, 11, 5))
print("even", is_even(2000000), is_odd(99999))
print("hofstadter", female(60), male(59))
hanoi(18, "a", "b", "c")
print("hanoi", moves)
print("partitions", partitions(46, 46))
print("binomial", binomial(21, 9))
local deep = 0
for _ = 1, 200 do deep = deep + depth(7000) end
print("depth", deep)
