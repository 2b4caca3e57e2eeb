-- Loops over numbers in which `x = y or z` gives a variable another value on the way of its jump, or the loop's variable gets one:
-- registers that held the old one must not be used any more. Each is compared with itself written otherwise.
local function by_or(n, y)
  local x, s = 1.5, 0.0
  for i = 1, n do
    s = s + x * 2.0
    x = y or 7.0
    y = s * 0.25 - x
  end
  return s, x, y
end
local function by_if(n, y)
  local x, s = 1.5, 0.0
  for i = 1, n do
    s = s + x * 2.0
    if y then x = y else x = 7.0 end
    y = s * 0.25 - x
  end
  return s, x, y
end
local function by_and(n, y)
  local x, s, m = 3, 0, 0
  while m < n do
    m = m + 1
    s = s + x % 1000
    x = m % 5 > 0 and y or m
    y = s ~ x
  end
  return s, x, y
end
local function by_nested_if(n, y)
  local x, s, m = 3, 0, 0
  while m < n do
    m = m + 1
    s = s + x % 1000
    if m % 5 > 0 then
      if y then x = y else x = m end
    else
      x = m
    end
    y = s ~ x
  end
  return s, x, y
end

local function by_variable(n, y)
  local s = 0
  for i = 1, n do
    s = s ~ i
    i = i * y
    s = s + i
  end
  return s, n, y
end
local function by_copy(n, y)
  local s = 0
  for i = 1, n do
    local j = i
    s = s ~ j
    j = j * y
    s = s + j
  end
  return s, n, y
end

local function same(...)
  local a, b, c, x, y, z = ...
  assert(a == x and b == y and c == z, ("%s %s %s / %s %s %s"):format(a, b, c, x, y, z))
end
local function all(f, g, n, y)
  local a, b, c = f(n, y)
  same(a, b, c, g(n, y))
end
for n = 1, 200 do
  all(by_or, by_if, n, 2.5)
  all(by_and, by_nested_if, n, 12)
  all(by_variable, by_copy, n, 3)
end
for n = 1, 200 do
  all(by_or, by_if, n, false)
  all(by_and, by_nested_if, n, nil)
end
print("ok")
