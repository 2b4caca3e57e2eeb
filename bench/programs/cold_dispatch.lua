-- Kind: cold code, strings. A command interpreter with a long if-else chain next to a table of handlers:
-- many branches, each rarely taken, as in protocol servers, game scripts and command-line tools.

local store, log_size = {}, 0

local function dispatch(cmd, a, b)
  if cmd == "get" then return store[a]
  elseif cmd == "set" then store[a] = b return b
  elseif cmd == "del" then store[a] = nil return 1
  elseif cmd == "incr" then store[a] = (tonumber(store[a]) or 0) + 1 return store[a]
  elseif cmd == "decr" then store[a] = (tonumber(store[a]) or 0) - 1 return store[a]
  elseif cmd == "incrby" then store[a] = (tonumber(store[a]) or 0) + b return store[a]
  elseif cmd == "append" then store[a] = tostring(store[a] or ""):sub(-20) .. tostring(b) return #store[a]
  elseif cmd == "strlen" then return #tostring(store[a] or "")
  elseif cmd == "exists" then return store[a] ~= nil and 1 or 0
  elseif cmd == "type" then return type(store[a])
  elseif cmd == "upper" then return tostring(store[a]):upper()
  elseif cmd == "lower" then return tostring(store[a]):lower()
  elseif cmd == "reverse" then return tostring(store[a]):reverse()
  elseif cmd == "lpush" then
    local list = store[a]
    if type(list) ~= "table" then list = {} store[a] = list end
    table.insert(list, 1, b)
    if #list > 20 then list[#list] = nil end
    return #list
  elseif cmd == "rpush" then
    local list = store[a]
    if type(list) ~= "table" then list = {} store[a] = list end
    list[#list + 1] = b
    if #list > 20 then table.remove(list, 1) end
    return #list
  elseif cmd == "lpop" then
    local list = store[a]
    return type(list) == "table" and table.remove(list, 1) or nil
  elseif cmd == "llen" then
    local list = store[a]
    return type(list) == "table" and #list or 0
  elseif cmd == "lrange" then
    local list = store[a]
    return type(list) == "table" and table.concat(list, ",") or ""
  elseif cmd == "abs" then return math.abs(tonumber(store[a]) or 0)
  elseif cmd == "min" then return math.min(tonumber(store[a]) or 0, b)
  elseif cmd == "max" then return math.max(tonumber(store[a]) or 0, b)
  elseif cmd == "mod" then return (tonumber(store[a]) or 0) % (b + 1)
  elseif cmd == "and" then return b & 255
  elseif cmd == "or" then return b | 256
  elseif cmd == "xor" then return b ~ 77
  elseif cmd == "shl" then return b << 3
  elseif cmd == "shr" then return b >> 1
  elseif cmd == "neg" then return -b
  elseif cmd == "not" then return not store[a]
  elseif cmd == "echo" then return a .. ":" .. b
  elseif cmd == "format" then return ("%s=%5d"):format(a, b)
  elseif cmd == "hash" then
    local h = 5381
    for i = 1, #a do h = (h * 33 + a:byte(i)) & 0xffffffff end
    return h
  elseif cmd == "count" then
    local n = 0
    for _ in pairs(store) do n = n + 1 end
    return n
  elseif cmd == "swap" then
    local other = "k" .. b % 50
    store[a], store[other] = store[other], store[a]
    return 2
  elseif cmd == "log" then log_size = log_size + #a return log_size
  else return nil, "unknown command '" .. cmd .. "'" end
end

local names = { "get", "set", "del", "incr", "decr", "incrby", "append", "strlen", "exists", "type", "upper", "lower",
  "reverse", "lpush", "rpush", "lpop", "llen", "lrange", "abs", "min", "max", "mod", "and", "or", "xor", "shl", "shr",
  "neg", "not", "echo", "format", "hash", "count", "swap", "log", "bogus" }

-- The same number of handlers again, but each its own small function in a table, reached through metamethods.
local handlers = setmetatable({}, { __index = function(t, name)
  local n = #name
  local h
  if n % 3 == 0 then h = function(_, b) return b * n % 101 end
  elseif n % 3 == 1 then h = function(a, b) return #a + b % n end
  else h = function(a) return a:byte(n % #a + 1) end end
  t[name] = h
  return h
end })

local lines = {}
local seed = 2024
for i = 1, 3000 do
  seed = seed * 16807 % 2147483647
  lines[i] = names[seed % #names + 1] .. " k" .. seed // 50 % 50 .. " " .. seed % 1000
end

local check, unknown = 0, 0
for _ = 1, 120 do
  for i = 1, #lines do
    local cmd, a, b = lines[i]:match("^(%l+) (%w+) (%d+)$")
    b = math.tointeger(b)
    local result, err = dispatch(cmd, a, b)
    if err then unknown = unknown + 1
    elseif math.type(result) then check = (check * 7 + result) % 1000000007
    elseif type(result) == "string" then check = check + #result end
    check = check + handlers[cmd](a, b)
  end
end
print(string.format("%d %d %d", check, unknown, log_size))
