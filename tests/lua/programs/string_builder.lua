-- Builders of text: ropes, buffers, word wrap, tables, indentation.
local Rope = {}
Rope.__index = Rope
local function rope(l, r) return setmetatable({ l, r, len = #l + #r }, Rope) end
Rope.__concat = rope
function Rope.__len(r) return r.len end
function Rope.__tostring(r)
  local out, stack = {}, { r }
  while #stack > 0 do
    local top = table.remove(stack)
    if type(top) == "string" then out[#out + 1] = top
    else
      stack[#stack + 1] = top[2]
      stack[#stack + 1] = top[1]
    end
  end
  return table.concat(out)
end
local r = rope("", "")
for i = 1, 1000 do r = r .. tostring(i) .. "," end
local plain = tostring(r)
print(#r, #plain, plain:sub(1, 20), plain:sub(-10))  -- expect: 3893<TAB>3893<TAB>1,2,3,4,5,6,7,8,9,10<TAB>,999,1000,
local left = rope("a", "")
for i = 1, 500 do left = "x" .. left end
print(#left, tostring(left):sub(1, 3), tostring(left):sub(-3))  -- expect: 501<TAB>xxx<TAB>xxa
-- word wrap and justification
local text = "The quick brown fox jumps over the lazy dog while the band plays on and on until the very last guest has gone home to sleep."
local function wrap(s, width)
  local lines, line = {}, ""
  for w in s:gmatch("%S+") do
    if #line > 0 and #line + 1 + #w > width then
      lines[#lines + 1] = line
      line = w
    else
      line = #line > 0 and line .. " " .. w or w
    end
  end
  lines[#lines + 1] = line
  return lines
end
local function justify(line, width)
  local gaps = select(2, line:gsub(" ", ""))
  if gaps == 0 then return line end
  local extra, i = width - #line, 0
  return (line:gsub(" ", function()
    i = i + 1
    local n = extra // gaps + (i <= extra % gaps and 1 or 0)
    return (" "):rep(n + 1)
  end))
end
for _, l in ipairs(wrap(text, 30)) do print("|" .. justify(l, 30) .. "|") end  -- expect: |The quick brown fox jumps over|
-- expect: |the  lazy  dog  while the band|
-- expect: |plays on and on until the very|
-- expect: |last  guest  has  gone home to|
-- expect: |sleep.|
-- a table with columns as wide as they must be
local function tabulate(rows)
  local widths = {}
  for _, row in ipairs(rows) do
    for i, cell in ipairs(row) do widths[i] = math.max(widths[i] or 0, #tostring(cell)) end
  end
  for _, row in ipairs(rows) do
    local out = {}
    for i, cell in ipairs(row) do
      out[i] = (type(cell) == "number" and "%" or "%-") .. widths[i] .. "s"
      out[i] = out[i]:format(cell)
    end
    print((table.concat(out, " | "):gsub("%s+$", "")))
  end
end
tabulate { { "name", "count", "ratio" }, { "apples", 5, 0.25 }, { "oranges", 1200, 1 / 3 }, { "kiwis", -3, 1e10 } }  -- expect: name    | count | ratio
-- expect: apples  |     5 |             0.25
-- expect: oranges |  1200 | 0.33333333333333
-- expect: kiwis   |    -3 |    10000000000.0
-- indentation of nested brackets
local function indent(s)
  local depth, out = 0, {}
  for token in s:gmatch("[{}]|[^{}]+|.") do out[#out + 1] = token end
  out = {}
  for c in s:gmatch(".") do
    if c == "{" then
      depth = depth + 1
      out[#out + 1] = "{\n" .. ("  "):rep(depth)
    elseif c == "}" then
      depth = depth - 1
      out[#out + 1] = "\n" .. ("  "):rep(depth) .. "}"
    elseif c == "," then out[#out + 1] = ",\n" .. ("  "):rep(depth)
    else out[#out + 1] = c end
  end
  return table.concat(out)
end
print(indent("a{b,c{d,e},f}g"))  -- expect: a{
-- expect:   b,
-- expect:   c{
-- expect:     d,
-- expect:     e
-- expect:   },
-- expect:   f
-- expect: }g
-- hex dump, run lengths, base 64, Caesar, Roman
local function dump(s)
  for at = 1, #s, 8 do
    local part = s:sub(at, at + 7)
    print(("%04x  %-24s %s"):format(at - 1, part:gsub(".", function(c) return ("%02x "):format(c:byte()) end), (part:gsub("[^\32-\126]", "."))))
  end
end
dump("Lua\0 is\n\255 fun to dump")  -- expect: 0000  4c 75 61 00 20 69 73 0a  Lua. is.
-- expect: 0008  ff 20 66 75 6e 20 74 6f  . fun to
-- expect: 0010  20 64 75 6d 70            dump
local function rle(s) return (s:gsub("(.)%1*", "%0\0"):gsub("(%Z+)%z", function(run) return (#run > 1 and #run or "") .. run:sub(1, 1) end)) end
print(rle("aaabccddddde"))  -- expect: aaabccddddde
local alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
local function base64(s)
  return (s:gsub("..?.?", function(p)
    local a, b, c = p:byte(1, 3)
    local n = a << 16 | (b or 0) << 8 | (c or 0)
    local out = ""
    for i = 3, 0, -1 do
      local k = n >> i * 6 & 63
      out = out .. alphabet:sub(k + 1, k + 1)
    end
    return out:sub(1, #p + 1) .. ("="):rep(3 - #p)
  end))
end
local function unbase64(s)
  return (s:gsub("[^A-Za-z0-9+/]", ""):gsub("..?.?.?", function(p)
    local n = 0
    for i = 1, 4 do n = n << 6 | ((alphabet:find(p:sub(i, i), 1, true) or 1) - 1) * (i <= #p and 1 or 0) end
    return string.char(n >> 16 & 255, n >> 8 & 255, n & 255):sub(1, #p - 1)
  end))
end
for _, s in ipairs { "", "a", "ab", "abc", "Hello, World!", "\0\255\128" } do print(base64(s), unbase64(base64(s)) == s) end  -- expect: <TAB>true
-- expect: YQ==<TAB>true
-- expect: YWI=<TAB>true
-- expect: YWJj<TAB>true
-- expect: SGVsbG8sIFdvcmxkIQ==<TAB>true
-- expect: AP+A<TAB>true
print((("Hello, World"):gsub("%a", function(c)  -- expect: Uryyb, Jbeyq
  local base = c:find("%l") and 97 or 65
  return string.char((c:byte() - base + 13) % 26 + base)
end)))
local function roman(n)
  local out = ""
  for _, p in ipairs { { 1000, "M" }, { 900, "CM" }, { 500, "D" }, { 400, "CD" }, { 100, "C" }, { 90, "XC" }, { 50, "L" }, { 40, "XL" }, { 10, "X" }, { 9, "IX" }, { 5, "V" }, { 4, "IV" }, { 1, "I" } } do
    while n >= p[1] do
      out = out .. p[2]
      n = n - p[1]
    end
  end
  return out
end
print(roman(1994), roman(2024), roman(3888), roman(4))  -- expect: MCMXCIV<TAB>MMXXIV<TAB>MMMDCCCLXXXVIII<TAB>IV
