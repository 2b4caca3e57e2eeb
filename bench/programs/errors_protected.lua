-- Kind: errors. Protected calls that mostly succeed: a plugin host running handlers under pcall, assert
-- on results, nil-and-message returns beside exceptions, and tostring of error values.

local plugins = {}
local function plugin(name, handler) plugins[#plugins + 1] = { name = name, handler = handler, errors = 0 } end

plugin("sum", function(event)
  local total = 0
  for _, v in ipairs(event.values) do total = total + v end
  return total
end)
plugin("first", function(event) return assert(event.values[1], "no values") end)
plugin("lookup", function(event) return event.meta.owner.name end)
plugin("number", function(event) return event.label + 1 end)
plugin("compare", function(event) return event.values[1] < event.label and 1 or 0 end)
plugin("nested", function(event)
  local ok, v = pcall(function() return event.meta.count // event.meta.zero end)
  return ok and v or -1
end)
plugin("call", function(event) return event.callback(event.id) end)
plugin("concat", function(event) return #(event.label .. event.suffix) end)

local function nil_or_message(event)
  if event.id % 7 == 0 then return nil, "skipped " .. event.id end
  return event.id
end
plugin("result", function(event)
  local v, err = nil_or_message(event)
  if not v then error(err, 0) end
  return v
end)

local owner = { name = "lua" }
local function event(i)
  return {
    id = i,
    values = i % 31 ~= 0 and { i, i + 1, 2 } or {},
    meta = { owner = i % 37 ~= 0 and owner or nil, count = i, zero = i % 41 == 0 and 0 or 3 },
    label = i % 43 == 0 and "word" or i,
    callback = i % 47 ~= 0 and function(n) return n * 2 end or nil,
    suffix = i % 53 ~= 0 and "x" or nil,
  }
end

local handled, failures, sizes, total = 0, 0, 0, 0
local samples = {}
for i = 1, 150000 do
  local e = event(i)
  for _, p in ipairs(plugins) do
    local ok, result = pcall(p.handler, e)
    if ok then
      handled = handled + 1
      if math.type(result) == "integer" then total = (total + result) % 1000000007 end
    else
      failures = failures + 1
      p.errors = p.errors + 1
      sizes = sizes + #(result:gsub("^.*:%d+: ", ""))
      if not samples[p.name] then samples[p.name] = result:gsub("^.*:%d+: ", "") end
    end
  end
end
for _, p in ipairs(plugins) do print(p.name, p.errors, samples[p.name]) end
print(handled, failures, sizes, total)
