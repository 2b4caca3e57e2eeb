-- debug.getmetatable, setmetatable, getregistry, get/setuservalue, setcstacklimit.
local t = setmetatable({}, { __metatable = "locked" })
print(getmetatable(t), type(debug.getmetatable(t)), pcall(setmetatable, t, {}))  -- expect: locked<TAB>table<TAB>false<TAB>cannot change a protected metatable
print(debug.setmetatable(t, nil) == t, getmetatable(t))  -- expect: true<TAB>nil
for _, v in ipairs { 10, true, print, coroutine.create(print) } do
  local mt = { __index = function(_, k) return type(v) .. "." .. k end, __call = function() return "called" end }
  assert(debug.setmetatable(v, mt) == v and getmetatable(v) == mt)
  print((v).field)  -- expect: number.field
  debug.setmetatable(v, nil)
  print(getmetatable(v))  -- expect: nil
  -- expect: boolean.field
  -- expect: nil
  -- expect: function.field
  -- expect: nil
  -- expect: thread.field
  -- expect: nil
end
debug.setmetatable(nil, { __index = function(_, k) return "nil." .. k end, __add = function(a, b) return "nil sum" end })
print((nil).x, nil + 1, undefined_variable.y)  -- expect: nil.x<TAB>nil sum<TAB>nil.y
debug.setmetatable(nil, nil)
print(pcall(function() return (nil).x end))  -- expect: false<TAB>metatables_and_registry.lua:21: attempt to index a nil value
debug.setmetatable(1, { __len = function(n) return n * 2 end, __concat = function(a, b) return "concat" end, __call = function(n, x) return n + x end })
print(#5, #2.5, (5)(6), 1 .. 2, pcall(function() return 1 .. {} end))  -- expect: 10<TAB>5.0<TAB>11<TAB>12<TAB>true<TAB>concat
debug.setmetatable(1, nil)
print(pcall(debug.setmetatable, 1, 5))  -- expect: false<TAB>bad argument #2 to 'debug.setmetatable' (nil or table expected, got number)
print(pcall(debug.setmetatable, 1))  -- expect: false<TAB>bad argument #2 to 'debug.setmetatable' (nil or table expected, got no value)
print(pcall(debug.setmetatable))  -- expect: false<TAB>bad argument #2 to 'debug.setmetatable' (nil or table expected, got no value)
print(pcall(debug.getmetatable))  -- expect: false<TAB>bad argument #1 to 'debug.getmetatable' (value expected)
print(debug.getmetatable(1), debug.getmetatable("").__index == string, debug.getmetatable(io.stdout).__name)  -- expect: nil<TAB>true<TAB>FILE*
local registry = debug.getregistry()
print(type(registry), registry == debug.getregistry(), registry[2] == _G, type(registry[1]), registry._LOADED == package.loaded, registry._PRELOAD == package.preload)  -- expect: table<TAB>true<TAB>true<TAB>thread<TAB>true<TAB>true
print(registry["FILE*"] == debug.getmetatable(io.stdout), registry._CLIBS ~= nil)  -- expect: true<TAB>true
print(debug.getuservalue({}, 1), debug.getuservalue(5), select("#", debug.getuservalue({})), debug.getuservalue(io.stdout, 1))  -- expect: nil<TAB>nil<TAB>1<TAB>nil
print(debug.getuservalue(io.stdout, 2), debug.setuservalue(io.stdout, 5, 1), debug.setuservalue(io.stdout, 5, 9))  -- expect: nil<TAB>nil<TAB>nil
print(pcall(debug.setuservalue, {}, 1))  -- expect: false<TAB>bad argument #1 to 'debug.setuservalue' (userdata expected, got table)
print(pcall(debug.setuservalue, 5, 1))  -- expect: false<TAB>bad argument #1 to 'debug.setuservalue' (userdata expected, got number)
print(debug.setcstacklimit and type(debug.setcstacklimit(200)))  -- expect: number
local names = {}
for k in pairs(debug) do names[#names + 1] = k end
table.sort(names)
print(table.concat(names, " "))  -- expect: debug gethook getinfo getlocal getmetatable getregistry getupvalue getuservalue setcstacklimit sethook setlocal setmetatable setupvalue setuservalue traceback upvalueid upvaluejoin
