-- Kind: JSON, tables. A request handler end to end: decode a small document (single-pass scanner on
-- gmatch positions), look up by JSON pointer, update, filter, aggregate and encode it again.

local function decode(text)
  local pos = 1
  local function space() pos = text:match("^%s*()", pos) end
  local value
  local function str()
    local raw, after = text:match('^"([^"\\]*)"()', pos)
    if raw then
      pos = after
      return raw
    end
    local from = pos + 1
    local at = from
    while true do
      local stop = text:find('["\\]', at)
      if text:sub(stop, stop) == '"' then
        pos = stop + 1
        return (text:sub(from, stop - 1):gsub('\\(.)', { n = "\n", t = "\t", ['"'] = '"', ["\\"] = "\\" }))
      end
      at = stop + 2
    end
  end
  local function object()
    local t = {}
    pos = pos + 1
    space()
    while text:sub(pos, pos) ~= "}" do
      local key = str()
      pos = text:match("^%s*:%s*()", pos)
      t[key] = value()
      pos = text:match("^%s*,?%s*()", pos)
    end
    pos = pos + 1
    return t
  end
  local function array()
    local t = {}
    pos = pos + 1
    space()
    while text:sub(pos, pos) ~= "]" do
      t[#t + 1] = value()
      pos = text:match("^%s*,?%s*()", pos)
    end
    pos = pos + 1
    return t
  end
  local by_first = { ["{"] = object, ["["] = array, ['"'] = str }
  function value()
    local reader = by_first[text:sub(pos, pos)]
    if reader then return reader() end
    local word, after = text:match("^([%w.+-]+)()", pos)
    pos = after
    if word == "true" then return true elseif word == "false" then return false elseif word == "null" then return nil end
    return math.tointeger(word) or tonumber(word)
  end
  space()
  return value()
end

local function encode(v)
  local kind = type(v)
  if kind == "string" then return '"' .. v:gsub('["\\\n\t]', { ['"'] = '\\"', ["\\"] = "\\\\", ["\n"] = "\\n", ["\t"] = "\\t" }) .. '"' end
  if kind ~= "table" then return tostring(v) end
  if #v > 0 or next(v) == nil then
    local out = {}
    for i = 1, #v do out[i] = encode(v[i]) end
    return "[" .. table.concat(out, ",") .. "]"
  end
  local out = {}
  for k, x in pairs(v) do out[#out + 1] = encode(k) .. ":" .. encode(x) end
  table.sort(out)
  return "{" .. table.concat(out, ",") .. "}"
end

local function pointer(document, path)
  local node = document
  for part in path:gmatch("/([^/]*)") do
    part = part:gsub("~1", "/"):gsub("~0", "~")
    if type(node) ~= "table" then return nil end
    node = node[math.tointeger(tonumber(part)) and tonumber(part) + 1 or part]
  end
  return node
end

local handlers = {}
function handlers.totals(request)
  local sums = {}
  for _, row in ipairs(request.rows) do
    local s = sums[row.city] or { count = 0, sum = 0 }
    s.count, s.sum = s.count + 1, s.sum + row.value
    sums[row.city] = s
  end
  return { action = "totals", sums = sums }
end
function handlers.filter(request)
  local kept = {}
  for _, row in ipairs(request.rows) do
    if row.value > request.limit and row.active then kept[#kept + 1] = row end
  end
  return { action = "filter", kept = kept, dropped = #request.rows - #kept }
end
function handlers.rename(request)
  for i, row in ipairs(request.rows) do
    row.label = request.prefix .. "-" .. row.city:upper() .. "-" .. i
    row.city = nil
  end
  return request
end
function handlers.lookup(request)
  local out = {}
  for i, path in ipairs(request.paths) do
    local found = pointer(request, path)
    out[i] = type(found) == "table" and #found .. " items" or tostring(found)
  end
  return { action = "lookup", values = out }
end

local actions = { "totals", "filter", "rename", "lookup" }
local function request(i)
  local rows = {}
  for r = 1, 12 do
    rows[r] = ('{"city":"%s", "value": %d, "active": %s, "note":"say \\"hi\\" %d\\n"}'):format(
      ({ "rome", "oslo", "lima" })[(i + r) % 3 + 1], i * r % 100, r % 2 == 0 and "true" or "false", r)
  end
  return ('{"action":"%s","limit":%d,"prefix":"p%d","paths":["/rows/0/city","/rows/3/value","/meta/a~1b","/none/x"],' ..
          '"meta":{"a/b":[1,2.5,null,{}]},\n "rows":[%s]}'):format(actions[i % 4 + 1], i % 90, i, table.concat(rows, ",\n"))
end

local bytes, check = 0, 0
for i = 1, 2800 do
  local document = decode(request(i))
  local answer = encode(handlers[document.action](document))
  bytes = bytes + #answer
  check = (check * 33 + answer:byte(#answer // 2) + #answer) % 1000000007
  if i <= 4 then print(answer:sub(1, 100)) end
end
print(bytes, check)
