-- A Pratt parser for expressions: to trees, to text, to numbers, to closures, with derivatives.
local function tokenize(s)
  local out, at = {}, 1
  while true do
    at = s:find("%S", at)
    if not at then break end
    local number = s:match("^%d+%.?%d*", at)
    local name = s:match("^[%a_]%w*", at)
    local token = number or name or s:sub(at, at)
    out[#out + 1] = { text = token, number = tonumber(number), name = name, at = at }
    at = at + #token
  end
  out[#out + 1] = { text = "<end>", at = #s + 1 }
  return out
end
local left = { ["+"] = 10, ["-"] = 10, ["*"] = 20, ["/"] = 20, ["%"] = 20, ["^"] = 40 }
local function parse(source)
  local tokens, i = tokenize(source), 1
  local expression
  local function fail(what) error(("%s at %d, found '%s'"):format(what, tokens[i].at, tokens[i].text), 0) end
  local function expect(t)
    if tokens[i].text ~= t then fail("expected '" .. t .. "'") end
    i = i + 1
  end
  local function prefix()
    local t = tokens[i]
    if t.number then
      i = i + 1
      return t.number
    elseif t.name then
      i = i + 1
      if tokens[i].text ~= "(" then return { "var", t.name } end
      i = i + 1
      local call = { "call", t.name }
      if tokens[i].text ~= ")" then
        repeat
          call[#call + 1] = expression(0)
          local more = tokens[i].text == ","
          if more then i = i + 1 end
        until not more
      end
      expect ")"
      return call
    elseif t.text == "(" then
      i = i + 1
      local e = expression(0)
      expect ")"
      return e
    elseif t.text == "-" then
      i = i + 1
      return { "neg", expression(30) }
    end
    fail "expected a value"
  end
  function expression(least)
    local e = prefix()
    while true do
      local op = tokens[i].text
      local power = left[op]
      if not power or power <= least then return e end
      i = i + 1
      e = { op, e, expression(op == "^" and power - 1 or power) }
    end
  end
  local e = expression(0)
  if tokens[i].text ~= "<end>" then fail "expected an operator" end
  return e
end
local function show(e)
  if type(e) == "number" then return ("%g"):format(e) end
  if e[1] == "var" then return e[2] end
  local args = {}
  for k = 2, #e do args[#args + 1] = type(e[k]) == "string" and e[k] or show(e[k]) end
  return "(" .. e[1] .. " " .. table.concat(args, " ") .. ")"
end
local functions = { sqrt = math.sqrt, max = math.max, min = math.min, abs = math.abs, hyp = function(a, b) return math.sqrt(a * a + b * b) end }
local ops = {
  ["+"] = function(a, b) return a + b end, ["-"] = function(a, b) return a - b end, ["*"] = function(a, b) return a * b end,
  ["/"] = function(a, b) return a / b end, ["%"] = function(a, b) return a % b end, ["^"] = function(a, b) return a ^ b end,
}
local function compile(e)
  if type(e) == "number" then return function() return e end end
  if e[1] == "var" then
    local name = e[2]
    return function(env) return env[name] or error("unknown variable " .. name, 0) end
  end
  if e[1] == "neg" then
    local f = compile(e[2])
    return function(env) return -f(env) end
  end
  if e[1] == "call" then
    local f = functions[e[2]] or error("unknown function " .. e[2], 0)
    local args = {}
    for k = 3, #e do args[#args + 1] = compile(e[k]) end
    return function(env)
      local values = {}
      for k, a in ipairs(args) do values[k] = a(env) end
      return f(table.unpack(values))
    end
  end
  local op, a, b = ops[e[1]], compile(e[2]), compile(e[3])
  return function(env) return op(a(env), b(env)) end
end
local function derive(e, x)
  if type(e) == "number" then return 0 end
  if e[1] == "var" then return e[2] == x and 1 or 0 end
  if e[1] == "neg" then return { "neg", derive(e[2], x) } end
  local a, b = e[2], e[3]
  if e[1] == "+" or e[1] == "-" then return { e[1], derive(a, x), derive(b, x) } end
  if e[1] == "*" then return { "+", { "*", derive(a, x), b }, { "*", a, derive(b, x) } } end
  if e[1] == "^" and type(b) == "number" then return { "*", { "*", b, { "^", a, b - 1 } }, derive(a, x) } end
  error("cannot derive " .. e[1], 0)
end
local function fold(e)
  if type(e) == "number" or e[1] == "var" then return e end
  local a, b = e[2], e[3]
  a = type(a) == "table" and fold(a) or a
  b = type(b) == "table" and fold(b) or b
  if ops[e[1]] and type(a) == "number" and type(b) == "number" then return ops[e[1]](a, b) end
  if e[1] == "*" and (a == 0 or b == 0) then return 0 end
  if e[1] == "*" and a == 1 or e[1] == "+" and a == 0 then return b end
  if (e[1] == "*" or e[1] == "^") and b == 1 or (e[1] == "+" or e[1] == "-") and b == 0 then return a end
  return { e[1], a, b, table.unpack(e, 4) }
end
for _, s in ipairs { "1 + 2 * 3", "(1 + 2) * 3", "2 ^ 3 ^ 2", "-2 ^ 2", "10 - 4 - 3", "100 / 5 / 2", "7 % 4 * 2", "x * (y + 1)", "max(1, x, 5) + min(y, 2)", "hyp(3, 4)", "--5", "sqrt(abs(-16))" } do
  local e = parse(s)
  print(s, show(e), compile(e) { x = 7, y = 3 })  -- expect: 1 + 2 * 3<TAB>(+ 1 (* 2 3))<TAB>7
  -- expect: (1 + 2) * 3<TAB>(* (+ 1 2) 3)<TAB>9
  -- expect: 2 ^ 3 ^ 2<TAB>(^ 2 (^ 3 2))<TAB>512.0
  -- expect: -2 ^ 2<TAB>(neg (^ 2 2))<TAB>-4.0
  -- expect: 10 - 4 - 3<TAB>(- (- 10 4) 3)<TAB>3
  -- expect: 100 / 5 / 2<TAB>(/ (/ 100 5) 2)<TAB>10.0
  -- expect: 7 % 4 * 2<TAB>(* (% 7 4) 2)<TAB>6
  -- expect: x * (y + 1)<TAB>(* x (+ y 1))<TAB>28
  -- expect: max(1, x, 5) + min(y, 2)<TAB>(+ (call max 1 x 5) (call min y 2))<TAB>9
  -- expect: hyp(3, 4)<TAB>(call hyp 3 4)<TAB>5.0
  -- expect: --5<TAB>(neg (neg 5))<TAB>5
  -- expect: sqrt(abs(-16))<TAB>(call sqrt (call abs (neg 16)))<TAB>4.0
end
for _, s in ipairs { "", "1 +", "(1", "1 2", "* 3", "f(1,", "f(,)", "1 + )", "a b", "3 $ 4" } do print(s, select(2, pcall(parse, s))) end  -- expect: <TAB>expected a value at 1, found '<end>'
-- expect: 1 +<TAB>expected a value at 4, found '<end>'
-- expect: (1<TAB>expected ')' at 3, found '<end>'
-- expect: 1 2<TAB>expected an operator at 3, found '2'
-- expect: * 3<TAB>expected a value at 1, found '*'
-- expect: f(1,<TAB>expected a value at 5, found '<end>'
-- expect: f(,)<TAB>expected a value at 3, found ','
-- expect: 1 + )<TAB>expected a value at 5, found ')'
-- expect: a b<TAB>expected an operator at 3, found 'b'
-- expect: 3 $ 4<TAB>expected an operator at 3, found '$'
print(pcall(compile, parse "nope(1)"))  -- expect: false<TAB>unknown function nope
print(pcall(compile(parse "z + 1"), {}))  -- expect: false<TAB>unknown variable z
for _, s in ipairs { "x ^ 3", "3 * x ^ 2 + 2 * x + 1", "x * x * x", "-x ^ 2", "(x + 1) * (x - 1)", "5" } do
  local d = fold(derive(parse(s), "x"))
  print(s, show(d), compile(d) { x = 2 })  -- expect: x ^ 3<TAB>(* 3 (^ x 2))<TAB>12.0
  -- expect: 3 * x ^ 2 + 2 * x + 1<TAB>(+ (* 3 (* 2 x)) 2)<TAB>14
  -- expect: x * x * x<TAB>(+ (* (+ x x) x) (* x x))<TAB>12
  -- expect: -x ^ 2<TAB>(neg (* 2 x))<TAB>-4
  -- expect: (x + 1) * (x - 1)<TAB>(+ (- x 1) (+ x 1))<TAB>4
  -- expect: 5<TAB>0<TAB>0
end
