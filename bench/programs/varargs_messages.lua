-- Kind: varargs, objects. A message protocol: constructors, signals and serialisers that accept any
-- number of mixed arguments; records built by { ... }, positional decoding by table.unpack.

local Message = {}
Message.__index = Message

local function message(kind, ...) return setmetatable({ kind = kind, n = select("#", ...), ... }, Message) end
function Message:unpack() return table.unpack(self, 1, self.n) end
function Message:with(...)
  local copy = message(self.kind, self:unpack())
  for i = 1, select("#", ...), 2 do
    local index, value = select(i, ...)
    copy[index] = value
    if index > copy.n then copy.n = index end
  end
  return copy
end

local encoders = {
  number = function(v) return "n" .. v end,
  string = function(v) return "s" .. #v .. ":" .. v end,
  boolean = function(v) return v and "t" or "f" end,
  ["nil"] = function() return "z" end,
}
local function encode(...)
  local out = { ... }
  for i = 1, select("#", ...) do
    local v = out[i]
    out[i] = encoders[type(v)](v)
  end
  return table.concat(out, "|")
end
local function encode_recursive(first, ...)
  local head = encoders[type(first)](first)
  if select("#", ...) == 0 then return head end
  return head .. "|" .. encode_recursive(...)
end

local function decode(text)
  local values, n, pos = {}, 0, 1
  while pos <= #text do
    n = n + 1
    local tag = text:sub(pos, pos)
    if tag == "n" then
      local digits
      digits, pos = text:match("^n(%-?%d+)()", pos)
      values[n] = math.tointeger(digits)
    elseif tag == "s" then
      local length, start = text:match("^s(%d+):()", pos)
      pos = start + tonumber(length)
      values[n] = text:sub(start, pos - 1)
    else
      if tag == "t" then values[n] = true elseif tag == "f" then values[n] = false end
      pos = pos + 1
    end
    pos = pos + 1
  end
  return table.unpack(values, 1, n)
end

local Signal = {}
Signal.__index = Signal
local function signal() return setmetatable({ slots = {} }, Signal) end
function Signal:connect(f, ...)
  local extra = table.pack(...)
  self.slots[#self.slots + 1] = extra.n == 0 and f or function(...)
    return f(extra[1], extra[2], ...)
  end
end
function Signal:fire(...)
  local results = 0
  for _, slot in ipairs(self.slots) do results = results + (slot(...) or 0) end
  return results
end

local changed = signal()
local totals = { args = 0, numbers = 0 }
changed:connect(function(...) totals.args = totals.args + select("#", ...) end)
changed:connect(function(_, n) return type(n) == "number" and n or 0 end)
changed:connect(function(label, weight, _, n) return label == "w" and type(n) == "number" and n * weight or 1 end, "w", 2)
changed:connect(function(a, ...)
  local b = ...
  if type(b) == "number" then totals.numbers = totals.numbers + 1 end
end)

local size, fired, changes = 0, 0, 0
for i = 1, 50000 do
  local m = message("move", i, i % 5 == 0 and "text" .. i or -i, i % 2 == 0, nil, i % 7)
  local text = encode(m:unpack())
  assert(text == encode_recursive(m:unpack()))
  local back = message("move", decode(text))
  assert(back.n == m.n and back[1] == i and back[4] == nil)
  size = size + #text
  fired = fired + changed:fire(back.kind, back:unpack())
  changes = changes + m:with(2, "x", 7, true).n
end
print(size, fired, changes, totals.args, totals.numbers)
