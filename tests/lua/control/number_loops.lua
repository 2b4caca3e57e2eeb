-- Innermost loops over numbers, which native code keeps in machine registers: whatever changes on the way - types, tables, the loop's
-- variable, who looks on - they do what the loop in memory does. Every function runs often enough to be compiled.
local function often(f, ...)
  for _ = 1, 300 do f(...) end
  return f(...)
end
local unpack = table.unpack

-- Arithmetic of both kinds, every operator, constants and registers on either side.
print(often(function(n)
  local a, b, c, d, e, f, g, h = 1, 2, 3, 4, 5, 6, 7, 8
  for i = 1, n do
    a = a + i; b = b - a; c = c * 3 + b; d = d & c | 1; e = e ~ d; f = f // 3 + e % 7; g = g << 1 ~ f; h = h >> 1 | g
    a = -a; b = ~b; c = 7 - c; d = i - d
  end
  return a, b, c, d, e, f, g, h
end, 20))
print(often(function(n)
  local a, b, c, d, e, f, g = 1.5, 2.5, -0.0, 4.0, 1e300, 1 / 3, 2.0
  for i = 1, n do
    a = a + b; b = b * 1.0625; c = c - a; d = d / b; e = e * 1e10; f = f - c / d; g = -g
    a = a + i; b = i - b; c = 2 * c; d = d + 3
  end
  return a, b, c, d, e, f, g
end, 12))
print(often(function(n)  -- mixed: integers become floats, floats stay
  local x, y = 0, 1.0
  for i = 1, n do
    x = x + i / 2
    y = y * i + 1
  end
  return x, y, math.type(x), math.type(y)
end, 10))
print(often(function(n)  -- wraps around
  local x, y = math.maxinteger - 3, math.mininteger + 3
  for i = 1, n do x = x + 1; y = y - 1; x = x * 3 end
  return x, y
end, 9))
print(often(function(a, b)  -- shifts by anything
  local out = {}
  for i = -70, 70, 7 do out[#out + 1] = (a << i) ~ (b >> i) end
  return table.concat(out, " ")
end, 0x123456789abcdef, -1))

-- Order and equality, NaN among them, conditions that jump out, forward and back.
local nan = 0.0 / 0.0  -- its sign is the processor's
for _, v in ipairs { 1, 2, 3, 1.0, 2.5, nan, math.huge, -math.huge, math.mininteger } do
  print(v == v and v or 'nan', often(function(x)
    local n = 0
    for i = 1, 4 do
      if i < x then n = n + 1 end
      if i <= x then n = n + 10 end
      if x < 2 then n = n + 100 end
      if x >= 2.5 then n = n + 1000 end
      if x == i then n = n + 10000 end
      if x ~= 2 then n = n + 100000 end
      if not (x > 1) then n = n + 1000000 end
      if not (x <= i) then n = n + 10000000 end
    end
    return n
  end, v))
end
print(often(function(n)
  local i, sum = 0, 0
  repeat
    i = i + 1
    if i % 3 == 0 then goto next end
    sum = sum + i
    if sum > 50 then break end
    ::next::
  until i >= n
  return i, sum
end, 40))
print(often(function(x)
  local steps = 0
  while x ~= 1 do
    if x % 2 == 0 then x = x // 2 else x = 3 * x + 1 end
    steps = steps + 1
  end
  return steps
end, 27))
print(often(function(x)
  local i = 0.5
  repeat i = i * 1.5 until i > x
  return i
end, 1000.25))

-- A slot changes its type in the middle.
local function changes(values, n)
  local acc = 0
  for i = 1, n do
    acc = acc + values[i % #values + 1]
    if i == n - 2 then acc = acc .. "" end
  end
  return acc, math.type(acc)
end
print(often(changes, { 1, 2, 3 }, 10))
print(often(changes, { 1.5, 2.5 }, 10))
print(often(changes, { 1, 2.5, "3" }, 10))
print(pcall(often, changes, { 1, {}, 2 }, 10))
print(pcall(often, function(n)
  local x = 1
  for i = 1, n do
    x = x * 2
    if i == n then x = nil end
    x = x + 1
  end
end, 8))
print(pcall(often, function(n)
  local x = 10
  for i = n, 0, -1 do x = x // i end
end, 5))
print(pcall(often, function(n)
  local x = 10
  for i = n, 0, -1 do x = 7 % i end
end, 5))
print(often(function(n)
  local x = 10
  for i = n, -5, -1 do if i ~= 0 then x = x + 100 // i - 100 % i end end
  return x
end, 5))
print(often(function() local x = math.mininteger for i = 1, 3 do x = x // -1 end return x end))

-- Divisors that processors do not divide by come to loops that have been in registers for long.
local function divided(x, from, to)
  for i = from, to, -1 do x = x // i end
  return x
end
local function left(x, from, to)
  local sum = 0
  for i = from, to, -1 do sum = sum + x % i end
  return sum
end
often(divided, 1000, 9, 1)
often(left, 1000, 9, 1)
print(pcall(divided, 1000, 5, 0))
print(pcall(left, 1000, 5, 0))
print(divided(math.mininteger, -1, -1), left(math.mininteger, -1, -1), divided(math.mininteger, -1, -5), left(1000, -1, -5))

-- Metamethods and strings come and go.
local V = setmetatable({}, {
  __add = function(a, b) return 5 end,
  __mul = function() return 2.5 end,
  __lt = function() return true end,
  __le = function() return false end,
  __index = function(_, k) return k * 2 end,
})
print(often(function(list)
  local s, t = 0, 0.0
  for i = 1, #list do
    local v = list[i]
    s = s + v
    t = t * v + 1
    if v < 3 then t = t + 0.5 end
  end
  return s, t
end, { 1, 2.5, V, 3, 5 }))

-- Elements of arrays of every kind, read and written, beyond the end, through metatables.
local function copy_scaled(from, to, n, by)
  for i = 1, n do to[i] = from[i] * by end
  return unpack(to, 1, n)
end
print(often(copy_scaled, { 1, 2, 3, 4 }, {}, 4, 2))
print(often(copy_scaled, { 1.5, 2.5, 3, 4 }, { 0, 0, 0, 0 }, 4, 2))
print(often(copy_scaled, { 1, 2, 3, 4 }, { 0.5, 0.5, 0.5 }, 4, 2))
print(often(copy_scaled, { 1, 2, 3, 4 }, { "a", "b", "c", "d" }, 4, 0.5))
print(often(copy_scaled, { 1, 2 }, setmetatable({}, { __newindex = function(t, k, v) rawset(t, k, v + 1) end }), 2, 3))
print(often(copy_scaled, V, {}, 3, 3))
print(pcall(often, copy_scaled, { 1, 2, 3 }, {}, 4, 2))
print(often(function(t)
  local first, last = 1, #t
  while first < last do
    t[first], t[last] = t[last], t[first]
    first, last = first + 1, last - 1
  end
  return unpack(t)
end, { 1, 2.5, "three", false, 5 }))
print(often(function(n)
  local sieve, count = {}, 0
  for i = 2, n do sieve[i] = true end
  for i = 2, n do
    if sieve[i] then
      count = count + 1
      for j = i * i, n, i do sieve[j] = false end
    end
  end
  return count
end, 200))
print(often(function(t)
  local last = nil
  for i = 1, 5 do
    t[3] = t[i]
    last = t[3]
    t[1] = i
    t[2] = i * 0.5
  end
  return last, t[1], t[2], t[3]
end, { 10, 20, 30, 40, 50 }))

-- Fields, upvalues, globals between the registers.
up, ground = 0, { x = 0, y = 0.5 }
local held = 0
print(often(function(n)
  local o, s = { a = 1, b = 2.0 }, 0
  for i = 1, n do
    o.a = o.a + i
    o.b = o.b * 1.5
    held = held + i % 2
    up = up + 1
    ground.x = ground.x + o.a
    s = s + o.a
    if o.b > 10 then o.b = 1 end
  end
  return s, o.a, o.b
end, 10), held, up, ground.x)

-- Library functions and closures in the loop; a variable that closures share.
print(often(function(n)
  local s, t, fs = 0, 0.0, {}
  for i = 1, n do
    s = s + math.max(i, 3) * #tostring(i)
    t = t + math.floor(t / 2 + i) ^ 0.5
    local captured = i * 2
    fs[i] = function() captured = captured + 1 return captured end
  end
  return s, string.format("%.10g", t), fs[1](), fs[1](), fs[n]()
end, 8))
print(often(function(n)
  local shared = 0
  local function bump() shared = shared + 0.5 end
  for i = 1, n do
    shared = shared + i
    if i % 3 == 0 then bump() end
  end
  return shared, math.type(shared)
end, 10))

-- The loop's variable is assigned to, the step is negative, huge or a float; loops at the ends of the range.
print(often(function(n)
  local s = 0
  for i = 1, n do
    local kept = i
    i = i * 10
    s = s + i + kept
  end
  return s
end, 6))
print(often(function()
  local n, s = 0, 0
  for i = math.maxinteger - 2, math.maxinteger do n = n + 1; s = s ~ i end
  for i = math.mininteger + 2, math.mininteger, -1 do n = n + 1; s = s ~ i end
  for i = 1, 3, math.maxinteger do n = n + 1; s = s + i end
  for i = 3, 1 do n = n + 100 end
  return n, s
end))
print(often(function()
  local s = 0
  for x = 1.0, 3, 0.25 do s = s + x * 2 end
  for x = 3, 1, -0.5 do s = s - x end
  return s
end))

-- Nested: the outer loop hands values to the inner one and takes them back.
print(often(function(n)
  local total, inner = 0, 0.0
  for i = 1, n do
    local row = i * 1.0
    for j = 1, i do
      row = row * 0.5 + j
      total = total + j
    end
    inner = inner + row
    if i % 2 == 0 then total = total - i end
  end
  return total, inner
end, 9))

-- Someone looks on, and changes what they see.
if debug and debug.sethook then
  local seen = {}
  local function watched(n)
    local a, b = 0, 0.5
    for i = 1, n do
      a = a + i
      b = b + a
    end
    return a, b
  end
  often(watched, 10)
  debug.sethook(function()
    local info = debug.getinfo(2, "f")
    if info and info.func == watched then
      local k = 1
      while true do
        local name, value = debug.getlocal(2, k)
        if not name then break end
        if name == "a" and math.type(value) == "integer" then seen[value] = true end
        k = k + 1
      end
    end
  end, "", 7)
  print(watched(200))
  debug.sethook()
  local sums, ok = {}, true
  local s = 0
  sums[0] = true
  for i = 1, 200 do s = s + i; sums[s] = true end
  for v in pairs(seen) do ok = ok and sums[v] end
  print(ok, next(seen) ~= nil)

  debug.sethook(function()
    local info = debug.getinfo(2, "f")
    if info and info.func == watched then
      local k = 1
      while true do
        local name = debug.getlocal(2, k)
        if not name then break end
        if name == "b" then debug.setlocal(2, k, "7") end
        k = k + 1
      end
      debug.sethook()
    end
  end, "", 100)
  local a, b = watched(300)
  print(a, math.type(b))
end

-- Coroutines that stop in the middle.
do
  local co = coroutine.wrap(function(n)
    local a, b = 0, 1.0
    for i = 1, n do
      a = a + i
      b = b * 1.25
      if i % 25 == 0 then n = coroutine.yield(a, b) or n end
    end
    return "done", a, b
  end)
  for _ = 1, 5 do print(co(100)) end
end

-- What only one way through the loop has loaded is not there for the other: more variables than there are registers, one of them
-- first used where control comes in the first round and then seldom.
print(often(function(n, b, c, d, e)
  local s, t = 0, 0
  for i = 1, n do
    s = s + i; s = s ~ i; s = s & 0xffff
    if i % 5 == 1 then t = b * 2 end
    s = s + (b + 1)
    t = t + c * 3; t = t - d * 5; t = t ~ e * 7; t = t & 0xffff
  end
  return s, t
end, 33, 1000, 70, 7, 11))
print(often(function(n, b, c, d, e, f, g)
  local s, t, u = 0.0, 1.0, 2.0
  for i = 1, n do
    s = s + t; t = t * 0.5; u = u - s; s = s + u; t = t - u
    if i % 4 == 1 then u = b * 2.0 end
    s = s + (b + 1.0)
    t = t + c * 3.0; u = u - d * 5.0; t = t - e / f; u = u + g * f; s = s - c * g
  end
  return s, t, u
end, 21, 1000.5, 70.25, 7.5, 3.25, 2.5, 1.75))
