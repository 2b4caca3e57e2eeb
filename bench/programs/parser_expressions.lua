-- Kind: lexers/parsers, closures, recursion. A small language: tokeniser by byte codes, Pratt parser to a
-- syntax tree, a tree-walking evaluator and a compiler to closures; both must agree.

local function lex(text)
  local tokens, pos = {}, 1
  while true do
    pos = text:find("%S", pos)
    if not pos then break end
    local b = text:byte(pos)
    if b >= 48 and b <= 57 then
      local digits, after = text:match("^(%d+)()", pos)
      tokens[#tokens + 1] = { kind = "number", value = math.tointeger(digits), at = pos }
      pos = after
    elseif b >= 97 and b <= 122 or b == 95 then
      local name, after = text:match("^([%l_]+)()", pos)
      tokens[#tokens + 1] = { kind = "name", value = name, at = pos }
      pos = after
    else
      local two = text:sub(pos, pos + 1)
      local op = (two == "==" or two == "<=" or two == "&&" or two == "||") and two or text:sub(pos, pos)
      tokens[#tokens + 1] = { kind = "op", value = op, at = pos }
      pos = pos + #op
    end
  end
  tokens[#tokens + 1] = { kind = "end", value = "<end>", at = #text + 1 }
  return tokens
end

local power = { ["?"] = 1, ["||"] = 2, ["&&"] = 3, ["=="] = 4, ["<"] = 5, ["<="] = 5, ["+"] = 6, ["-"] = 6,
                ["*"] = 7, ["/"] = 7, ["%"] = 7, ["^"] = 9, ["("] = 10 }

local Parser = {}
Parser.__index = Parser
function Parser.new(text) return setmetatable({ tokens = lex(text), pos = 1 }, Parser) end
function Parser:peek() return self.tokens[self.pos] end
function Parser:advance()
  local t = self.tokens[self.pos]
  self.pos = self.pos + 1
  return t
end
function Parser:expect(op)
  local t = self:advance()
  if t.value ~= op then error(("%d: expected '%s' near '%s'"):format(t.at, op, t.value), 0) end
end
function Parser:prefix()
  local t = self:advance()
  if t.kind == "number" then return { "num", t.value } end
  if t.kind == "name" then return { "var", t.value } end
  if t.value == "(" then
    local inner = self:expression(0)
    self:expect(")")
    return inner
  end
  if t.value == "-" or t.value == "!" then return { t.value == "-" and "neg" or "not", self:expression(8) } end
  error(("%d: unexpected '%s'"):format(t.at, t.value), 0)
end
function Parser:expression(min)
  local left = self:prefix()
  while true do
    local t = self:peek()
    local p = t.kind == "op" and power[t.value]
    if not p or p <= min then return left end
    self:advance()
    if t.value == "?" then
      local yes = self:expression(0)
      self:expect(":")
      left = { "if", left, yes, self:expression(0) }
    elseif t.value == "(" then
      local args = {}
      if self:peek().value ~= ")" then
        repeat
          args[#args + 1] = self:expression(0)
        until self:peek().value ~= "," or not self:advance()
      end
      self:expect(")")
      left = { "call", left[2], args }
    else
      left = { "bin", t.value, left, self:expression(t.value == "^" and p - 1 or p) }
    end
  end
end

local M = 1000003
local function pow(a, b)
  local r = 1
  for _ = 1, b & 7 do r = r * a % M end
  return r
end
local binary = {
  ["+"] = function(a, b) return (a + b) % M end, ["-"] = function(a, b) return (a - b) % M end,
  ["*"] = function(a, b) return a * b % M end, ["/"] = function(a, b) return b == 0 and 0 or a // b end,
  ["%"] = function(a, b) return b == 0 and 0 or a % b end, ["^"] = pow,
  ["=="] = function(a, b) return a == b and 1 or 0 end, ["<"] = function(a, b) return a < b and 1 or 0 end,
  ["<="] = function(a, b) return a <= b and 1 or 0 end,
}
local library = {
  max = math.max, min = math.min, abs = math.abs,
  sum = function(...)
    local s = 0
    for _, v in ipairs { ... } do s = s + v end
    return s
  end,
}

local function eval(node, env)
  local kind = node[1]
  if kind == "num" then return node[2] end
  if kind == "var" then return env[node[2]] or error("undefined " .. node[2], 0) end
  if kind == "bin" then
    local op = node[2]
    if op == "&&" then return eval(node[3], env) ~= 0 and eval(node[4], env) or 0 end
    if op == "||" then
      local a = eval(node[3], env)
      return a ~= 0 and a or eval(node[4], env)
    end
    return binary[op](eval(node[3], env), eval(node[4], env))
  end
  if kind == "neg" then return -eval(node[2], env) end
  if kind == "not" then return eval(node[2], env) == 0 and 1 or 0 end
  if kind == "if" then return eval(eval(node[2], env) ~= 0 and node[3] or node[4], env) end
  local args = {}
  for i, arg in ipairs(node[3]) do args[i] = eval(arg, env) end
  return library[node[2]](table.unpack(args))
end

local function compile(node)
  local kind = node[1]
  if kind == "num" then
    local n = node[2]
    return function() return n end
  elseif kind == "var" then
    local name = node[2]
    return function(env) return env[name] or error("undefined " .. name, 0) end
  elseif kind == "bin" then
    local a, b, op = compile(node[3]), compile(node[4]), node[2]
    if op == "&&" then return function(env) return a(env) ~= 0 and b(env) or 0 end end
    if op == "||" then
      return function(env)
        local v = a(env)
        return v ~= 0 and v or b(env)
      end
    end
    local f = binary[op]
    return function(env) return f(a(env), b(env)) end
  elseif kind == "neg" then
    local a = compile(node[2])
    return function(env) return -a(env) end
  elseif kind == "not" then
    local a = compile(node[2])
    return function(env) return a(env) == 0 and 1 or 0 end
  elseif kind == "if" then
    local c, y, n = compile(node[2]), compile(node[3]), compile(node[4])
    return function(env) return c(env) ~= 0 and y(env) or n(env) end
  end
  local f, args = library[node[2]], {}
  for i, arg in ipairs(node[3]) do args[i] = compile(arg) end
  return function(env)
    local values = {}
    for i = 1, #args do values[i] = args[i](env) end
    return f(table.unpack(values))
  end
end

local sources = {
  "x * x + y * y - 2 * x * y % 97", "max(x, y, z) - min(x, y) ^ 2 ^ 1", "x < y && y < z || !(x == z) && 5",
  "(x + 1) * (y - 2) / (z % 7 + 1) ? sum(x, y, z, x * y) : -x", "abs(-x - y * (z - (x - (y - z))))",
  "x <= y ? (y <= z ? 1 : x ? 2 : 3) : sum(1, 2, max(x, 3), abs(y)) * 4", "sum() + sum(x) + sum(x, y)",
}
local total, count, words = 0, 0, 0
for round = 1, 700 do
  for i, source in ipairs(sources) do
    local text = source .. " + " .. round .. " * (" .. sources[(i + round) % #sources + 1] .. ")"
    local tree = Parser.new(text):expression(0)
    local f = compile(tree)
    words = words + #text
    for k = 1, 4 do
      local env = { x = k * 3, y = round % 50, z = i + 10 }
      local a, b = eval(tree, env), f(env)
      assert(a == b)
      total, count = (total * 31 + a) % 1000000007, count + 1
    end
  end
end
print(words, count, total)
for _, bad in ipairs { "1 + ", "(x", "x ? 1", "w + 1", "max(1,, 2)" } do
  print(select(2, pcall(function() return eval(Parser.new(bad):expression(0), { x = 1 }) end)))
end
