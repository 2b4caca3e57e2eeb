-- Polynomials and complex numbers: arithmetic, division, roots, interpolation.
local C = {}
C.__index = C
local function c(re, im) return setmetatable({ re = re, im = im or 0 }, C) end
local function lift(v) return getmetatable(v) == C and v or c(v) end
function C.__add(a, b) a, b = lift(a), lift(b) return c(a.re + b.re, a.im + b.im) end
function C.__sub(a, b) a, b = lift(a), lift(b) return c(a.re - b.re, a.im - b.im) end
function C.__mul(a, b) a, b = lift(a), lift(b) return c(a.re * b.re - a.im * b.im, a.re * b.im + a.im * b.re) end
function C.__div(a, b)
  a, b = lift(a), lift(b)
  local d = b.re * b.re + b.im * b.im
  return c((a.re * b.re + a.im * b.im) / d, (a.im * b.re - a.re * b.im) / d)
end
function C.__unm(a) return c(-a.re, -a.im) end
function C.__eq(a, b) return a.re == b.re and a.im == b.im end
function C.__len(a) return math.sqrt(a.re * a.re + a.im * a.im) end
function C.__tostring(a)
  local re, im = ("%.4g"):format(a.re), ("%.4g"):format(math.abs(a.im))
  if im == "0" then return (re:gsub("^%-0$", "0")) end
  return (re == "0" or re == "-0") and (a.im < 0 and "-" or "") .. im .. "i" or re .. (a.im < 0 and "-" or "+") .. im .. "i"
end
function C.__pow(a, n)
  local r = c(1)
  for _ = 1, n do r = r * a end
  return r
end
local i = c(0, 1)
print(i * i, c(1, 2) + 3, 3 - c(1, 2), c(1, 2) * c(3, -1), c(1, 2) / c(3, -1), -i, #c(3, 4), c(1, 1) ^ 8, c(1) == c(1, 0), 2 * i)  -- expect: -1<TAB>4+2i<TAB>2-2i<TAB>5+5i<TAB>0.1+0.7i<TAB>-1i<TAB>5.0<TAB>16<TAB>true<TAB>2i
local P = {}
P.__index = P
local function trim(t)
  while #t > 0 and t[#t] == 0 do t[#t] = nil end
  return setmetatable(t, P)
end
local function poly(...) return trim { ... } end
function P.__add(a, b)
  local r = {}
  for k = 1, math.max(#a, #b) do r[k] = (rawget(a, k) or 0) + (rawget(b, k) or 0) end
  return trim(r)
end
function P.__unm(a)
  local r = {}
  for k, v in ipairs(a) do r[k] = -v end
  return trim(r)
end
function P.__sub(a, b) return a + -b end
function P.__mul(a, b)
  local r = {}
  for k = 1, #a + #b - 1 do r[k] = 0 end
  for x, u in ipairs(a) do for y, v in ipairs(b) do r[x + y - 1] = r[x + y - 1] + u * v end end
  return trim(r)
end
function P.divide(a, b)
  local rest, q = table.move(a, 1, #a, 1, {}), {}
  for k = #a - #b + 1, 1, -1 do
    local f = rest[k + #b - 1] / b[#b]
    q[k] = f
    for j = 1, #b do rest[k + j - 1] = rest[k + j - 1] - f * b[j] end
  end
  return trim(q), trim(rest)
end
function P.__call(p, x)
  local v = 0
  for k = #p, 1, -1 do v = v * x + p[k] end
  return v
end
function P.__eq(a, b)
  if #a ~= #b then return false end
  for k, v in ipairs(a) do if v ~= b[k] then return false end end
  return true
end
function P.derivative(p)
  local r = {}
  for k = 2, #p do r[k - 1] = p[k] * (k - 1) end
  return trim(r)
end
function P.compose(p, q)
  local r = poly()
  for k = #p, 1, -1 do r = r * q + poly(p[k]) end
  return r
end
function P.__tostring(p)
  if #p == 0 then return "0" end
  local out = {}
  for k = #p, 1, -1 do
    local v = p[k]
    if v ~= 0 then
      local size = ("%g"):format(math.abs(v))
      if size == "1" and k > 1 then size = "" end
      out[#out + 1] = (v < 0 and (#out > 0 and "- " or "-") or #out > 0 and "+ " or "") .. size .. (k > 2 and "x^" .. k - 1 or k == 2 and "x" or "")
    end
  end
  return table.concat(out, " ")
end
local a, b = poly(1, 2, 1), poly(-1, 1)
print(a, b, a + b, a - a, a * b, -b, a(3), b(1), a:derivative(), a:compose(b), a == poly(1, 2, 1, 0), a == b)  -- expect: x^2 + 2x + 1<TAB>x - 1<TAB>x^2 + 3x<TAB>0<TAB>x^3 + x^2 - x - 1<TAB>-x + 1<TAB>16<TAB>0<TAB>2x + 2<TAB>x^2<TAB>true<TAB>false
print((a * b):divide(b))  -- expect: x^2 + 2x + 1<TAB>0
print(poly(1, 0, 0, 1):divide(poly(1, 1)))  -- expect: x^2 - x + 1<TAB>0
print(poly(5, 4, 3):divide(poly(1, 2)))  -- expect: 1.5x + 1.25<TAB>3.75
-- Lagrange
local function interpolate(points)
  local sum = poly()
  for j, p in ipairs(points) do
    local term = poly(p[2])
    for k, q in ipairs(points) do
      if k ~= j then term = term * poly(-q[1] / (p[1] - q[1]), 1 / (p[1] - q[1])) end
    end
    sum = sum + term
  end
  return sum
end
print(interpolate { { 0, 1 }, { 1, 3 }, { 2, 7 } }, interpolate { { -2, -8 }, { -1, -1 }, { 0, 0 }, { 2, 8 } }, interpolate { { 4, 7 } })  -- expect: x^2 + x + 1<TAB>x^3 - 1.11022e-16x<TAB>7
-- roots by Durand-Kerner
local function roots(p)
  local n, r = #p - 1, {}
  for k = 1, n do r[k] = c(0.4, 0.9) ^ k end
  for _ = 1, 80 do
    for k = 1, n do
      local d = c(p[#p])
      for j = 1, n do if j ~= k then d = d * (r[k] - r[j]) end end
      r[k] = r[k] - p(r[k]) / d
    end
  end
  table.sort(r, function(x, y)
    if math.abs(x.re - y.re) > 1e-6 then return x.re < y.re end
    return x.im < y.im
  end)
  local out = {}
  for k = 1, n do out[k] = tostring(c(math.floor(r[k].re * 1e4 + 0.5) / 1e4, math.floor(r[k].im * 1e4 + 0.5) / 1e4)) end
  return table.concat(out, "  ")
end
print(roots(poly(-6, 11, -6, 1)))  -- expect: 1  2  3
print(roots(poly(1, 0, 1)), roots(poly(-1, 0, 0, 1)))  -- expect: -1i  1i<TAB>-0.5-0.866i  -0.5+0.866i  1
print(roots(poly(24, -50, 35, -10, 1)))  -- expect: 1  2  3  4
local t = { [0] = poly(1), poly(0, 1) }
for n = 2, 8 do t[n] = poly(0, 2) * t[n - 1] - t[n - 2] end
for n = 0, 8, 2 do print(t[n]) end  -- expect: 1
-- expect: 2x^2 - 1
-- expect: 8x^4 - 8x^2 + 1
-- expect: 32x^6 - 48x^4 + 18x^2 - 1
-- expect: 128x^8 - 256x^6 + 160x^4 - 32x^2 + 1
