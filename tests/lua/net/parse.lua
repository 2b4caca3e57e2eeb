-- trinity.net.parse: combinators, what they give and what they say.
local parse = require "trinity.net.parse"
local lit, seq, alt, many, field, record = parse.lit, parse.seq, parse.alt, parse.many, parse.field, parse.record

local function shown(...)
  local t = table.pack(...)
  for i = 1, t.n do
    local v = t[i]
    if type(v) == "table" then
      local parts = {}
      for _, part in ipairs(v) do parts[#parts + 1] = shown(part) end
      local keys = {}
      for key in pairs(v) do if type(key) == "string" then keys[#keys + 1] = key end end
      table.sort(keys)
      for _, key in ipairs(keys) do parts[#parts + 1] = key .. "=" .. shown(v[key]) end
      t[i] = "{" .. table.concat(parts, ",") .. "}"
    else
      t[i] = tostring(v)
    end
  end
  return table.concat(t, " ")
end
local function check(p, text, wanted)
  local found = shown(p:parse(text))
  assert(found == wanted, ("%q: %s, expected %s"):format(text, found, wanted))
end

-- Bytes.
check(lit "ab", "ab", "true")
check(lit "ab", "ac", [[nil byte 0: expected "ab", found 'a']])
check(parse.take_while "%d", "123", "123")
check(parse.take_while("%d", 1), "", "nil byte 0: expected another byte, found the end of input")
check(parse.take_while("%d", 0, 2), "123", "nil byte 0: longer than allowed")
check(seq(parse.one_of "ab", parse.one_of "^a"), "ab", "a b")
check(seq(parse.skip_while " ", "x"), "  x", "true")
check(seq(parse.take_until "--", "--"), "a-b--", "a-b")
check(seq(parse.take_until("--", 2), "--"), "abc--", "nil byte 0: longer than allowed")
check(parse.take(3), "abc", "abc")
check(parse.take(3), "ab", "nil byte 2: expected more bytes, found the end of input")
check(parse.uint(2), "\1\2", "258")
check(parse.uint(2, "little"), "\1\2", "513")
check(parse.int(1), "\xff", "-1")
check(parse.int(8), "\x80" .. ("\0"):rep(7), tostring(math.mininteger))
check(parse.uint(3), "\1\0\0", "65536")
check(parse.decimal(), "-42", "-42")
check(parse.digits(), "-42", "nil byte 0: expected a digit, found '-'")
check(parse.digits(), "99999999999999999999", "nil byte 0: longer than allowed")
check(parse.prefixed(parse.uint(1)), "\3abc", "abc")
check(parse.prefixed(parse.uint(4), 100), "\xff\xff\xff\xff", "nil byte 0: longer than allowed")
check(lit "a" * parse.at_end, "a", "true")
check(lit "a", "ab", "nil byte 1: expected the end, found 'b'")

-- Together.
check(alt("a", "b") * parse.take(1), "bc", "c")
check(lit "a" + "b", "c", [[nil byte 0: expected "a" or "b", found 'c']])
check(parse.opt "a" * "b", "b", "true")
check(many(parse.digits() * parse.skip_while ","), "1,2,3", "{1,2,3}")
check(many(lit "a", 2, 3), "a", [[nil byte 1: expected "a", found the end of input]])
check(many(lit "a", 2, 3), "aaaa", "nil byte 3: more than allowed")
check(many(parse.skip_while "x"), "xx", "{}")
check(parse.separated(parse.digits(), ","), "1,2", "{1,2}")
check(parse.separated(parse.digits(), ","), "", "{}")
check(seq(parse.separated(parse.digits(), ","), ","), "1,2,", "{1,2}")
check(record(field("a", parse.digits()), ":", parse.digits(), field("b", parse.opt "x")), "1:2", "{2,a=1}")
check(parse.text(many "ab"), "abab", "abab")
check(parse.map(parse.digits() * lit "," * parse.digits(), function(a, b) return a + b, a * b end), "2,3", "5 6")
check(parse.verify(parse.digits(), function(n) return n < 256 end, "a byte"), "300", "nil byte 0: expected a byte, found '3'")
check(parse.named("a word", parse.take_while("%a", 1)), "1", "nil byte 0: expected a word, found '1'")
check((lit "a" * parse.cut * "b") + (lit "a" * lit "c"), "ac", [[nil byte 1: expected "b", found 'c']])
check((lit "a" * "b") + (lit "a" * "c"), "ac", "true")

-- Recursion, bounded.
local list = parse.recursive(function(self)
  return seq("(", many(parse.digits() + self), ")")
end)
check(list, "(1(2)())", "{1,{2},{}}")
check(list, ("("):rep(1000), "nil byte 37: nested too deep")
local expression = parse.recursive(function(self)
  local factor = parse.digits() + seq("(", self, ")")
  local function fold(first, rest)
    for i = 1, #rest, 2 do first = rest[i] == "+" and first + rest[i + 1] or first * rest[i + 1] end
    return first
  end
  local product = parse.map(factor * many(parse.one_of "*" * factor), fold)
  return parse.map(product * many(parse.one_of "+" * product), fold)
end)
assert(expression:parse "2+3*(4+1)*2" == 32)

-- Places, and text that arrives in pieces.
local line = record(field("name", parse.take_while("%w", 1)), ":", parse.cut, parse.skip_while " ",
  field("value", parse.take_until "\n"), "\n")
local position, value = line:match("ab: c\nrest")
assert(position == 7 and value.name == "ab" and value.value == "c")
position, value = line:match("xx\nab: c\nrest", 4)
assert(position == 10)
for i = 0, 5 do
  local ok, why = line:match(("ab: c\n"):sub(1, i), 1, true)
  assert(ok == nil and why == "more", i)
end
local ok, why = line:match("ab: c", 1)
assert(ok == nil and why:find "found the end of input")
ok, why = line:match("ab; c", 1, true)
assert(ok == nil and why == [[byte 2: expected ":", found ';']], why)

-- What the program got wrong, and errors in its functions.
for _, f in ipairs {
  function() lit "" end, function() seq(1) end, function() parse.uint(9) end, function() parse.uint(1, "x") end,
  function() parse.map("a", 1) end, function() many("a", -1) end, function() line:match("x", 3) end,
  function() parse.map("a", error):parse "a" end,
  function() parse.prefixed(lit "a"):parse "a" end,
} do
  assert(not pcall(f))
end
local in_task = parse.map(lit "a", function() coroutine.yield() end)
assert(not coroutine.resume(coroutine.create(function() in_task:parse "a" end)) or true)
print "ok"
