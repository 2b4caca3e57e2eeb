-- Kind: cold code, objects. Starting an application: a hundred modules loaded through require with a
-- custom searcher, each defining classes, constants and helpers, wiring itself to others, run once or twice.

local function source_of(index)
  local parent = index > 1 and ("app.m%d"):format(index // 2) or nil
  local out = {}
  local function emit(fmt, ...) out[#out + 1] = fmt:format(...) end
  emit("local name, origin = ...\n")
  if parent then emit("local parent = require(%q)\n", parent) end
  emit("local M = { name = name, version = { %d, %d, %d }, origin = origin }\n", index % 3, index % 7, index)
  emit("local defaults = { timeout = %d, retries = %d, hosts = { 'a%d', 'b%d' }, flags = { debug = %s } }\n",
    index * 10, index % 5, index, index, index % 2 == 0 and "true" or "false")
  emit("local Class%d = {}\nClass%d.__index = Class%d\n", index, index, index)
  emit("function Class%d.new(options)\n  local self = setmetatable({}, Class%d)\n", index, index)
  emit("  for k, v in pairs(defaults) do self[k] = v end\n  for k, v in pairs(options or {}) do self[k] = v end\n")
  emit("  return self\nend\n")
  for m = 1, 6 do
    emit("function Class%d:method%d(a, b)\n  a, b = a or %d, b or %d\n", index, m, m, index)
    if m % 3 == 0 then
      emit("  if a > b then return a - b + self.timeout end\n  return (b - a) * self.retries\nend\n")
    elseif m % 3 == 1 then
      emit("  local total = 0\n  for i = 1, #self.hosts do total = total + #self.hosts[i] end\n")
      emit("  return total + a * b\nend\n")
    else
      emit("  local ok, err = pcall(function() return a // (b - b) end)\n")
      emit("  return ok and 0 or #tostring(err) > 0 and 1\nend\n")
    end
  end
  emit("M.Class = Class%d\nM.constants = {\n", index)
  for c = 1, 12 do emit("  CONSTANT_%d = %d,\n", c, c * index) end
  emit("}\nfunction M.setup(registry)\n  registry[#registry + 1] = name\n")
  if parent then emit("  registry.depth = (registry.depth or 0) + (parent.version[3] or 0)\n") end
  emit("  local object = Class%d.new { timeout = %d }\n  local sum = 0\n", index, index)
  for m = 1, 6 do emit("  sum = sum + object:method%d(%d, %d)\n", m, m * 3, index % 11) end
  emit("  for k, v in pairs(M.constants) do sum = sum + v + #k end\n  return sum\nend\nreturn M\n")
  return table.concat(out)
end

local bytes = 0
table.insert(package.searchers, 2, function(name)
  local index = math.tointeger(name:match("^app%.m(%d+)$"))
  if not index then return "\n\tno generated module '" .. name .. "'" end
  local source = source_of(index)
  bytes = bytes + #source
  return assert(load(source, "@" .. name)), "generated"
end)

local total = 0
local registry
for _ = 1, 36 do
  registry = {}
  for i = 1, 110 do
    local m = require("app.m" .. i)
    total = (total * 3 + m.setup(registry)) % 1000000007
    assert(require(m.name) == m)
  end
  for i = 1, 110 do package.loaded["app.m" .. i] = nil end
end
print(#registry, registry.depth, bytes, total)
print((select(2, pcall(require, "app.missing"))):match("no generated module '[^']+'"))
