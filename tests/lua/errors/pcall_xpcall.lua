-- pcall and xpcall: results, arguments, handlers (value, level, errors inside), nesting.
print(pcall(function(...) return select("#", ...), ... end, 1, nil))  -- expect: true<TAB>2<TAB>1<TAB>nil
print(pcall(pcall, error, "e"))  -- expect: true<TAB>false<TAB>e
print(pcall(pcall))  -- expect: false<TAB>bad argument #1 to 'pcall' (value expected)
print(pcall(nil))  -- expect: false<TAB>attempt to call a nil value
print(pcall(5, 1))  -- expect: false<TAB>attempt to call a number value
print(select("#", pcall(function() end)))  -- expect: 1
print(xpcall(function(a, b) return a + b end, print, 3, 4))  -- expect: true<TAB>7
print(xpcall(error, function(m) return "handled " .. m, "second" end, "e"))  -- expect: false<TAB>handled e
print(xpcall(function() local x = nil + 1 end, function(m) return (m:gsub("^.-:%d+: ", "")) end))  -- expect: false<TAB>attempt to perform arithmetic on a nil value
print(xpcall(function() error({ code = 7 }) end, function(e) return e.code end))  -- expect: false<TAB>7
print(xpcall(function() error() end, function(m) return m == nil end))  -- expect: false<TAB>true
print(pcall(xpcall))  -- expect: false<TAB>bad argument #2 to 'xpcall' (function expected, got no value)
print(pcall(xpcall, print))  -- expect: false<TAB>bad argument #2 to 'xpcall' (function expected, got no value)
print(pcall(xpcall, print, 5))  -- expect: false<TAB>bad argument #2 to 'xpcall' (function expected, got number)
print(xpcall(nil, function(m) return m end))  -- expect: false<TAB>attempt to call a nil value
-- The handler runs where the error happened: the stack is still there.
local depth
local function deep(n) if n == 0 then error("bottom") end deep(n - 1) return 1 end
xpcall(deep, function()
  depth = 0
  while debug.getinfo(depth + 1) do depth = depth + 1 end
end, 20)
assert(depth > 20)
local ok, tb = xpcall(deep, debug.traceback, 3)
assert(not ok and tb:find("bottom\nstack traceback:\n", 1, true) and select(2, tb:gsub("in upvalue 'deep'", "")) == 3)
-- An error inside the handler calls it again, until it succeeds or the C stack ends.
local n = 0
print(xpcall(error, function(m) n = n + 1 if n < 5 then error("again " .. n, 0) end return m .. " after " .. n end, "first"))  -- expect: false<TAB>again 4 after 5
local ok2, m2 = xpcall(error, function(m) error(m, 0) end, "endless")
print(ok2, m2)  -- expect: false<TAB>error in error handling
print(xpcall(error, error, "x"))  -- expect: false<TAB>error in error handling
-- pcall returns to a working state: locals, upvalues, loops go on.
local log = {}
for i = 1, 5 do
  local v = i
  local okv, e = pcall(function() v = v * 10 if i % 2 == 0 then error(i, 0) end return v end)
  log[#log + 1] = tostring(okv) .. ":" .. tostring(e) .. ":" .. v
end
print(table.concat(log, " "))  -- expect: true:10:10 false:2:20 true:30:30 false:4:40 true:50:50
local function nest(k)
  if k == 0 then error("core", 0) end
  local okn, e = pcall(nest, k - 1)
  error(e .. k, 0)
end
print(pcall(nest, 10))  -- expect: false<TAB>core12345678910
local function through(k) if k == 0 then return "value", 1 end return pcall(through, k - 1) end
print(select("#", through(30)), (select(-2, through(30))))  -- expect: 32<TAB>value
