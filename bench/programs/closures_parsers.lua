-- Kind: closures, lexers/parsers. Parser combinators: small functions returning functions, assembled
-- into a grammar for nested lists and arithmetic; deep chains of calls through upvalues.

local function lit(s)
  local n = #s
  return function(text, pos)
    if text:sub(pos, pos + n - 1) == s then return pos + n, s end
  end
end

local function pattern(p)
  p = "^" .. p
  return function(text, pos)
    local _, stop = text:find(p, pos)
    if stop then return stop + 1, text:sub(pos, stop) end
  end
end

local function seq(...)
  local parts = { ... }
  return function(text, pos)
    local values = {}
    for i = 1, #parts do
      local after, value = parts[i](text, pos)
      if not after then return nil end
      pos, values[i] = after, value
    end
    return pos, values
  end
end

local function alt(...)
  local parts = { ... }
  return function(text, pos)
    for i = 1, #parts do
      local after, value = parts[i](text, pos)
      if after then return after, value end
    end
  end
end

local function many(part)
  return function(text, pos)
    local values, n = {}, 0
    while true do
      local after, value = part(text, pos)
      if not after then return pos, values end
      n = n + 1
      pos, values[n] = after, value
    end
  end
end

local function map(part, f)
  return function(text, pos)
    local after, value = part(text, pos)
    if after then return after, f(value) end
  end
end

local function lazy(get)
  return function(text, pos) return get()(text, pos) end
end

local space = pattern("%s*")
local function token(part)
  return map(seq(part, space), function(v) return v[1] end)
end
local function sep_by(part, sep)
  return map(seq(part, many(seq(sep, part))), function(v)
    local list = { v[1] }
    for i, pair in ipairs(v[2]) do list[i + 1] = pair[2] end
    return list
  end)
end
local function chain(part, op, fold)
  return map(seq(part, many(seq(op, part))), function(v)
    local acc = v[1]
    for _, pair in ipairs(v[2]) do acc = fold(acc, pair[1], pair[2]) end
    return acc
  end)
end

local expr
local number = map(token(pattern("%d+")), tonumber)
local group = map(seq(token(lit("(")), lazy(function() return expr end), token(lit(")"))), function(v) return v[2] end)
local list = map(seq(token(lit("[")), sep_by(lazy(function() return expr end), token(lit(","))), token(lit("]"))),
  function(v)
    local sum = 0
    for _, x in ipairs(v[2]) do sum = sum + x end
    return sum
  end)
local unary
local primary = alt(number, group, list)
unary = alt(map(seq(token(lit("-")), lazy(function() return unary end)), function(v) return -v[2] end), primary)
local product = chain(unary, token(pattern("[*/%%]")), function(a, op, b)
  if op == "*" then return a * b % 9973 end
  if b == 0 then return 0 end
  return op == "/" and a // b or a % b
end)
expr = chain(product, token(pattern("[+-]")), function(a, op, b) return op == "+" and a + b or a - b end)

local function generate(depth, seed)
  if depth == 0 then return tostring(seed % 100 + 1) end
  local a, b = generate(depth - 1, seed * 7 % 10007), generate(depth - 1, seed * 13 % 10009)
  local kind = seed % 7
  if kind == 0 then return "(" .. a .. " + " .. b .. ")" end
  if kind == 1 then return a .. "*" .. b end
  if kind == 2 then return "[" .. a .. ", " .. b .. ", 3]" end
  if kind == 3 then return "-(" .. a .. ") - " .. b end
  if kind == 4 then return "(" .. a .. ") / 3" end
  if kind == 5 then return "(" .. a .. " % 17) + " .. b end
  return a .. " - " .. b
end

local total, size = 0, 0
for i = 1, 480 do
  local text = generate(7, i * 31)
  local after, value = expr(text, 1)
  assert(after == #text + 1, text)
  total, size = (total * 17 + value) % 1000000007, size + #text
end
print(size, total)
