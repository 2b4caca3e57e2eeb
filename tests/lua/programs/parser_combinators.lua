-- Parser combinators: sequences, choices, repetition, expressions, with farthest-failure messages.
local P = {}
P.__index = P
local farthest, wanted
local function parser(f) return setmetatable({ run = f }, P) end
local function fail(at, what)
  if at > farthest then farthest, wanted = at, {} end
  if at == farthest then wanted[what] = true end
  return nil
end
local function lit(s) return parser(function(text, at)
  if text:sub(at, at + #s - 1) == s then return at + #s, s end
  return fail(at, ("'%s'"):format(s))
end) end
local function pat(p, name) return parser(function(text, at)
  local s, e = text:match("^(" .. p .. ")()", at)
  if s then return e, s end
  return fail(at, name)
end) end
local function seq(...)
  local ps = { ... }
  return parser(function(text, at)
    local out = {}
    for i, p in ipairs(ps) do
      local v
      at, v = p.run(text, at)
      if not at then return nil end
      out[i] = v
    end
    return at, out
  end)
end
P.__mul = function(a, b) return seq(a, b) end
P.__add = function(a, b) return parser(function(text, at)
  local e, v = a.run(text, at)
  if e then return e, v end
  return b.run(text, at)
end) end
P.__div = function(p, f) return parser(function(text, at)
  local e, v = p.run(text, at)
  if e then return e, f(v) end
end) end
P.__unm = function(p) return parser(function(text, at)
  local old, w = farthest, wanted
  local e = p.run(text, at)
  farthest, wanted = old, w
  if e then return nil end
  return at, false
end) end
P.__len = function(p) return parser(function(text, at)
  local e, v = p.run(text, at)
  return e and at, v
end) end
P.__pow = function(p, n) return parser(function(text, at)
  local out = {}
  while true do
    local e, v = p.run(text, at)
    if not e or e == at then break end
    out[#out + 1] = v
    at = e
  end
  if #out < n then return nil end
  return at, out
end) end
function P:sep(s) return (self * (s * self / function(v) return v[2] end)^0) / function(v) return { v[1], table.unpack(v[2]) } end end
function P:maybe() return parser(function(text, at)
  local e, v = self.run(text, at)
  return e or at, v
end) end
local function lazy(f) return parser(function(text, at) return f().run(text, at) end) end
local function parse(p, text)
  farthest, wanted = 0, {}
  local e, v = p.run(text, 1)
  if e and e > #text then return v end
  local names = {}
  for n in pairs(wanted) do names[#names + 1] = n end
  if e and e >= farthest then names = { "end of input" } end
  table.sort(names)
  return nil, ("at %d: expected %s"):format(math.max(farthest, e or 1), table.concat(names, " or "))
end
local space = pat("%s*", "blank")
local function token(p) return (p * space) / function(v) return v[1] end end
local function op(s) return token(lit(s)) end
local number = token(pat("%d+%.?%d*", "number")) / tonumber
local expression
local atom = number + (op "(" * lazy(function() return expression end) * op ")") / function(v) return v[1][2] end
local power = (atom * (op "^" * atom)^0) / function(v)
  local function right(i) return v[2][i] and v[2][i][2] ^ (i < #v[2] and right(i + 1) or 1) or 1 end
  local out = #v[2] > 0 and v[2][#v[2]][2] or nil
  for i = #v[2] - 1, 1, -1 do out = v[2][i][2] ^ out end
  return out and v[1] ^ out or v[1]
end
local function left(p, ops) return (p * (ops * p)^0) / function(v)
  local out = v[1]
  for _, pair in ipairs(v[2]) do
    local o, x = pair[1], pair[2]
    if o == "+" then out = out + x elseif o == "-" then out = out - x elseif o == "*" then out = out * x else out = out / x end
  end
  return out
end end
expression = left(left(power, op "*" + op "/"), op "+" + op "-")
local calculator = (space * expression) / function(v) return v[2] end
for _, s in ipairs { "1", " 1 + 2 * 3 ", "(1 + 2) * 3", "2 ^ 3 ^ 2", "8 / 4 / 2", "10 - 4 - 3", "2 * (3 + (4 - 1)) ^ 2", "1.5 + .5", "1 +", "(1", "1 2", "", "2 * * 3", "(1 + 2", "x" } do print(s, parse(calculator, s)) end  -- expect: 1<TAB>1
-- expect:  1 + 2 * 3 <TAB>7
-- expect: (1 + 2) * 3<TAB>9
-- expect: 2 ^ 3 ^ 2<TAB>512.0
-- expect: 8 / 4 / 2<TAB>1.0
-- expect: 10 - 4 - 3<TAB>3
-- expect: 2 * (3 + (4 - 1)) ^ 2<TAB>72.0
-- expect: 1.5 + .5<TAB>nil<TAB>at 7: expected '(' or number
-- expect: 1 +<TAB>nil<TAB>at 4: expected '(' or number
-- expect: (1<TAB>nil<TAB>at 3: expected ')' or '*' or '+' or '-' or '/' or '^'
-- expect: 1 2<TAB>nil<TAB>at 3: expected end of input
-- expect: <TAB>nil<TAB>at 1: expected '(' or number
-- expect: 2 * * 3<TAB>nil<TAB>at 5: expected '(' or number
-- expect: (1 + 2<TAB>nil<TAB>at 7: expected ')' or '*' or '+' or '-' or '/' or '^'
-- expect: x<TAB>nil<TAB>at 1: expected '(' or number
-- a list language
local value
local name = token(pat("%a%w*", "name"))
local str = token(pat('"[^"]*"', "string")) / function(s) return s:sub(2, -2) end
local list = (op "[" * lazy(function() return value end):sep(op ","):maybe() * op "]") / function(v) return v[1][2] or {} end
local pair = (name * op "=" * lazy(function() return value end)) / function(v) return { v[1][1], v[2] } end
local record = (op "{" * pair:sep(op ","):maybe() * op "}") / function(v)
  local r = {}
  for _, p in ipairs(v[1][2] or {}) do r[p[1]] = p[2] end
  return setmetatable(r, { record = true })
end
value = number + str + list + record + (op "true" / function() return true end) + (op "false" / function() return false end)
local function show(v)
  if type(v) ~= "table" then return type(v) == "string" and ("%q"):format(v) or tostring(v) end
  local out = {}
  if getmetatable(v) then
    for k, x in pairs(v) do out[#out + 1] = k .. "=" .. show(x) end
    table.sort(out)
    return "{" .. table.concat(out, ",") .. "}"
  end
  for i, x in ipairs(v) do out[i] = show(x) end
  return "[" .. table.concat(out, ",") .. "]"
end
for _, s in ipairs { '[1, "two", [3, []], true]', '{ a = 1, b = { c = [false] } }', "{}", "[", "[1,]", "{a 1}", '{a = "x}', "[1 2]", "{a = nope}" } do
  local v, m = parse(value, s)
  print(s, v ~= nil and show(v) or m)  -- expect: [1, "two", [3, []], true]<TAB>[1,"two",[3,[]],true]
  -- expect: { a = 1, b = { c = [false] } }<TAB>{a=1,b={c=[false]}}
  -- expect: {}<TAB>{}
  -- expect: [<TAB>at 2: expected '[' or ']' or 'false' or 'true' or '{' or number or string
  -- expect: [1,]<TAB>at 4: expected '[' or 'false' or 'true' or '{' or number or string
  -- expect: {a 1}<TAB>at 4: expected '='
  -- expect: {a = "x}<TAB>at 6: expected '[' or 'false' or 'true' or '{' or number or string
  -- expect: [1 2]<TAB>at 4: expected ',' or ']'
  -- expect: {a = nope}<TAB>at 6: expected '[' or 'false' or 'true' or '{' or number or string
end
local keyword = lit "if" * -pat("%w", "letter")
print(parse(keyword, "if") ~= nil, parse(keyword, "iffy"))  -- expect: true<TAB>nil<TAB>at 1: expected<SPACE>
print(parse(#lit "a" * pat("%a+", "word"), "abc") ~= nil, parse(#lit "a" * pat("%a+", "word"), "bcd"))  -- expect: true<TAB>nil<TAB>at 1: expected 'a'
print(parse(lit "x"^2, "xxx") ~= nil, parse(lit "x"^2, "x"))  -- expect: true<TAB>nil<TAB>at 2: expected 'x'
