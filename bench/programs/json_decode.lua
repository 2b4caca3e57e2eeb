-- Kind: JSON, lexers/parsers. Decoding JSON by recursive descent over string.find/byte/sub, with error
-- positions and escapes; documents like API answers, logs and nested settings.

local find, sub, byte = string.find, string.sub, string.byte
local null = {}

local function fail(text, pos, what)
  local line = 1
  for _ in text:sub(1, pos):gmatch("\n") do line = line + 1 end
  error(("line %d, byte %d: %s"):format(line, pos, what), 0)
end

local unescape = { b = "\b", f = "\f", n = "\n", r = "\r", t = "\t", ['"'] = '"', ["\\"] = "\\", ["/"] = "/" }

local function parse_string(text, pos)
  local start, parts = pos + 1, nil
  while true do
    local stop = find(text, '["\\]', start)
    if not stop then fail(text, pos, "unfinished string") end
    if byte(text, stop) == 34 then
      local tail = sub(text, start, stop - 1)
      if not parts then return tail, stop + 1 end
      parts[#parts + 1] = tail
      return table.concat(parts), stop + 1
    end
    parts = parts or {}
    parts[#parts + 1] = sub(text, start, stop - 1)
    local c = sub(text, stop + 1, stop + 1)
    if c == "u" then
      local hex = text:match("^%x%x%x%x", stop + 2)
      if not hex then fail(text, stop, "bad \\u escape") end
      parts[#parts + 1] = utf8.char(tonumber(hex, 16))
      start = stop + 6
    else
      parts[#parts + 1] = unescape[c] or fail(text, stop, "bad escape")
      start = stop + 2
    end
  end
end

local parse

local function skip(text, pos)
  local _, stop = find(text, "^[ \n\r\t]*", pos)
  return stop + 1
end

local function parse_array(text, pos)
  local list, n = {}, 0
  pos = skip(text, pos + 1)
  if byte(text, pos) == 93 then return list, pos + 1 end
  while true do
    n = n + 1
    list[n], pos = parse(text, pos)
    pos = skip(text, pos)
    local c = byte(text, pos)
    if c == 93 then return list, pos + 1 end
    if c ~= 44 then fail(text, pos, "expected ',' or ']'") end
    pos = pos + 1
  end
end

local function parse_object(text, pos)
  local object = {}
  pos = skip(text, pos + 1)
  if byte(text, pos) == 125 then return object, pos + 1 end
  while true do
    pos = skip(text, pos)
    if byte(text, pos) ~= 34 then fail(text, pos, "expected a key") end
    local key
    key, pos = parse_string(text, pos)
    pos = skip(text, pos)
    if byte(text, pos) ~= 58 then fail(text, pos, "expected ':'") end
    object[key], pos = parse(text, pos + 1)
    pos = skip(text, pos)
    local c = byte(text, pos)
    if c == 125 then return object, pos + 1 end
    if c ~= 44 then fail(text, pos, "expected ',' or '}'") end
    pos = pos + 1
  end
end

local words = { ["true"] = true, ["false"] = false, null = null }
function parse(text, pos)
  pos = skip(text, pos)
  local c = byte(text, pos)
  if c == 123 then return parse_object(text, pos) end
  if c == 91 then return parse_array(text, pos) end
  if c == 34 then return parse_string(text, pos) end
  local _, stop, digits = find(text, "^(%-?%d+%.?%d*[eE]?[+-]?%d*)", pos)
  if digits then return tonumber(digits) or fail(text, pos, "bad number"), stop + 1 end
  local word = text:match("^%a+", pos)
  local value = words[word]
  if value == nil then fail(text, pos, "unexpected text") end
  return value, pos + #word
end

local function decode(text)
  local value, pos = parse(text, 1)
  pos = skip(text, pos)
  if pos <= #text then fail(text, pos, "text after the value") end
  return value
end

local function api_answer(n)
  local out = {}
  for i = 1, n do
    out[i] = ([[
    { "id": %d, "login": "user%d", "name": "N\u00e9e \"%d\"", "admin": %s, "score": %.3f,
      "address": { "street": "Main\tStreet %d", "geo": [%.5f, -%.5f] },
      "tags": ["a", "b", "tag%d"], "manager": %s, "salary": %de2 }]]):format(i, i, i, i % 7 == 0 and "true" or "false",
      i / 3, i, i / 9, i / 11, i % 10, i % 3 == 0 and "null" or tostring(i // 3), i)
  end
  return '{ "total": ' .. n .. ', "items": [\n' .. table.concat(out, ",\n") .. "\n] }"
end
local function matrix(n)
  local rows = {}
  for i = 1, n do
    local row = {}
    for j = 1, n do row[j] = i * j % 3 == 0 and i * j / 4 or i * j end
    rows[i] = "[" .. table.concat(row, ",") .. "]"
  end
  return "[" .. table.concat(rows, ",\n") .. "]"
end

local function sum(value)
  local kind = type(value)
  if kind == "number" then return value end
  if kind == "string" then return #value end
  if kind == "boolean" then return value and 1 or 0 end
  local s = value == null and 5 or 0
  for _, v in pairs(value) do s = s + sum(v) // 1 end
  return s
end

local answer, grid = api_answer(220), matrix(60)
local deep = ("["):rep(100) .. "1" .. ("]"):rep(100)
local total = 0
for _ = 1, 40 do
  total = total + sum(decode(answer)) + sum(decode(grid)) + sum(decode(deep))
end
print(#answer, #grid, string.format("%d", total))
local item = decode(answer).items[21]
print(item.name, item.admin, item.address.street, item.salary, item.manager == null, item.tags[3])
local broken = 0
for cut = 1, 6000, 61 do
  local ok, message = pcall(decode, answer:sub(1, cut))
  if not ok then broken = broken + #message end
end
print(broken, select(2, pcall(decode, '{"a": [1, 2\n, }')))
