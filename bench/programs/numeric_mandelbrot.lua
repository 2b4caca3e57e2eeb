-- Kind: numeric. The Mandelbrot set written twice (plain floats, complex objects with metamethods) and a
-- Julia set with a bail-out histogram; output packed to bits as in a PBM file.

local function bitmap(size, limit)
  local bytes, sum = {}, 0
  for y = 0, size - 1 do
    local ci = 2.0 * y / size - 1.0
    local bits = 0
    for x = 0, size - 1 do
      local cr = 2.0 * x / size - 1.5
      local zr, zi, zr2, zi2 = 0.0, 0.0, 0.0, 0.0
      local inside = 1
      for _ = 1, limit do
        zi = 2.0 * zr * zi + ci
        zr = zr2 - zi2 + cr
        zr2, zi2 = zr * zr, zi * zi
        if zr2 + zi2 > 4.0 then
          inside = 0
          break
        end
      end
      bits = bits << 1 | inside
      if x % 8 == 7 then
        bytes[#bytes + 1] = bits
        sum = (sum * 31 + bits) % 1000000007
        bits = 0
      end
    end
  end
  return #bytes, sum
end

local Complex = {}
Complex.__index = Complex
local function complex(re, im) return setmetatable({ re = re, im = im }, Complex) end
Complex.__add = function(a, b) return complex(a.re + b.re, a.im + b.im) end
Complex.__mul = function(a, b) return complex(a.re * b.re - a.im * b.im, a.re * b.im + a.im * b.re) end
function Complex:norm() return self.re * self.re + self.im * self.im end

local function objects(size, limit)
  local total = 0
  for y = 1, size do
    for x = 1, size do
      local c, z = complex(3 * x / size - 2, 2 * y / size - 1), complex(0, 0)
      local n = 0
      while n < limit and z:norm() <= 4 do
        z = z * z + c
        n = n + 1
      end
      total = total + n
    end
  end
  return total
end

local function julia(size, limit)
  local histogram = {}
  for n = 0, limit do histogram[n] = 0 end
  for y = 1, size do
    for x = 1, size do
      local zr, zi, n = 3.0 * x / size - 1.5, 3.0 * y / size - 1.5, 0
      while n < limit do
        local a, b = zr * zr, zi * zi
        if a + b > 4.0 then break end
        zr, zi = a - b - 0.8, 2 * zr * zi + 0.156
        n = n + 1
      end
      histogram[n] = histogram[n] + 1
    end
  end
  local sum = 0
  for n = 0, limit do sum = (sum * 7 + histogram[n]) % 1000000007 end
  return sum, histogram[limit]
end

print("bitmap", bitmap(416, 50))
print("objects", objects(120, 50))
print("julia", julia(380, 80))
