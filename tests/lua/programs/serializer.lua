-- Serializing values to Lua source, with sharing and cycles, and reading them back.
local function serialize(value)
  local names, parts, n = {}, {}, 0
  local fixups = {}
  local function write(v, indent)
    local t = type(v)
    if t == "nil" or t == "boolean" then return tostring(v) end
    if t == "number" or t == "string" then return ("%q"):format(v):gsub("\\\n", "\\n") .. "" end
    if t ~= "table" then error("cannot serialize a " .. t, 0) end
    error("tables are written by name")
  end
  local function define(t)
    if names[t] then return names[t] end
    n = n + 1
    names[t] = "t[" .. n .. "]"
    parts[n] = names[t] .. " = {}"
    local name = names[t]
    local keys = {}
    for k in pairs(t) do keys[#keys + 1] = k end
    table.sort(keys, function(a, b)
      if type(a) ~= type(b) then return type(a) < type(b) end
      if type(a) == "number" or type(a) == "string" then return a < b end
      return tostring(a) < tostring(b)
    end)
    for _, k in ipairs(keys) do
      local function ref(x) return type(x) == "table" and define(x) or write(x) end
      local line = ("%s[%s] = %s"):format(name, ref(k), ref(t[k]))
      fixups[#fixups + 1] = line
    end
    return name
  end
  local root = type(value) == "table" and define(value) or write(value)
  return "local t = {}\n" .. table.concat(parts, "\n") .. "\n" .. table.concat(fixups, "\n") .. "\nreturn " .. root
end
local function copy(v) return assert(load(serialize(v), "=data", "t", {}))() end
local function same(a, b, seen)
  seen = seen or {}
  if type(a) ~= "table" then return a == b and math.type(a) == math.type(b) end
  if seen[a] then return seen[a] == b end
  seen[a] = b
  for k, v in pairs(a) do
    if type(k) ~= "table" and not same(v, b[k], seen) then return false end
  end
  for k in pairs(b) do if type(k) ~= "table" and a[k] == nil then return false end end
  return true
end
for _, v in ipairs { 1, -1.5, "text", "q\"\\\n\0\r", true, {}, { 1, 2, 3 }, { a = { b = { c = "deep" } } }, { [1.5] = "f", [-1] = "n", ["two words"] = 1, [true] = false }, { math.maxinteger, math.mininteger, 1e300, 2^53, 0.1 } } do
  print(type(v), same(v, copy(v)), (serialize(v):gsub("\n", ";"):gsub("%z", "?")))  -- expect: number<TAB>true<TAB>local t = {};;;return 1
  -- expect: number<TAB>true<TAB>local t = {};;;return -0x1.8p+0
  -- expect: string<TAB>true<TAB>local t = {};;;return "text"
  -- expect: string<TAB>true<TAB>local t = {};;;return "q\"\\\n\0\13"
  -- expect: boolean<TAB>true<TAB>local t = {};;;return true
  -- expect: table<TAB>true<TAB>local t = {};t[1] = {};;return t[1]
  -- expect: table<TAB>true<TAB>local t = {};t[1] = {};t[1][1] = 1;t[1][2] = 2;t[1][3] = 3;return t[1]
  -- expect: table<TAB>true<TAB>local t = {};t[1] = {};t[2] = {};t[3] = {};t[3]["c"] = "deep";t[2]["b"] = t[3];t[1]["a"] = t[2];return t[1]
  -- expect: table<TAB>true<TAB>local t = {};t[1] = {};t[1][true] = false;t[1][-1] = "n";t[1][0x1.8p+0] = "f";t[1]["two words"] = 1;return t[1]
  -- expect: table<TAB>true<TAB>local t = {};t[1] = {};t[1][1] = 9223372036854775807;t[1][2] = 0x8000000000000000;t[1][3] = 0x1.7e43c8800759cp+996;t[1][4] = 0x1p+53;t[1][5] = 0x1.999999999999ap-4;return t[1]
end
local shared = { "shared" }
local graph = { a = shared, b = shared, list = { shared, shared } }
graph.self = graph
graph.list.parent = graph
local c = copy(graph)
print(c.a == c.b, c.a == c.list[1], c.self == c, c.list.parent == c, c ~= graph, same(graph, c))  -- expect: true<TAB>true<TAB>true<TAB>true<TAB>true<TAB>true
print(pcall(serialize, { print }), pcall(serialize, { f = { g = coroutine.create(print) } }))  -- expect: false<TAB>false<TAB>cannot serialize a thread
-- generated trees
local seed = 3
local function random(n)
  seed = seed * 69069 + 1 & 0xffffffff
  return (seed >> 8) % n
end
local function tree(d)
  local t = {}
  for i = 1, random(5) do
    local k = random(2) == 0 and i or "k" .. random(100)
    local kind = random(5)
    t[k] = kind == 0 and random(1000) / 8 or kind == 1 and random(1000) or kind == 2 and ("s"):rep(random(10)) or kind == 3 and true or d > 0 and tree(d - 1) or "leaf"
  end
  return t
end
local all = true
for i = 1, 60 do
  local t = tree(5)
  all = all and same(t, copy(t))
end
print(all)  -- expect: true
