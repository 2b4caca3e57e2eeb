-- Kind: numeric, tables. Spectral norm by power iteration, a fast Fourier transform in place, a
-- convolution, Simpson integration and series sums with the math library.

local function a(i, j)
  local ij = i + j - 1
  return 1.0 / (ij * (ij - 1) * 0.5 + i)
end
local function times(v, n, u)
  for i = 1, n do
    local s = 0
    for j = 1, n do s = s + a(i, j) * v[j] end
    u[i] = s
  end
end
local function times_transposed(v, n, u)
  for i = 1, n do
    local s = 0
    for j = 1, n do s = s + a(j, i) * v[j] end
    u[i] = s
  end
end
local function spectral(n, rounds)
  local u, v, t = {}, {}, {}
  for i = 1, n do u[i] = 1 end
  for _ = 1, rounds do
    times(u, n, t)
    times_transposed(t, n, v)
    times(v, n, t)
    times_transposed(t, n, u)
  end
  local vbv, vv = 0, 0
  for i = 1, n do
    vbv = vbv + u[i] * v[i]
    vv = vv + v[i] * v[i]
  end
  return math.sqrt(vbv / vv)
end

local function fft(re, im, inverse)
  local n = #re
  local j = 1
  for i = 1, n do
    if i < j then
      re[i], re[j] = re[j], re[i]
      im[i], im[j] = im[j], im[i]
    end
    local m = n >> 1
    while m >= 1 and j > m do
      j = j - m
      m = m >> 1
    end
    j = j + m
  end
  local size = 2
  while size <= n do
    local angle = (inverse and 2 or -2) * math.pi / size
    local wr, wi = math.cos(angle), math.sin(angle)
    for start = 1, n, size do
      local cr, ci = 1.0, 0.0
      for k = start, start + size // 2 - 1 do
        local o = k + size // 2
        local tr, ti = re[o] * cr - im[o] * ci, re[o] * ci + im[o] * cr
        re[o], im[o] = re[k] - tr, im[k] - ti
        re[k], im[k] = re[k] + tr, im[k] + ti
        cr, ci = cr * wr - ci * wi, cr * wi + ci * wr
      end
    end
    size = size * 2
  end
  if inverse then
    for i = 1, n do re[i], im[i] = re[i] / n, im[i] / n end
  end
end

local function convolve(signal, kernel)
  local out, half = {}, #kernel // 2
  for i = 1, #signal do
    local s = 0
    for k = 1, #kernel do
      local x = signal[i + k - half - 1]
      if x then s = s + x * kernel[k] end
    end
    out[i] = s
  end
  return out
end

local function simpson(f, from, to, n)
  local h = (to - from) / n
  local s = f(from) + f(to)
  for i = 1, n - 1 do s = s + f(from + i * h) * (i % 2 == 0 and 2 or 4) end
  return s * h / 3
end

local function series(n)
  local harmonic, alternating, flint, sign = 0, 0, 0, 1
  for k = 1, n do
    harmonic = harmonic + 1 / k
    alternating = alternating + sign / (2 * k - 1)
    flint = flint + 1 / (k ^ 3 * math.sin(k) ^ 2)
    sign = -sign
  end
  return harmonic, alternating * 4, flint
end

print(("%.9f"):format(spectral(300, 10)))
local re, im = {}, {}
for i = 1, 4096 do re[i], im[i] = math.sin(i * 0.1) + (i % 50) / 25, 0.0 end
for _ = 1, 22 do
  fft(re, im, false)
  local peak, at = 0, 0
  for i = 2, 2048 do
    local p = re[i] * re[i] + im[i] * im[i]
    if p > peak then peak, at = p, i end
  end
  fft(re, im, true)
  print(("%.6f %d %.9f"):format(math.sqrt(peak), at, re[100]))
end
local smooth = convolve(re, { 1 / 9, 2 / 9, 3 / 9, 2 / 9, 1 / 9 })
print(("%.9f"):format(smooth[2000]))
print(("%.9f %.9f"):format(simpson(math.exp, 0, 1, 200000), simpson(function(x) return math.log(x) * x end, 1, 3, 200000)))
print(("%.9f %.9f %.9f"):format(series(400000)))
