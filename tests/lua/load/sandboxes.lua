-- Running untrusted text with limits: no globals, counted steps, read-only tables, captured output.
local function readonly(t) return setmetatable({}, { __index = t, __newindex = function(_, k) error("cannot change '" .. tostring(k) .. "'", 2) end, __metatable = false, __len = function() return #t end, __pairs = function() return next, t end }) end
local function sandbox(text, extra)
  local output = {}
  local env = { string = readonly(string), math = readonly(math), table = readonly(table), ipairs = ipairs, pairs = pairs, tostring = tostring, tonumber = tonumber, type = type, select = select, error = error,
    pcall = function(f, ...)
      local r = table.pack(pcall(f, ...))
      if not r[1] and r[2] == "out of steps" then error(r[2], 0) end
      return table.unpack(r, 1, r.n)
    end,
    print = function(...)
      local parts = table.pack(...)
      for i = 1, parts.n do parts[i] = tostring(parts[i]) end
      output[#output + 1] = table.concat(parts, " ")
    end }
  env._G = env
  for k, v in pairs(extra or {}) do env[k] = v end
  local f, m = load(text, "=user", "t", env)
  if not f then return "refused: " .. m end
  local co = coroutine.create(f)
  debug.sethook(co, function() error("out of steps", 0) end, "", 20000)
  local r = table.pack(coroutine.resume(co))
  local result = r[1] and "returned" or "failed"
  for i = 2, r.n do result = result .. " " .. tostring(r[i]) end
  return table.concat(output, "|") .. " -> " .. result
end
print(sandbox "return 1 + 1")  -- expect:  -> returned 2
print(sandbox "print('hello', 1, nil) return type(os), type(io), type(load), type(debug)")  -- expect: hello 1 nil -> returned nil nil nil nil
print(sandbox "os.exit()")  -- expect:  -> failed user:1: attempt to index a nil value (global 'os')
print(sandbox "string.format = nil")  -- expect:  -> failed user:1: cannot change 'format'
print(sandbox "math.pi = 3 return math.pi")  -- expect:  -> failed user:1: cannot change 'pi'
print(sandbox "return #table, getmetatable")  -- expect:  -> returned 0 nil
print(sandbox "x = 5 return _G.x, x")  -- expect:  -> returned 5 5
print(sandbox "while true do end")  -- expect:  -> failed out of steps
print(sandbox "local ok, m = pcall(function() while true do end end) return ok, m")  -- expect:  -> failed out of steps
print(sandbox "return ('x'):rep(3), ('%d'):format(7), ('abc'):upper()")  -- expect:  -> returned xxx 7 ABC
print(sandbox "local t = {} for i = 1, 5 do t[#t + 1] = i * i end return table.concat(t, ',')")  -- expect:  -> returned 1,4,9,16,25
print(sandbox "error('boom')")  -- expect:  -> failed user:1: boom
print(sandbox "error({ code = 1 })" :gsub("0x%x+", "ADDR") .. "")  -- expect:  -> failed table: ADDR
print(sandbox "local x = nil; return x.y")  -- expect:  -> failed user:1: attempt to index a nil value (local 'x')
print(sandbox "syntax error here")  -- expect: refused: user:1: syntax error near 'error'
print(sandbox(string.dump(function() return 1 end)))  -- expect: refused: attempt to load a binary chunk (mode is 't')
print(sandbox("return add(2, 3), config.name", { add = function(a, b) return a + b end, config = readonly { name = "app" } }))  -- expect:  -> returned 5 app
print(sandbox("config.name = 'hacked'", { config = readonly { name = "app" } }))  -- expect:  -> failed user:1: cannot change 'name'
print(sandbox("for k, v in pairs(config) do print(k, v) end", { config = readonly { only = "entry" } }))  -- expect: only entry -> returned
print(sandbox "local function f(n) return n == 0 and 0 or 1 + f(n - 1) end return f(100)")  -- expect:  -> returned 100
print(sandbox "local function f() return f() end return f()")  -- expect:  -> failed out of steps
print(sandbox "return select('#', pcall(error))")  -- expect:  -> returned 2
print(sandbox "local s = 0 for i = 1, 100 do for j = 1, 20 do s = s + i * j end end return s")  -- expect:  -> returned 1060500
print(sandbox "goto done; do return 1 end ::done:: return 'jumped'")  -- expect:  -> returned jumped
print(x)  -- expect: nil
