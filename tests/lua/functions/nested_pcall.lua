-- pcall in pcall in pcall; errors pass through as many as they should.
local function nest(n, f)
  if n == 0 then return f() end
  return pcall(nest, n - 1, f)
end
local function strip(ok, ...)
  local n = 0
  while ok == true do
    n = n + 1
    ok = ...
    if select("#", ...) == 0 then break end
    return n + strip(...)
  end
  return n
end
assert(strip(nest(10, function() return "done" end)) == 10)
assert(strip(nest(150, function() return "done" end)) == 150)
local r = table.pack(nest(20, function() error("deep", 0) end))
assert(r.n == 21 and r[19] == true and r[20] == false and r[21] == "deep")
-- each level adds to the error
local function wrap(n)
  if n == 0 then error("base", 0) end
  local ok, m = pcall(wrap, n - 1)
  error(n .. "<" .. m .. ">", 0)
end
assert(select(2, pcall(wrap, 5)) == "5<4<3<2<1<base>>>>>")
-- the handler of the innermost xpcall is called
local log = {}
local function handler(name) return function(m)
  log[#log + 1] = name .. ":" .. m
  return name .. "(" .. m .. ")"
end end
print(xpcall(function()  -- expect: false<TAB>in(inner)
-- expect: false<TAB>out(outer)
  print(xpcall(function() error("inner", 0) end, handler("in")))
  error("outer", 0)
end, handler("out")))
print(table.concat(log, " "))  -- expect: in:inner out:outer
-- an error in a handler
print(xpcall(function() error("first", 0) end, function(m) error("second: " .. m, 0) end))  -- expect: false<TAB>error in error handling
print(pcall(xpcall, nil, print))  -- expect: attempt to call a nil value
-- expect: true<TAB>false<TAB>nil
print(pcall(xpcall))  -- expect: false<TAB>bad argument #2 to 'xpcall' (function expected, got no value)
print(xpcall(nil, function(m) return "handled " .. m end))  -- expect: false<TAB>handled attempt to call a nil value
print(pcall(nil), pcall(5), pcall({}))  -- expect: false<TAB>false<TAB>false<TAB>attempt to call a table value
print(pcall(pcall))  -- expect: false<TAB>bad argument #1 to 'pcall' (value expected)
-- results and arguments pass unchanged
print(pcall(function(...) return select("#", ...), ... end, nil, nil, 3, nil))  -- expect: true<TAB>4<TAB>nil<TAB>nil<TAB>3<TAB>nil
print(xpcall(function(...) return select("#", ...), ... end, print, nil, "x", nil))  -- expect: true<TAB>3<TAB>nil<TAB>x<TAB>nil
print(select("#", pcall(function() end)), select("#", pcall(error)), pcall(error), pcall(error, nil))  -- expect: 1<TAB>2<TAB>false<TAB>false<TAB>nil
-- pcall of builtins directly
print(pcall(math.floor, 3.7), pcall(string.rep, "x", -1), pcall(next, {}), pcall(pcall, error, "e"), pcall(pcall))  -- expect: true<TAB>true<TAB>true<TAB>true<TAB>false<TAB>bad argument #1 to 'pcall' (value expected)
print(pcall(select, "#", 1, 2), pcall(type), pcall(rawequal, 1))  -- expect: true<TAB>false<TAB>false<TAB>bad argument #2 to 'rawequal' (value expected)
-- through coroutines
print(pcall(coroutine.wrap(function() error("in wrap", 0) end)))  -- expect: false<TAB>in wrap
print(coroutine.wrap(function() return pcall(function() return coroutine.yield("yielded inside") end) end)())  -- expect: yielded inside
-- nesting by loops
local f = function() error("bottom", 0) end
for i = 1, 50 do
  local inner = f
  f = function()
    local ok, m = pcall(inner)
    error(m, 0)
  end
end
print(pcall(f))  -- expect: false<TAB>bottom
