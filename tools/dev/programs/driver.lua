-- Runs programs one after the other, each in an environment of its own: driver.lua FILE [STEPS|WORD]
--
-- FILE holds programs, each "NAME LENGTH\n" and LENGTH bytes. Before each, the line "\1NAME" goes to both standard
-- streams, so that outputs can be told apart. What programs may not touch (other files, processes, the clock) is replaced by
-- something harmless that behaves the same everywhere. With STEPS, a program that runs so many instructions gets an error.
-- The words are for programs that show what Lua leaves open (unspecified.py):
--   sorted   the order of `pairs` and `next` is that of the keys as text
--   stopped  nothing is collected but on demand
--   eager    a cycle of the collector takes some hundred allocations
--   often    a hook that counts comes after 999 instructions at the latest, which every engine counts exactly
--   borders  whoever asks for the length of a table that has two prints so; `__len^t` is `#t`
local real = {}
for name, library in pairs(package.loaded) do
  local copy = {}
  for key, value in pairs(library) do copy[key] = value end
  real[name] = copy
end
-- The same function as math.atan: by which name a traceback calls it is a matter of the order of `pairs`.
package.loaded.math.atan2 = nil
local _G, error, load, next, pairs, print, rawget, rawlen, select, setmetatable, tostring, type, xpcall =
  _G, error, load, next, pairs, print, rawget, rawlen, select, setmetatable, tostring, type, xpcall
local collectgarbage, traceback, setmeta = collectgarbage, debug.traceback, debug.setmetatable
local gethook, sethook = debug.gethook, debug.sethook
local concat, sort, format, find, match = table.concat, table.sort, string.format, string.find, string.match
local out, err, standard_input, write = io.stdout, io.stderr, io.stdin, io.stdout.write
local isrunning, running, mtype, unpack = coroutine.isyieldable, coroutine.running, math.type, table.unpack
local raw_lines, raw_open, set_output, set_input = io.lines, io.open, io.output, io.input

-- A value as text: keys in order, so that the order of `pairs` does not show.
local function show(v, depth)
  depth = depth or 0
  if type(v) == "string" then return format("%q", v) end
  if type(v) ~= "table" then
    return (type(v) == "function" or type(v) == "userdata" or type(v) == "thread") and type(v) or tostring(v)
  end
  if depth > 3 then return "..." end
  local parts, n = {}, 0
  for key, value in next, v do
    n = n + 1
    parts[n] = "[" .. show(key, depth + 1) .. "]=" .. show(value, depth + 1)
    if n > 200 then break end
  end
  sort(parts)
  return "{" .. concat(parts, ", ") .. "}"
end

-- The same, unseen by hooks, which would tell the order of `next`.
local function show_unseen(v)
  local hook, mask, count = gethook()
  sethook()
  local text = show(v)
  sethook(hook, mask, count)
  return text
end

local function sorted_next(t, key)
  local keys = {}
  for k in next, t do keys[#keys + 1] = k end
  sort(keys, function(a, b) return type(a) .. show(a) < type(b) .. show(b) end)
  if key == nil then return keys[1], t[keys[1]] end
  for i = 1, #keys do if keys[i] == key then return keys[i + 1], t[keys[i + 1]] end end
end
local getmetatable = getmetatable
local function sorted_pairs(t)
  local meta = getmetatable(t)
  if type(t) ~= "table" or (type(meta) == "table" and meta.__pairs) then return pairs(t) end
  return sorted_next, t, nil
end

-- Loops and functions of programs whose end is not certain call this first.
local ticks = 0
local function tick()
  ticks = ticks + 1
  if ticks > 20000 then error("out of ticks", 0) end
end

-- Whether t has more than one length.
local function has_two_borders(t)
  local meta = type(t) == "table" and getmetatable(t)
  if type(t) ~= "table" or meta ~= nil and (type(meta) ~= "table" or rawget(meta, "__len") ~= nil) then return false end
  local count, largest = 0, 0
  for key in next, t do
    if mtype(key) == "integer" and key > 0 then
      count = count + 1
      if key > largest then largest = key end
    end
  end
  return count ~= largest
end
local function look_at_borders(t)
  if has_two_borders(t) then write(out, "\2two borders\2") end
end
local length = setmetatable({}, {__pow = function(_, t) look_at_borders(t) return #t end})

local word = arg[2]
local collecting, collecting_how = true, "incremental"
local function begin_collecting()
  collecting, collecting_how = true, "generational"
  if word == "stopped" then collectgarbage("stop")
  elseif word == "eager" then collectgarbage("restart") collectgarbage("incremental", 1, 1000, 4)
  end
end

local function harmless(name) return type(name) ~= "string" or not find(name, "[/\\]") and name ~= "" end

local function environment()
  local env = {}
  for name, library in pairs(real) do
    if name == "_G" then
      for key, value in pairs(library) do if real[key] ~= value then env[key] = value end end
    end
  end
  local loaded = {}
  for name, library in pairs(real) do
    if name ~= "_G" then
      local copy = {}
      for key, value in pairs(library) do copy[key] = value end
      env[name], loaded[name] = copy, copy
    end
  end
  env._G, loaded._G = env, env
  for _, name in ipairs {"execute", "tmpname", "exit", "getenv", "remove", "rename"} do
    local f = env.os[name]
    env.os[name] = function(a, b, ...)
      if name == "exit" then error("exit " .. tostring(a), 0) end
      if name == "execute" or name == "tmpname" then return nil end
      if name == "getenv" and (a == "HOME" or a == "PATH" or a == "PWD" or a == "USER") then return a end
      if (name == "remove" or name == "rename") and not (harmless(a) and harmless(b)) then return nil, "elsewhere" end
      return f(a, b, ...)
    end
  end
  env.os.clock = function() return 0.5 end
  env.os.time = function(t, ...)
    if t == nil then return 1000000000 end
    return real.os.time(t, ...)
  end
  env.os.date = function(f, t, ...) return real.os.date(f, t or 1000000000, ...) end
  env.os.setlocale = function(l) if l == nil or l == "C" or l == "" then return "C" end end
  env.io.popen = nil
  env.io.open = function(name, mode, ...)
    if not harmless(name) then return nil, tostring(name) .. ": No such file or directory", 2 end
    return raw_open(name, mode, ...)
  end
  for _, name in ipairs {"output", "input", "lines"} do
    local f = env.io[name]
    env.io[name] = function(a, ...)
      if not harmless(a) then error("cannot open " .. a, 0) end
      return f(a, ...)
    end
  end
  env.dofile, env.loadfile = nil, function(name) return nil, "cannot open " .. tostring(name) end
  env.collectgarbage = function(what, ...)
    local option = type(what) == "string" and match(what, "^[^\0]*")  -- as the library reads it
    if option == "count" then return 64.0 end
    if word == "stopped" or word == "eager" then  -- the program's wishes are only noted
      if option == "stop" or option == "restart" then
        collecting = option == "restart"
        return 0
      elseif option == "isrunning" then return collecting
      elseif option == "incremental" or option == "generational" then
        local before = collecting_how
        collecting_how = option
        return before
      end
    end
    if option == "step" then collectgarbage(what, ...) return true end
    return collectgarbage(what, ...)
  end
  env.load = function(chunk, name, mode, ...)
    if type(chunk) == "string" and find(chunk, "^\27") and mode == "trusted" then return nil end
    if select("#", ...) == 0 then return load(chunk, name, mode, env) end
    return load(chunk, name, mode, ...)
  end
  env.require = function(name)
    if loaded[name] ~= nil then return loaded[name] end
    local loader = env.package.preload[name]
    if type(loader) ~= "function" then error("module '" .. tostring(name) .. "' not found", 2) end
    local value = loader(name, ":preload:")
    loaded[name] = value == nil or value
    return loaded[name], ":preload:"
  end
  env.package.loaded, env.package.preload = loaded, {}
  env.show, env.__t = show_unseen, tick
  if word == "sorted" then env.next, env.pairs = sorted_next, sorted_pairs end
  if word == "often" then
    env.debug.sethook = function(a, b, c, d, ...)
      if mtype(c) == "integer" and c > 999 then c = 999 end
      if mtype(d) == "integer" and d > 999 then d = 999 end
      return sethook(a, b, c, d, ...)
    end
  end
  if word == "borders" then
    env.__len = length
    for _, name in ipairs {"concat", "insert", "remove", "sort", "unpack"} do
      local f = env.table[name]
      env.table[name] = function(t, ...) look_at_borders(t) return f(t, ...) end
    end
    env.rawlen = function(t) look_at_borders(t) return rawlen(t) end
  end
  getmetatable("").__index = env.string
  return env
end

local strings = getmetatable("")
local steps = tonumber(word)
local string_events = {}
for key, value in pairs(strings) do string_events[key] = value end

local function restore()
  sethook()
  for _, value in ipairs {0, false, print, running(), "nil"} do
    if value == "nil" then setmeta(nil, nil) else setmeta(value, nil) end
  end
  setmeta("", strings)
  for key in pairs(strings) do if key == "__index" or not string_events[key] then strings[key] = nil end end
  for key, value in pairs(string_events) do strings[key] = value end
  collectgarbage("restart")
  collectgarbage("incremental", 200, 100)
  collectgarbage("generational")
  set_output(out)
  set_input(standard_input)
end


local function run(name, text)
  math.randomseed(42)
  local f, message = load(text, "=program", "t", environment())
  if not f then return write(out, "does not compile: ", message, "\n") end
  ticks = 0
  begin_collecting()
  if steps then sethook(function() error("out of steps", 0) end, "", steps) end
  local results = table.pack(xpcall(f, function(m)
    if type(m) == "string" or type(m) == "number" then return traceback(m, 1) end
    return m
  end, "first", 2))
  sethook()
  if results[1] then write(out, "ended, ", results.n - 1, " results\n")
  else write(out, "error: ", type(results[2]) == "table" and "a table" or tostring(results[2]), "\n") end
end

local file = assert(raw_open(arg[1], "rb"))
while true do
  local head = file:read("l")
  if not head then break end
  local name, length = head:match("^(%S+) (%d+)$")
  local text = file:read(tonumber(length)) or ""
  write(out, "\1", name, "\n")
  err:write("\1", name, "\n")
  out:flush()
  run(name, text)
  restore()
end
write(out, "\1end\n")
err:write("\1end\n")
