-- _ENV as a local, a parameter, an upvalue; globals are its fields.
x = "global"
do
  local _ENV = { x = "local env" }
  x = x .. "!"
  y = 1
end
print(x, y)  -- expect: global<TAB>nil
local function with(_ENV) return x end
print(with { x = 5 }, with(_G))  -- expect: 5<TAB>global
local function set(_ENV, v) z = v return _ENV end
print(set({}, 7).z, z)  -- expect: 7<TAB>nil
do
  local print, _ENV = print, setmetatable({}, { __index = function(_, k) return "auto " .. k end, __newindex = function(t, k, v) rawset(t, k, "[" .. v .. "]") end })
  print(anything, other)  -- expect: auto anything<TAB>auto other
  thing = "v"
  print(thing)  -- expect: [v]
end
local function sandbox(code, env)
  local f, m = load(code, "=sandbox", "t", env)
  if not f then return m end
  return select(2, pcall(f))
end
print(sandbox("return print", {}), sandbox("a = 1 return a", {}), sandbox("os.exit()", {}), sandbox("return x", { x = "mine" }))  -- expect: nil<TAB>1<TAB>sandbox:1: attempt to index a nil value (global 'os')<TAB>mine
-- functions keep the _ENV of their definition
local env1, env2 = { n = 1 }, { n = 10 }
local function make(_ENV) return function() n = n + 1 return n end end
local f1, f2 = make(env1), make(env2)
print(f1(), f1(), f2(), env1.n, env2.n)  -- expect: 2<TAB>3<TAB>11<TAB>3<TAB>11
-- a global function is a field
do
  local _ENV = { tostring = tostring }
  function f() return tostring(g) end
  function g() end
  _ENV.result = f()
  _G = _ENV
  h = _ENV
  assert = nil
end
print(type(f), type(_G), rawget(_G, "result"))  -- expect: nil<TAB>table<TAB>nil
-- nil and other values as _ENV
print(pcall(function() local _ENV; return x end))  -- expect: false<TAB>env.lua:42: attempt to index a nil value (local '_ENV')
print(pcall(function() local _ENV = nil; x = 1 end))  -- expect: false<TAB>env.lua:43: attempt to index a nil value (local '_ENV')
print(pcall(function() local _ENV = 5; return x end))  -- expect: false<TAB>env.lua:44: attempt to index a number value (local '_ENV')
print(pcall(function() local _ENV = "string"; return len end) , (function() local _ENV = "string"; return len end)() == string.len)  -- expect: true<TAB>true
-- _ENV is an ordinary name otherwise
local function count_env(...) local _ENV = { ... } return #_ENV end
print(count_env(1, 2, 3), (function(_ENV) return _ENV end)("passed"))  -- expect: 3<TAB>passed
local t = { _ENV = "field" }
print(t._ENV, _ENV == _G, _G._G == _G)  -- expect: field<TAB>true<TAB>true
-- constants and globals of the same name
local c <const> = 10
do
  local _ENV <const> = { c = 20, d = c }
  _G2 = d
  _ENV.e = c
end
print(c)  -- expect: 10
-- string dump keeps it as the first upvalue
local g = load(string.dump(load("return value")))
debug.setupvalue(g, 1, { value = "set later" })
print(g())  -- expect: set later
x, z, y = nil
