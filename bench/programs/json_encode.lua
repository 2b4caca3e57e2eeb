-- Kind: JSON, strings. Encoding documents to JSON: escapes by gsub, arrays against objects, sorted keys,
-- indentation, numbers of both kinds; orders, a feed of posts with awkward text, a deep tree.

local escapes = { ['"'] = '\\"', ["\\"] = "\\\\", ["\b"] = "\\b", ["\f"] = "\\f", ["\n"] = "\\n", ["\r"] = "\\r", ["\t"] = "\\t" }
local function escape(c) return escapes[c] or ("\\u%04x"):format(c:byte()) end

local null = setmetatable({}, { __tostring = function() return "null" end })

local function is_array(t)
  local n = 0
  for k in pairs(t) do
    if math.type(k) ~= "integer" or k < 1 then return false end
    n = n + 1
  end
  return n == #t, n
end

local encode, encoders
encoders = {
  ["nil"] = function(out) out[#out + 1] = "null" end,
  boolean = function(out, v) out[#out + 1] = tostring(v) end,
  string = function(out, v) out[#out + 1] = '"' .. v:gsub('[%c"\\]', escape) .. '"' end,
  number = function(out, v)
    if math.type(v) == "integer" then out[#out + 1] = ("%d"):format(v)
    elseif v ~= v or v == math.huge or v == -math.huge then error("cannot encode " .. tostring(v))
    else out[#out + 1] = ("%.14g"):format(v) end
  end,
  table = function(out, v, indent)
    if v == null then
      out[#out + 1] = "null"
      return
    end
    local inner = indent and indent .. "  "
    local newline, space = indent and "\n" .. inner or "", indent and ": " or ":"
    if is_array(v) then
      out[#out + 1] = "["
      for i, item in ipairs(v) do
        out[#out + 1] = (i > 1 and "," or "") .. newline
        encode(out, item, inner)
      end
      out[#out + 1] = (indent and #v > 0 and "\n" .. indent or "") .. "]"
    else
      local keys = {}
      for k in pairs(v) do
        if type(k) ~= "string" then error("bad key " .. tostring(k)) end
        keys[#keys + 1] = k
      end
      table.sort(keys)
      out[#out + 1] = "{"
      for i, k in ipairs(keys) do
        out[#out + 1] = (i > 1 and "," or "") .. newline
        encoders.string(out, k)
        out[#out + 1] = space
        encode(out, v[k], inner)
      end
      out[#out + 1] = (indent and "\n" .. indent or "") .. "}"
    end
  end,
}
function encode(out, v, indent)
  local encoder = encoders[type(v)]
  if not encoder then error("cannot encode a " .. type(v)) end
  return encoder(out, v, indent)
end
local function to_json(v, pretty)
  local out = {}
  encode(out, v, pretty and "" or nil)
  return table.concat(out)
end

local function order(i)
  local lines = {}
  for k = 1, i % 6 + 1 do
    lines[k] = { sku = ("SKU-%05d"):format(i * k), quantity = k, price = i % 97 + k / 4, note = null }
  end
  return { id = i, customer = { name = "Customer " .. i, vip = i % 5 == 0 }, lines = lines, paid = i % 2 == 0 }
end
local function post(i)
  return {
    author = "user" .. i, likes = i * 17 % 300, score = i / 7,
    text = 'He said: "line ' .. i .. '"\n\tand then\\or ' .. ("blah "):rep(i % 9) .. "\1 done \u{e9}\u{4e2d}",
    replies = { i, i + 1, i * 2.5, -i },
  }
end
local function tree(depth) return depth == 0 and {} or { name = "n" .. depth, kids = { tree(depth - 1), tree(depth - 1) } } end

local orders, feed = {}, {}
for i = 1, 120 do orders[i], feed[i] = order(i), post(i) end
local document = { orders = orders, feed = feed, tree = tree(6), empty = {}, version = 3, ratio = 0.1 }

local bytes, check = 0, 0
for round = 1, 76 do
  document.version = round
  local text = to_json(document, round % 4 == 0)
  bytes = bytes + #text
  for i = 1, #text, 101 do check = (check * 31 + text:byte(i)) % 1000000007 end
end
print(to_json(feed[3]))
print(to_json(order(1), true))
print(bytes, check, (pcall(to_json, { print })), (pcall(to_json, 0 / 0)))
