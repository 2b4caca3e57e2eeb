-- A JSON encoder and decoder with positions in its errors.
local json = {}
local escapes = { ['"'] = '\\"', ["\\"] = "\\\\", ["\b"] = "\\b", ["\f"] = "\\f", ["\n"] = "\\n", ["\r"] = "\\r", ["\t"] = "\\t" }
json.null = setmetatable({}, { __tostring = function() return "null" end })
local encode
local function encode_string(s)
  return '"' .. s:gsub('[%c"\\\127]', function(c) return escapes[c] or ("\\u%04x"):format(c:byte()) end) .. '"'
end
local encoders = {
  ["nil"] = function() return "null" end,
  boolean = tostring,
  number = function(n)
    if n ~= n or n == math.huge or n == -math.huge then error("cannot encode " .. tostring(n):gsub("-nan", "nan"), 0) end
    return math.type(n) == "integer" and tostring(n) or ("%.14g"):format(n)
  end,
  string = encode_string,
  table = function(t, seen)
    if t == json.null then return "null" end
    if seen[t] then error("circular reference", 0) end
    seen[t] = true
    local out = {}
    if #t > 0 or next(t) == nil then
      for i, v in ipairs(t) do out[i] = encode(v, seen) end
      seen[t] = nil
      return "[" .. table.concat(out, ",") .. "]"
    end
    local keys = {}
    for k in pairs(t) do
      if type(k) ~= "string" then error("key of type " .. type(k), 0) end
      keys[#keys + 1] = k
    end
    table.sort(keys)
    for i, k in ipairs(keys) do out[i] = encode_string(k) .. ":" .. encode(t[k], seen) end
    seen[t] = nil
    return "{" .. table.concat(out, ",") .. "}"
  end,
}
function encode(v, seen)
  local f = encoders[type(v)] or error("cannot encode a " .. type(v), 0)
  return f(v, seen)
end
function json.encode(v) return encode(v, {}) end

local function fail(s, at, what)
  local line = select(2, s:sub(1, at - 1):gsub("\n", "")) + 1
  local column = at - (s:sub(1, at - 1):match(".*()\n") or 0)
  error(("line %d column %d: %s"):format(line, column, what), 0)
end
local decode_value
local function skip(s, at) return s:find("[^ \n\r\t]", at) or #s + 1 end
local unescape = { b = "\b", f = "\f", n = "\n", r = "\r", t = "\t", ['"'] = '"', ["\\"] = "\\", ["/"] = "/" }
local function decode_string(s, at)
  local out, i = {}, at + 1
  while true do
    local stop = s:find('["\\%c]', i)
    if not stop then fail(s, at, "string never ends") end
    out[#out + 1] = s:sub(i, stop - 1)
    local c = s:sub(stop, stop)
    if c == '"' then return table.concat(out), stop + 1 end
    if c ~= "\\" then fail(s, stop, "control character in string") end
    local e = s:sub(stop + 1, stop + 1)
    if e == "u" then
      local hex = s:match("^%x%x%x%x", stop + 2) or fail(s, stop, "bad \\u escape")
      local code = tonumber(hex, 16)
      i = stop + 6
      if code >= 0xD800 and code < 0xDC00 then
        local low = s:match("^\\u(%x%x%x%x)", i) or fail(s, stop, "lone surrogate")
        code = 0x10000 + (code - 0xD800 << 10) + (tonumber(low, 16) - 0xDC00)
        i = i + 6
      end
      out[#out + 1] = utf8.char(code)
    else
      out[#out + 1] = unescape[e] or fail(s, stop, "bad escape '\\" .. e .. "'")
      i = stop + 2
    end
  end
end
local function decode_number(s, at)
  local text = s:match("^-?%d+%.?%d*[eE]?[+-]?%d*", at)
  local n = tonumber(text)
  if not n or text:find("^-?0%d") or text:find("%.$") or text:find("%.[eE]") then fail(s, at, "bad number '" .. text .. "'") end
  return n, at + #text
end
local function decode_items(s, at, close, item)
  at = skip(s, at + 1)
  if s:sub(at, at) == close then return at + 1 end
  while true do
    at = skip(s, item(at))
    local c = s:sub(at, at)
    if c == close then return at + 1 end
    if c ~= "," then fail(s, at, ("expected ',' or '%s'"):format(close)) end
    at = skip(s, at + 1)
  end
end
function decode_value(s, at)
  at = skip(s, at)
  local c = s:sub(at, at)
  if c == "{" then
    local t = {}
    return t, decode_items(s, at, "}", function(i)
      if s:sub(i, i) ~= '"' then fail(s, i, "expected a key") end
      local k, v
      k, i = decode_string(s, i)
      i = skip(s, i)
      if s:sub(i, i) ~= ":" then fail(s, i, "expected ':'") end
      v, i = decode_value(s, i + 1)
      t[k] = v
      return i
    end)
  elseif c == "[" then
    local t, n = {}, 0
    return t, decode_items(s, at, "]", function(i)
      n = n + 1
      t[n], i = decode_value(s, i)
      return i
    end)
  elseif c == '"' then return decode_string(s, at)
  elseif c:find("[-%d]") then return decode_number(s, at) end
  for text, value in pairs { ["true"] = true, ["false"] = false, null = json.null } do
    if s:sub(at, at + #text - 1) == text then return value, at + #text end
  end
  return fail(s, at, c == "" and "unexpected end" or ("unexpected '%s'"):format(c))
end
function json.decode(s)
  local v, at = decode_value(s, 1)
  at = skip(s, at)
  if at <= #s then fail(s, at, "text after the value") end
  return v
end

for _, v in ipairs { 1, -5, 1.5, 1e100, true, false, "text", "q\"uo\\te\n\t\1\127", {}, { 1, 2, { 3 } }, { a = 1, b = { c = {} } }, { "x", json.null, "y" }, 2^53, 0.1 } do
  local text = json.encode(v)
  print(text, json.encode(json.decode(text)) == text)  -- expect: 1<TAB>true
  -- expect: -5<TAB>true
  -- expect: 1.5<TAB>true
  -- expect: 1e+100<TAB>true
  -- expect: true<TAB>true
  -- expect: false<TAB>true
  -- expect: "text"<TAB>true
  -- expect: "q\"uo\\te\n\t\u0001\u007f"<TAB>true
  -- expect: []<TAB>true
  -- expect: [1,2,[3]]<TAB>true
  -- expect: {"a":1,"b":{"c":[]}}<TAB>true
  -- expect: ["x",null,"y"]<TAB>true
  -- expect: 9.007199254741e+15<TAB>true
  -- expect: 0.1<TAB>true
end
for _, s in ipairs { "[1, 2.5, -3e2, 0]", ' { "k" : [ true , null ] } ', '"\\u0041\\u00e9\\u20ac\\ud83d\\ude00"', '"\\/\\b\\f"', "[[[[]]]]", "-0", "1E+2", '{"a":{"b":{"c":[1,{"d":2}]}}}' } do
  local ok, v = pcall(json.decode, s)
  print(s, ok and json.encode(v) or v)  -- expect: [1, 2.5, -3e2, 0]<TAB>[1,2.5,-300,0]
  -- expect:  { "k" : [ true , null ] } <TAB>{"k":[true,null]}
  -- expect: "\u0041\u00e9\u20ac\ud83d\ude00"<TAB>"Aé€😀"
  -- expect: "\/\b\f"<TAB>"/\b\f"
  -- expect: [[[[]]]]<TAB>[[[[]]]]
  -- expect: -0<TAB>0
  -- expect: 1E+2<TAB>100
  -- expect: {"a":{"b":{"c":[1,{"d":2}]}}}<TAB>{"a":{"b":{"c":[1,{"d":2}]}}}
end
for _, s in ipairs { "", "[", "[1", "[1,", "[1,]", "{", '{"a"', '{"a":', '{"a":1', '{"a":1,}', "{a:1}", '"abc', '"a\nb"', '"\\x"', '"\\u12"', "tru", "nul", "01", "1.", "-", "1 2", "[1 2]", "\n\n  ?", '"\\ud800"', "+1", "[1.e5]" } do
  print((s:gsub("\n", "\\n")), select(2, pcall(json.decode, s)))  -- expect: <TAB>line 1 column 1: unexpected end
  -- expect: [<TAB>line 1 column 2: unexpected end
  -- expect: [1<TAB>line 1 column 3: expected ',' or ']'
  -- expect: [1,<TAB>line 1 column 4: unexpected end
  -- expect: [1,]<TAB>line 1 column 4: unexpected ']'
  -- expect: {<TAB>line 1 column 2: expected a key
  -- expect: {"a"<TAB>line 1 column 5: expected ':'
  -- expect: {"a":<TAB>line 1 column 6: unexpected end
  -- expect: {"a":1<TAB>line 1 column 7: expected ',' or '}'
  -- expect: {"a":1,}<TAB>line 1 column 8: expected a key
  -- expect: {a:1}<TAB>line 1 column 2: expected a key
  -- expect: "abc<TAB>line 1 column 1: string never ends
  -- expect: "a\nb"<TAB>line 1 column 3: control character in string
  -- expect: "\x"<TAB>line 1 column 2: bad escape '\x'
  -- expect: "\u12"<TAB>line 1 column 2: bad \u escape
  -- expect: tru<TAB>line 1 column 1: unexpected 't'
  -- expect: nul<TAB>line 1 column 1: unexpected 'n'
  -- expect: 01<TAB>line 1 column 1: bad number '01'
  -- expect: 1.<TAB>line 1 column 1: bad number '1.'
  -- expect: -<TAB>json.lua:81: attempt to concatenate a nil value (local 'text')
  -- expect: 1 2<TAB>line 1 column 3: text after the value
  -- expect: [1 2]<TAB>line 1 column 4: expected ',' or ']'
  -- expect: \n\n  ?<TAB>line 3 column 3: unexpected '?'
  -- expect: "\ud800"<TAB>line 1 column 2: lone surrogate
  -- expect: +1<TAB>line 1 column 1: unexpected '+'
  -- expect: [1.e5]<TAB>line 1 column 2: bad number '1.e5'
end
for _, v in ipairs { 0 / 0, 1 / 0, print, { [1.5] = 1 }, { [true] = 1 } } do print(type(v), select(2, pcall(json.encode, v))) end  -- expect: number<TAB>cannot encode nan
-- expect: number<TAB>cannot encode inf
-- expect: function<TAB>cannot encode a function
-- expect: table<TAB>key of type number
-- expect: table<TAB>key of type boolean
local loop = {}
loop.self = loop
print(pcall(json.encode, loop))  -- expect: false<TAB>circular reference
local big = {}
for i = 1, 200 do big[i] = { id = i, name = "item " .. i, tags = { "a", "b" .. i % 3 }, ratio = i / 8 } end
local text = json.encode(big)
print(#text, json.encode(json.decode(text)) == text, json.decode(text)[200].name)  -- expect: 11906<TAB>true<TAB>item 200
