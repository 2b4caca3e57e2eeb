-- trinity.net.parse: parsers put together from smaller ones.
--
--   local field = parse.record(parse.field("name", token), parse.lit ":", parse.cut, parse.field("value", text))
--   local headers = parse.many(field)
--   headers:parse(text)   its values; or nil, and what was expected where
--
-- Parsers are values, which may be used in any number of others: p * q is p and then q, p + q is p or else q.
local native = ...
local parse = {}

local Parser = {}
Parser.__index = Parser

local function new(rule) return setmetatable(rule, Parser) end
local function is_parser(p) return getmetatable(p) == Parser end

local function check(p, n, name)
  if is_parser(p) then return p end
  if type(p) == "string" then return parse.lit(p) end
  error(("bad argument #%d to '%s' (parser expected, got %s)"):format(n, name, type(p)), 3)
end
local function check_all(name, ...)
  local parts = { ... }
  for i = 1, select("#", ...) do parts[i] = check(parts[i], i, name) end
  return parts
end
local function check_count(n, otherwise, position, name)
  if n == nil then return otherwise end
  if math.type(n) ~= "integer" or n < 0 then
    error(("bad argument #%d to '%s' (a count expected)"):format(position, name), 3)
  end
  return n
end

-- ── Bytes ──

-- This text; no value. A string stands for it wherever a parser is expected.
function parse.lit(text)
  if type(text) ~= "string" or text == "" then error("bad argument #1 to 'lit' (text expected)", 2) end
  return new { kind = "literal", text = text }
end

-- The bytes of a pattern class of Lua: "%w_", "^\r\n", "a-z".
local function members(class)
  local all = {}
  local pattern = "[" .. class .. "]"
  for byte = 0, 255 do
    local c = string.char(byte)
    if c:find(pattern) then all[#all + 1] = c end
  end
  return table.concat(all)
end

-- The longest run of bytes of a class, `min` (0) to `max` of them: the text.
function parse.take_while(class, min, max)
  return new { kind = "while", set = members(class), min = check_count(min, 0, 2, "take_while"),
               max = check_count(max, nil, 3, "take_while") }
end
-- The same without a value.
function parse.skip_while(class, min, max)
  return new { kind = "while", set = members(class), min = check_count(min, 0, 2, "skip_while"),
               max = check_count(max, nil, 3, "skip_while"), skip = true }
end
-- One byte of a class: the text.
function parse.one_of(class) return new { kind = "while", set = members(class), min = 1, max = 1 } end
-- Everything before a text, which stays: the text before it.
function parse.take_until(text, max)
  if type(text) ~= "string" or text == "" then error("bad argument #1 to 'take_until' (text expected)", 2) end
  return new { kind = "until", text = text, max = check_count(max, nil, 2, "take_until") }
end
-- So many bytes: the text.
function parse.take(n) return new { kind = "take", min = check_count(n, 0, 1, "take") } end

local function integer(size, order, name, signed)
  if math.type(size) ~= "integer" or size < 1 or size > 8 then
    error(("bad argument #1 to '%s' (1 to 8 bytes expected)"):format(name), 3)
  end
  if order ~= nil and order ~= "big" and order ~= "little" then
    error(("bad argument #2 to '%s' ('big' or 'little' expected)"):format(name), 3)
  end
  return new { kind = "integer", min = size, little = order == "little", signed = signed }
end
-- Integers of some bytes, the highest first unless "little" says otherwise. Of 8 bytes they wrap around.
function parse.uint(size, order) return integer(size, order, "uint", false) end
function parse.int(size, order) return integer(size, order, "int", true) end
-- An integer as digits, and with a minus.
function parse.digits() return new { kind = "decimal" } end
function parse.decimal() return new { kind = "decimal", signed = true } end
-- As many bytes as the integer says that another parser gives, `max` at most: the text.
function parse.prefixed(size, max)
  return new { kind = "prefixed", parts = { check(size, 1, "prefixed") }, max = check_count(max, nil, 2, "prefixed") }
end
-- The end of the text.
parse.at_end = new { kind = "end" }

-- ── Together ──

function parse.seq(...) return new { kind = "sequence", parts = check_all("seq", ...) } end
-- The first that matches.
function parse.alt(...) return new { kind = "choice", parts = check_all("alt", ...) } end
-- It, or nothing.
function parse.opt(p) return new { kind = "optional", parts = { check(p, 1, "opt") } } end
-- It again and again: a table of all values.
function parse.many(p, min, max)
  return new { kind = "many", parts = { check(p, 1, "many") }, min = check_count(min, 0, 2, "many"),
               max = check_count(max, nil, 3, "many") }
end
-- The same with another parser in between, whose values do not count.
function parse.separated(p, separator, min, max)
  return new { kind = "many", parts = { check(p, 1, "separated"), check(separator, 2, "separated") },
               min = check_count(min, 0, 3, "separated"), max = check_count(max, nil, 4, "separated") }
end
-- All of them: a table of their values, where those of fields have names.
function parse.record(...)
  local parts, names = check_all("record", ...), {}
  for i, part in ipairs(parts) do
    names[i] = part.field or ""
    parts[i] = part.field and part.parts[1] or part
  end
  return new { kind = "record", parts = parts, names = names }
end
function parse.field(name, p)
  if type(name) ~= "string" or name == "" then error("bad argument #1 to 'field' (name expected)", 2) end
  return new { kind = "reference", field = name, parts = { check(p, 2, "field") } }
end
-- Behind it, the sequence or record it stands in must match: no alternative is tried.
parse.cut = new { kind = "cut" }
-- The text that a parser matched, instead of its values.
function parse.text(p) return new { kind = "text", parts = { check(p, 1, "text") } } end
-- What f(values...) gives.
function parse.map(p, f)
  if type(f) ~= "function" then error("bad argument #2 to 'map' (function expected)", 2) end
  return new { kind = "map", parts = { check(p, 1, "map") }, f = f }
end
-- Its values, where f(values...) is true; otherwise `what` was expected.
function parse.verify(p, f, what)
  if type(f) ~= "function" then error("bad argument #2 to 'verify' (function expected)", 2) end
  return new { kind = "verify", parts = { check(p, 1, "verify") }, f = f, text = what or "another value" }
end
-- What messages call it.
function parse.named(what, p)
  if type(what) ~= "string" then error("bad argument #1 to 'named' (name expected)", 2) end
  return new { kind = "named", text = what, parts = { check(p, 2, "named") } }
end
-- A parser that contains itself: f is given it, and gives what it is.
function parse.recursive(f)
  local p = new { kind = "reference" }
  p.parts = { check(f(p), 1, "recursive") }
  return p
end

-- a * b * c is one sequence, which a cut in it commits as a whole; a + b + c is one choice.
local function joined(kind, name)
  return function(p, q)
    p = check(p, 1, name)
    local parts = p.joined == kind and table.move(p.parts, 1, #p.parts, 1, {}) or { p }
    parts[#parts + 1] = check(q, 2, name)
    return new { kind = kind, joined = kind, parts = parts }
  end
end
Parser.__mul = joined("sequence", "*")
Parser.__add = joined("choice", "+")

-- ── Matching ──

-- Rules by number, as the native side has them. Made when a parser is first used, and again for none: parsers do not change.
local function compiled(p)
  if p.compiled then return p.compiled end
  local rows, functions, numbers, open = {}, {}, {}, { p }
  numbers[p], rows[1] = 1, {}
  local next_open = 1
  while open[next_open] do
    local rule = open[next_open]
    local row = rows[numbers[rule]]
    next_open = next_open + 1
    for key, value in pairs(rule) do
      if key ~= "parts" and key ~= "f" and key ~= "compiled" then row[key] = value end
    end
    if rule.f then
      functions[#functions + 1] = rule.f
      row.func = #functions
    end
    if rule.parts then
      row.parts = {}
      for i, part in ipairs(rule.parts) do
        if not numbers[part] then
          numbers[part] = #rows + 1
          rows[#rows + 1] = {}
          open[#open + 1] = part
        end
        row.parts[i] = numbers[part]
      end
    end
  end
  p.compiled = { grammar = native.compile_grammar(rows), functions = functions }
  return p.compiled
end

local function values(position, ...)
  if not position then return nil, ... end
  if select("#", ...) == 0 then return true end
  return ...
end

-- The values of a text that matches as a whole (true where there are none); or nil, and what was expected where.
function Parser:parse(text)
  local c = compiled(self)
  return values(native.match_grammar(c.grammar, text, 1, false, true, c.functions))
end

-- Matches at a position (1): the next position, and the values; or nil, and what was expected where. With `partial`, nil
-- and "more" when the text ends before that is decided.
function Parser:match(text, at, partial)
  local c = compiled(self)
  return native.match_grammar(c.grammar, text, at or 1, partial, false, c.functions)
end

return parse
