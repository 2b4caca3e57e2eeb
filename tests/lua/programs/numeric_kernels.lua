-- Small versions of well-known kernels; results to all digits.
local function nbody(steps)
  local solar = 4 * math.pi^2
  local bodies = {
    { 0, 0, 0, 0, 0, 0, solar },
    { 4.84143144246472090, -1.16032004402742839, -0.103622044471123109, 0.606326392995832, 2.81198684491626020, -0.02521836165988763, 0.000954791938424326609 * solar },
    { 8.34336671824457987, 4.12479856412430479, -0.403523417114321381, -1.01077434617879236, 1.82566237123041186, 0.00841576137658415351, 0.000285885980666130812 * solar },
  }
  local function energy()
    local e = 0
    for i, b in ipairs(bodies) do
      e = e + 0.5 * b[7] * (b[4]^2 + b[5]^2 + b[6]^2)
      for j = i + 1, #bodies do
        local c = bodies[j]
        e = e - b[7] * c[7] / math.sqrt((b[1] - c[1])^2 + (b[2] - c[2])^2 + (b[3] - c[3])^2)
      end
    end
    return e
  end
  local before = energy()
  for _ = 1, steps do
    for i, b in ipairs(bodies) do
      for j = i + 1, #bodies do
        local c = bodies[j]
        local dx, dy, dz = b[1] - c[1], b[2] - c[2], b[3] - c[3]
        local d2 = dx * dx + dy * dy + dz * dz
        local mag = 0.01 / (d2 * math.sqrt(d2))
        b[4], b[5], b[6] = b[4] - dx * c[7] * mag, b[5] - dy * c[7] * mag, b[6] - dz * c[7] * mag
        c[4], c[5], c[6] = c[4] + dx * b[7] * mag, c[5] + dy * b[7] * mag, c[6] + dz * b[7] * mag
      end
    end
    for _, b in ipairs(bodies) do b[1], b[2], b[3] = b[1] + 0.01 * b[4], b[2] + 0.01 * b[5], b[3] + 0.01 * b[6] end
  end
  return ("%.17g"):format(before), ("%.17g"):format(energy())
end
print(nbody(300))  -- expect: -0.16618830475011401<TAB>-0.16612830072413162
local function fannkuch(n)
  local p, q, s, sign, maxflips, sum = {}, {}, {}, 1, 0, 0
  for i = 1, n do p[i], q[i], s[i] = i, i, i end
  repeat
    local q0 = p[1]
    if q0 ~= 1 then
      for i = 2, n do q[i] = p[i] end
      local flips = 1
      while true do
        local qq = q[q0]
        if qq == 1 then
          sum = sum + sign * flips
          if flips > maxflips then maxflips = flips end
          break
        end
        q[q0] = q0
        if q0 >= 4 then
          local i, j = 2, q0 - 1
          repeat
            q[i], q[j] = q[j], q[i]
            i, j = i + 1, j - 1
          until i >= j
        end
        q0, flips = qq, flips + 1
      end
    end
    if sign == 1 then
      p[1], p[2] = p[2], p[1]
      sign = -1
    else
      p[2], p[3] = p[3], p[2]
      sign = 1
      for i = 3, n do
        local sx = s[i]
        if sx ~= 1 then
          s[i] = sx - 1
          break
        end
        if i == n then return sum, maxflips end
        s[i] = i
        local t = p[1]
        for j = 1, i do p[j] = p[j + 1] end
        p[i + 1] = t
      end
    end
  until false
end
print(fannkuch(7))  -- expect: 228<TAB>16
local function spectral(n)
  local function A(i, j) return 1 / ((i + j) * (i + j + 1) / 2 + i + 1) end
  local function mul(v, at)
    local r = {}
    for i = 0, n - 1 do
      local a = 0
      for j = 0, n - 1 do a = a + (at and A(j, i) or A(i, j)) * v[j] end
      r[i] = a
    end
    return r
  end
  local u, v = {}, nil
  for i = 0, n - 1 do u[i] = 1 end
  for _ = 1, 4 do
    v = mul(mul(u), true)
    u = mul(mul(v), true)
  end
  local vBv, vv = 0, 0
  for i = 0, n - 1 do vBv, vv = vBv + u[i] * v[i], vv + v[i] * v[i] end
  return ("%.17g"):format(math.sqrt(vBv / vv))
end
print(spectral(30))  -- expect: 1.2740973804270965
local function mandelbrot(w, h)
  local rows = {}
  for y = 0, h - 1 do
    local row = {}
    for x = 0, w - 1 do
      local cr, ci, zr, zi, n = 3 * x / w - 2.2, 2.4 * y / h - 1.2, 0, 0, 0
      while zr * zr + zi * zi < 4 and n < 40 do zr, zi, n = zr * zr - zi * zi + cr, 2 * zr * zi + ci, n + 1 end
      row[#row + 1] = (" .:-=+*#%@"):sub(n // 4 % 10 + 1, n // 4 % 10 + 1)
    end
    rows[#rows + 1] = (table.concat(row):gsub(" +$", ""))
  end
  return rows
end
for _, r in ipairs(mandelbrot(60, 18)) do print("|" .. r .. "|") end  -- expect: ||
-- expect: |                                 .......::......|
-- expect: |                             ...........::+:.......|
-- expect: |                          ............:-    =:.......|
-- expect: |                       .........+-::-= =+  +-+:=:..:...|
-- expect: |                   ............::                  -:...|
-- expect: |             ......-.........::+                   =:=...|
-- expect: |       ............:- =# +*-:-                      -:....|
-- expect: |     ..........:-::=         *                       .....|
-- expect: |                                                  -:......|
-- expect: |     ..........:-::=         *                       .....|
-- expect: |       ............:- =# +*-:-                      -:....|
-- expect: |             ......-.........::+                   =:=...|
-- expect: |                   ............::                  -:...|
-- expect: |                       .........+-::-= =+  +-+:=:..:...|
-- expect: |                          ............:-    =:.......|
-- expect: |                             ...........::+:.......|
-- expect: |                                 .......::......|
local function trees(d) if d == 0 then return {} end return { trees(d - 1), trees(d - 1) } end
local function check(t) return t[1] and 1 + check(t[1]) + check(t[2]) or 1 end
print(check(trees(10)), check(trees(0)))  -- expect: 2047<TAB>1
local function fft(re, im)
  local n = #re
  if n == 1 then return re, im end
  local er, ei, orr, oi = {}, {}, {}, {}
  for i = 1, n, 2 do er[#er + 1], ei[#ei + 1], orr[#orr + 1], oi[#oi + 1] = re[i], im[i], re[i + 1], im[i + 1] end
  er, ei = fft(er, ei)
  orr, oi = fft(orr, oi)
  local rr, ri = {}, {}
  for k = 1, n // 2 do
    local a = -2 * math.pi * (k - 1) / n
    local c, s = math.cos(a), math.sin(a)
    local tr, ti = c * orr[k] - s * oi[k], s * orr[k] + c * oi[k]
    rr[k], ri[k], rr[k + n // 2], ri[k + n // 2] = er[k] + tr, ei[k] + ti, er[k] - tr, ei[k] - ti
  end
  return rr, ri
end
local re, im = {}, {}
for i = 1, 16 do re[i], im[i] = (i * i) % 7, 0 end
re, im = fft(re, im)
local parts = {}
for i = 1, 16 do parts[i] = ("%.9f%+.9fi"):format(re[i], im[i]) end
print((table.concat(parts, " "):gsub("%-0%.000000000", "0.000000000"):gsub("%+0%.0+i", "+0i")))  -- expect: 33.000000000+0i 1.178454147-0.986330254i 2.828427125-7.242640687i 0.977948978+4.248302881i 5.000000000+4.000000000i -8.392162541-3.165910681i -2.828427125-1.242640687i -5.764240584+3.599456184i -3.000000000+0i -5.764240584-3.599456184i -2.828427125+1.242640687i -8.392162541+3.165910681i 5.000000000-4.000000000i 0.977948978-4.248302881i 2.828427125+7.242640687i 1.178454147+0.986330254i
local sieve, count = {}, 0
for i = 2, 20000 do
  if not sieve[i] then
    count = count + 1
    for j = i * i, 20000, i do sieve[j] = true end
  end
end
print(count)  -- expect: 2262
local digits = {}
do
  local a, q = {}, 0
  for i = 1, 10 * 60 // 3 do a[i] = 2 end
  local nines, predigit = 0, nil
  for _ = 1, 60 do
    q = 0
    for i = #a, 1, -1 do
      local x = 10 * a[i] + q * i
      a[i] = x % (2 * i - 1)
      q = x // (2 * i - 1)
    end
    a[1] = q % 10
    q = q // 10
    if q == 9 then nines = nines + 1
    elseif q == 10 then
      digits[#digits + 1] = predigit + 1
      for _ = 1, nines do digits[#digits + 1] = 0 end
      predigit, nines = 0, 0
    else
      digits[#digits + 1] = predigit
      for _ = 1, nines do digits[#digits + 1] = 9 end
      predigit, nines = q, 0
    end
  end
end
print(table.concat(digits))  -- expect: 31415926535897932384626433832795028841971693993751058209749
