-- Kind: tables, recursion. Nested configuration data: deep copy with cycles, deep merge, structural
-- comparison, flattening to paths and back, diff and patch; generic code over unknown tables.

local function deep_copy(value, seen)
  if type(value) ~= "table" then return value end
  seen = seen or {}
  if seen[value] then return seen[value] end
  local copy = {}
  seen[value] = copy
  for k, v in pairs(value) do copy[deep_copy(k, seen)] = deep_copy(v, seen) end
  return setmetatable(copy, getmetatable(value))
end

local function deep_equal(a, b)
  if a == b then return true end
  if type(a) ~= "table" or type(b) ~= "table" then return false end
  for k, v in pairs(a) do
    if not deep_equal(v, b[k]) then return false end
  end
  for k in pairs(b) do
    if a[k] == nil then return false end
  end
  return true
end

local function merge(base, extra)
  for k, v in pairs(extra) do
    if type(v) == "table" and type(base[k]) == "table" then
      merge(base[k], v)
    else
      base[k] = deep_copy(v)
    end
  end
  return base
end

local function sorted_keys(t)
  local keys = {}
  for k in pairs(t) do keys[#keys + 1] = k end
  table.sort(keys, function(a, b)
    local ta, tb = type(a), type(b)
    if ta ~= tb then return ta < tb end
    return a < b
  end)
  return keys
end

local function flatten(t, prefix, out)
  for _, k in ipairs(sorted_keys(t)) do
    local path = prefix == "" and tostring(k) or prefix .. "." .. tostring(k)
    if type(t[k]) == "table" then flatten(t[k], path, out) else out[path] = t[k] end
  end
  return out
end

local function expand(flat)
  local root = {}
  for path, v in pairs(flat) do
    local node = root
    for part, dot in path:gmatch("([^.]+)(%.?)") do
      local key = math.tointeger(part) or part
      if dot == "" then
        node[key] = v
      else
        node[key] = node[key] or {}
        node = node[key]
      end
    end
  end
  return root
end

local function diff(a, b, path, out)
  for k, v in pairs(a) do
    local w = b[k]
    if type(v) == "table" and type(w) == "table" then
      diff(v, w, path .. "/" .. tostring(k), out)
    elseif v ~= w then
      out[#out + 1] = { path .. "/" .. tostring(k), w }
    end
  end
  for k, w in pairs(b) do
    if a[k] == nil then out[#out + 1] = { path .. "/" .. tostring(k), w } end
  end
  return out
end

local function config(i)
  local servers = {}
  for s = 1, 6 do
    servers[s] = { host = "10.0.0." .. s, port = 8000 + s * i, weights = { 1, 2.5, s }, tags = { a = true, b = s % 2 == 0 } }
  end
  return {
    name = "service" .. i % 10,
    limits = { cpu = 4, memory = 512 * i, nested = { deep = { deeper = { deepest = i } } } },
    servers = servers,
    features = { logging = { level = "info", targets = { "file", "net" } }, cache = { size = i % 100, ttl = 2.5 } },
  }
end

local extra = { limits = { cpu = 8, nested = { deep = { extra = true } } }, servers = { [2] = { port = 1, name = "x" } } }
local leaves, differences, equal, check = 0, 0, 0, 0
local previous = config(0)
for i = 1, 1500 do
  local c = config(i)
  c.self = c
  local copy = deep_copy(c)
  assert(copy.self == copy and copy ~= c)
  c.self, copy.self = nil, nil
  if deep_equal(c, copy) then equal = equal + 1 end
  merge(copy, extra)
  if deep_equal(c, copy) then equal = equal + 1 end
  differences = differences + #diff(c, copy, "", {}) + #diff(previous, c, "", {})
  local flat = flatten(copy, "", {})
  for _, v in pairs(flat) do
    leaves = leaves + 1
    if math.type(v) == "integer" then check = check + v end
  end
  if deep_equal(expand(flat), copy) then equal = equal + 1 end
  previous = c
end
print(leaves, differences, equal, check)
