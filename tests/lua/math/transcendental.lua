-- The functions over reals: exact cases, identities, domains.
local function near(a, b) return math.abs(a - b) <= 1e-14 * math.max(1, math.abs(a), math.abs(b)) end
assert(math.sqrt(16) == 4.0 and math.sqrt(2)^2 - 2 < 1e-15 and math.sqrt(0) == 0 and math.sqrt(1 / 0) == 1 / 0 and math.type(math.sqrt(4)) == "float")
assert(math.sqrt(-1) ~= math.sqrt(-1) and 1 / math.sqrt(-0.0) == -1 / 0)
assert(math.exp(0) == 1 and near(math.exp(1), 2.718281828459045) and math.exp(-1 / 0) == 0 and math.exp(1000) == 1 / 0)
assert(math.log(1) == 0 and math.log(0) == -1 / 0 and math.log(-1) ~= math.log(-1) and near(math.log(math.exp(3)), 3))
assert(math.log(8, 2) == 3 and math.log(1000, 10) == 3 and near(math.log(81, 3), 4) and math.log(1024, 2) == 10 and math.log(1 << 62, 2) == 62)
assert(math.log(2, 0) == 0 and math.log(2, 1) == 1 / 0 and math.log(100, 10.0) == 2 and math.log(0, 2) == -1 / 0 and math.log(0, 10) == -1 / 0)
for i = 0, 1000 do
  local x = i / 50 - 10
  assert(near(math.sin(x)^2 + math.cos(x)^2, 1))
  assert(near(math.tan(x) * math.cos(x), math.sin(x)))
  assert(near(math.exp(x) * math.exp(-x), 1))
  assert(near(math.atan(math.sin(x), math.cos(x)), math.atan(math.tan(x / 2)) * 2) or math.abs(math.cos(x) + 1) < 1e-3)
  if math.abs(x) <= 1 then
    assert(near(math.sin(math.asin(x)), x) and near(math.cos(math.acos(x)), x))
  end
  assert(near(math.tan(math.atan(x)), x))
end
assert(near(math.sin(math.pi / 6), 0.5) and near(math.cos(math.pi / 3), 0.5) and near(math.tan(math.pi / 4), 1))
assert(math.sin(0) == 0 and 1 / math.sin(-0.0) == -1 / 0 and math.cos(0) == 1 and math.atan(0) == 0 and math.asin(1) == math.pi / 2 and math.acos(1) == 0)
assert(math.acos(-1) == math.pi and math.asin(2) ~= math.asin(2) and math.acos(-2) ~= math.acos(-2) and math.sin(1 / 0) ~= math.sin(1 / 0))
assert(math.atan(1) == math.pi / 4 and math.atan(1, 1) == math.pi / 4 and math.atan(1, -1) == 3 * math.pi / 4 and math.atan(-1, -1) == -3 * math.pi / 4)
assert(math.atan(0, -1) == math.pi and math.atan(-0.0, -1) == -math.pi and math.atan(1, 0) == math.pi / 2 and math.atan(1 / 0) == math.pi / 2)
assert(math.atan(0.0, 1) == 0 and math.atan(5, 1 / 0) == 0 and math.atan(1 / 0, 1 / 0) == math.pi / 4)
assert(math.deg(math.pi) == 180 and math.rad(180) == math.pi and math.deg(0) == 0 and near(math.rad(math.deg(1)), 1))
-- functions kept for older programs
assert(math.pow(2, 10) == 1024.0 and near(math.cosh(1)^2 - math.sinh(1)^2, 1) and near(math.tanh(1), math.sinh(1) / math.cosh(1)))
assert(math.log10(1000) == 3 and math.ldexp(0.75, 4) == 12 and math.ldexp(1, -1) == 0.5)
local m, e = math.frexp(12)
assert(m == 0.75 and e == 4 and math.type(e) == "integer")
m, e = math.frexp(0)
assert(m == 0 and e == 0)
m, e = math.frexp(-2^-1074)
assert(m == -0.5 and e == -1073)
assert(math.frexp(1 / 0) == 1 / 0)
-- numerals in strings
assert(math.sqrt("16") == 4 and math.sin("0") == 0 and math.log("8", "2") == 3)
-- errors
for _, name in ipairs { "sqrt", "exp", "log", "sin", "cos", "tan", "asin", "acos", "deg", "rad" } do
  local ok, message = pcall(math[name])
  assert(not ok and message == "bad argument #1 to 'math." .. name .. "' (number expected, got no value)", message)
  ok, message = pcall(math[name], {})
  assert(not ok and message == "bad argument #1 to 'math." .. name .. "' (number expected, got table)", message)
  ok, message = pcall(math[name], "text")
  assert(not ok and message == "bad argument #1 to 'math." .. name .. "' (number expected, got string)", message)
end
assert(select(2, pcall(math.log, 2, {})) == "bad argument #2 to 'math.log' (number expected, got table)")
assert(select(2, pcall(function() return math.atan(2, "x") end)):find("bad argument #2 to 'atan' (number expected, got string)", 1, true))
print "ok"
