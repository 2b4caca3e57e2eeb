-- The functions that compile_cost.cpp compiles: numbers, comparisons, jumps, loops, elements of tables; no calls, no fields. Each is
-- followed by the arguments it is timed with.
local array = {}
for i = 1, 1000 do array[i] = i * 0.5 end
local integers = {}
for i = 1, 1000 do integers[i] = i * 7 % 1000 end

return {
  {"sum of integers", function(n)
    local s = 0
    for i = 1, n do s = s + i * 3 & 0xffffff end
    return s
  end, 3000000},
  {"mandelbrot point", function(n, cr, ci)
    local zr, zi, count = 0.0, 0.0, 0
    for _ = 1, n do
      local r2, i2 = zr * zr, zi * zi
      if r2 + i2 > 4.0 then
        zr, zi = 0.0, 0.0
      else
        zi = 2.0 * zr * zi + ci
        zr = r2 - i2 + cr
        count = count + 1
      end
    end
    return count
  end, 1000000, -0.7, 0.3},
  {"sum of an array", function(n, t)
    local s = 0.0
    for _ = 1, n do
      for i = 1, #t do s = s + t[i] end
    end
    return s
  end, 400, array},
  {"lesser neighbours", function(n, from, to)
    local descents = 0
    for _ = 1, n do
      for i = 1, #from - 1 do
        local a, b = from[i], from[i + 1]
        if a > b then
          to[i] = b
          descents = descents + 1
        else
          to[i] = a
        end
      end
    end
    return descents
  end, 300, integers, {}},
  {"greatest divisors", function(n)
    local total = 0
    for i = 1, n do
      local a, b = i, n - i + 1
      while b ~= 0 do
        a, b = b, a % b
      end
      total = total + a
    end
    return total
  end, 30000},
  {"hash", function(n)
    local h = 5381
    for i = 1, n do
      h = (h * 33 ~ i) & 0xffffffff
      if h & 1 == 1 then h = h + i else h = h - i end
    end
    return h
  end, 2000000},
  {"polynomials", function(n)
    local total = 0.0
    for i = 1, n do
      local x = i / n
      local a = ((((1.5 * x + 2.5) * x - 3.5) * x + 4.5) * x - 5.5) * x + 6.5
      local b = ((((x - 0.5) * x + 1.25) * x - 2.25) * x + 3.25) * x - 4.25
      local c = (a - b) * (a + b) / (1.0 + a * a)
      local d = (a * b - c) / (2.0 + c * c)
      local e = a + b * x + c * x * x + d * x * x * x
      local f = -(a * e - b * d) / (1.0 + e * e)
      if e < f then total = total + e - d * 0.5 else total = total - f + c * 0.25 end
      if a <= b then total = total + 1.0 end
      if c > d then total = total + x end
    end
    return total
  end, 300000},
}
