-- Errors through coroutine.wrap: position added to strings, objects unchanged, closing of variables.
local function e(f, ...) return select(2, pcall(f, ...)) end
local w = coroutine.wrap(function() error("oops") end)
print(e(w))  -- expect: wrap_errors.lua:3: oops
print(e(w))  -- expect: cannot resume dead coroutine
w = coroutine.wrap(function() error("oops", 0) end)
print(e(w))  -- expect: oops
local function caller(f)
  return f()
end
w = coroutine.wrap(function() error("from inside", 0) end)
print(e(function() local r = w() return r end))  -- expect: wrap_errors.lua:12: from inside
w = coroutine.wrap(function() return caller(function() error("nested", 2) end) end)
print(e(function()
  w()
end))  -- expect: wrap_errors.lua:15: nested
local t = {}
assert(e(coroutine.wrap(function() error(t) end)) == t)
print(e(coroutine.wrap(function() error(nil) end)))  -- expect: nil
print(e(coroutine.wrap(function() error(5) end)))  -- expect: 5
w = coroutine.wrap(function() return e(w) end)
print(w())  -- expect: cannot resume non-suspended coroutine
-- A wrap inside a wrap: each adds its position when called from Lua code.
local outer = coroutine.wrap(function()
  local inner = coroutine.wrap(function() error("deep", 0) end)
  inner()
end)
print(e(function() outer() end))  -- expect: wrap_errors.lua:28: wrap_errors.lua:26: deep
-- Pending to-be-closed variables are closed when the wrapped coroutine fails.
local log = {}
w = coroutine.wrap(function()
  local c <close> = setmetatable({}, { __close = function(_, err) log[#log + 1] = tostring(err) end })
  coroutine.yield(1)
  error("closing", 0)
end)
assert(w() == 1)
print(e(w), table.concat(log, "/"))  -- expect: closing<TAB>closing
w = coroutine.wrap(function()
  local c <close> = setmetatable({}, { __close = function(_, err) error("replaced " .. err, 0) end })
  error("original", 0)
end)
print(e(w))  -- expect: replaced original
-- resume leaves the variables open; close closes them.
local co = coroutine.create(function()
  local c <close> = setmetatable({}, { __close = function(_, err) log[#log + 1] = "closed " .. tostring(err) end })
  error("kept", 0)
end)
print(coroutine.resume(co))  -- expect: false<TAB>kept
print(#log, coroutine.close(co), #log, log[#log])  -- expect: 1<TAB>false<TAB>2<TAB>closed kept
-- In a for loop the error surfaces at the loop.
print(e(function()
  for v in coroutine.wrap(function() coroutine.yield(1) error("in generator", 0) end) do assert(v == 1) end
end))  -- expect: wrap_errors.lua:52: in generator
