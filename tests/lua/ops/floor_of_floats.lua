-- Floats divided and rounded down, and what is left, to the last bit: native code computes both without the C library. What it
-- should be comes from math.floor and math.fmod.
local pack, unpack, floor, fmod, abs = string.pack, string.unpack, math.floor, math.fmod, math.abs
local inf = math.huge

local function bits(x) return (unpack("<i8", pack("<d", x))) end
local function float(n) return (unpack("<d", pack("<i8", n))) end
local function quotient(x, y)
  local exact = x / y
  if not (abs(exact) < 2.0 ^ 52) or exact == 0 then return exact end
  local whole = floor(exact) * 1.0
  return whole
end
local function rest(x, y)
  local left = fmod(x, y)
  if left < 0 and y > 0 or left > 0 and y < 0 then left = left + y end
  return left
end

-- Every function runs in loops that hold numbers in registers, in other loops, and where nothing is known of its operands.
local wrong = 0
local function compare(xs, ys, name, got, want)
  for i = 1, #got do
    local g, w = got[i], want(xs[i], ys[i])
    if bits(g) ~= bits(w) and (g == g or w == w) and wrong < 20 then
      wrong = wrong + 1
      print(("%a %s %a is %a, not %a"):format(xs[i], name, ys[i], w, g))
    end
  end
end
local function in_registers(xs, ys, q, r)
  for i = 1, #xs do
    local x, y = xs[i], ys[i]
    q[i] = x // y
    r[i] = x % y
  end
end
local function in_memory(xs, ys, q, r)
  for i = 1, #xs do
    local x, y, keep = xs[i], ys[i], {}
    q[i] = x // y
    r[i] = x % y
  end
end
local function check(xs, ys)
  local q, r = {}, {}
  in_registers(xs, ys, q, r)
  compare(xs, ys, "//", q, quotient)
  compare(xs, ys, "%", r, rest)
  local q2, r2 = {}, {}
  in_memory(xs, ys, q2, r2)
  compare(xs, ys, "//", q2, quotient)
  compare(xs, ys, "%", r2, rest)
end

-- Random floats first, so that sites know floats alone when the edges come.
local seed = 88172645463325252
local function random()
  seed = seed ~ seed << 13
  seed = seed ~ seed >> 7
  seed = seed ~ seed << 17
  return seed
end
local kinds = {
  function() return float(random()), float(random()) end,
  function() return (random() >> 20) * 1.0, ((random() >> 54) - 300) * 0.25 end,
  function() local y = (random() >> 12) * 2.0 ^ -40 return y * (random() >> 39), y end,  -- multiples, and beside them
  function() local y = (random() >> 12) * -2.0 ^ -40 return y * ((random() >> 39) + 0.5), y end,
  function() local y = float(random()) return y * ((random() >> 39) * 0.5), y end,
  function() local y = float(random() & ~(0x7ff << 52)) return y * (random() >> 39), y end,  -- subnormal
  function() local y = float(random()) return y * 1.5 * ((random() & 1) * 2 - 1), y end,
  function() return (random() >> 40) * 2.0 ^ -12 * (1 - 2 * (random() & 1)), (random() >> 11) * 2.0 ^ -53 end,
}
local xs, ys = {}, {}
for round = 1, 12 do
  for i = 1, 256 do xs[i], ys[i] = kinds[i % #kinds + 1]() end
  check(xs, ys)
end

local edges = {
  0.0, 1.0, 0.5, 2.5, 3.0, 0.1, inf, 0.0 / 0.0, 2.0 ^ 52, 2.0 ^ 52 - 0.5, 2.0 ^ 51 + 0.5, 2.0 ^ 53, 2.0 ^ 63, 1e308, 0x1.fffffffffffffp1023,
  0x1p-1074, 0x1p-1022, 0x1.ffffffffffffep-1023, 1e-300, 2.0 ^ 1000, 2.0 ^ 999, 2.0 ^ 24, 2.0 ^ 24 - 1, 2.0 ^ 24 - 0.5, 2.0 ^ 24 + 1,
  0x1.fffffffffffffp-1, 0x1.0000000000001p0, math.pi, 2 * math.pi, 360.0, 1e15 + 0.3, 1e9 + 7.0,
}
for i = 1, #edges do edges[#edges + 1] = -edges[i] end
local e, f = {}, {}
for _, x in ipairs(edges) do
  for _, y in ipairs(edges) do e[#e + 1], f[#f + 1] = x, y end
end
check(e, f)

-- Integers with floats, and constants.
local function mixed(from, to)
  local s, t, u, v = 0.0, 0.0, 0.0, 0.0
  for i = from, to do
    s = s + i // 0.75
    t = t + i % 0.75
    u = u + (i * 0.37) // 1
    v = v - (i * 0.37) % -7
  end
  return s, t, u, v
end
for _ = 1, 40 do mixed(-5, 5) end
print(("%a %a %a %a"):format(mixed(-1000, 1003)))  -- expect: 0x1.a18p+11 0x1.f5p+8 0x1.e4p+6 0x1.b58c7ae147ae2p+12
print(wrong)                                       -- expect: 0
