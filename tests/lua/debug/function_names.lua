-- How functions are named by their callers: local, global, field, method, upvalue, metamethod, iterator, hook.
local function name()
  local info = debug.getinfo(2, "nt")
  return tostring(info.namewhat) .. ":" .. tostring(info.name) .. (info.istailcall and ":tail" or "")
end
local function l() return (name()) end
print((l()))  -- expect: local:l
function g() return (name()) end
print((g()))  -- expect: global:g
local t = { f = function() return (name()) end }
print((t.f()))  -- expect: field:f
print((t["f"]()))  -- expect: field:f
function t:m() return (name()) end
print((t:m()))  -- expect: method:m
print((function() return (l()) end)())  -- expect: upvalue:l
local list = { function() return (name()) end, sub = { deep = function() return (name()) end } }
print((list[1]()))  -- expect: field:integer index
print((list.sub.deep()))  -- expect: field:deep
local key = "f"
print((t[key]()))  -- expect: field:?
local function outer()
  return (function() return (l()) end)()
end
print((outer()))  -- expect: upvalue:l
local function up() return (l()) end
print((up()))  -- expect: upvalue:l
local function tail() return l() end
print((tail()))  -- expect: :nil:tail
local mt = setmetatable({}, {
  __index = function() return (name()) end,
  __add = function() return (name()) end,
  __unm = function() return (name()) end,
  __len = function() return (name()) end,
  __call = function() return (name()) end,
  __concat = function() return (name()) end,
  __eq = function(a) a.seen = name() return true end,
  __lt = function() return name() == "" end,
  __le = function() return name() == "" end,
  __newindex = function(t, k, v) rawset(t, "stored", name()) end,
  __idiv = function() return (name()) end,
  __shl = function() return (name()) end,
  __band = function() return (name()) end,
  __bnot = function() return (name()) end,
  __tostring = function() return (name()) end,
  __close = function(t) rawset(t, "closed", name()) end,
})
print(mt.x, mt + 1, -mt, #mt, (mt()), mt .. "x", mt // 1, mt << 1, mt & 1, ~mt)  -- expect: metamethod:index<TAB>metamethod:add<TAB>metamethod:unm<TAB>metamethod:len<TAB>local:mt<TAB>metamethod:concat<TAB>metamethod:idiv<TAB>metamethod:shl<TAB>metamethod:band<TAB>metamethod:bnot
local _ = mt == setmetatable({}, getmetatable(mt))
print(rawget(mt, "stored"))  -- expect: metamethod:newindex
mt.y = 1
print(rawget(mt, "stored"))  -- expect: metamethod:newindex
print(tostring(mt))  -- expect: :nil
do local c <close> = mt end
print(rawget(mt, "closed"))  -- expect: metamethod:close
for v in function(_, c) if not c then return (name()) end end do print(v) end  -- expect: for iterator:for iterator
local hooked
debug.sethook(function() hooked = hooked or name() end, "l")
local x = 1
debug.sethook()
print(hooked)  -- expect: hook:?
print(select(2, pcall(l)))  -- expect: :nil
print((select(2, pcall(function() return (l()) end))))  -- expect: upvalue:l
print(string.gsub("x", "x", l))  -- expect: :nil<TAB>1
table.sort({ 2, 1 }, function() hooked = name() end)
print(hooked)  -- expect: :nil
print(coroutine.wrap(l)())  -- expect: :nil
print((load("local name = ... ; local function inner() return (name()) end return (inner())", "=c")(name)))  -- expect: local:inner
print((load("local name = ... ; function globalfn() return (name()) end return (globalfn())", "=c")(name)))  -- expect: global:globalfn
