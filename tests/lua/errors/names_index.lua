-- Indexing what cannot be indexed: the message names the variable by its kind.
local function check(src, ...)
  local f = assert(load(src, "=t"))
  local ok, m = pcall(f, ...)
  print(m)
end
check("local a; return a.x")  -- expect: t:1: attempt to index a nil value (local 'a')
check("local a; a.x = 1")  -- expect: t:1: attempt to index a nil value (local 'a')
check("local a = 5; return a.x.y")  -- expect: t:1: attempt to index a number value (local 'a')
check("return undefinedvar.x")  -- expect: t:1: attempt to index a nil value (global 'undefinedvar')
check("undefinedvar.x = 1")  -- expect: t:1: attempt to index a nil value (global 'undefinedvar')
check("undefinedvar.x.y = 1")  -- expect: t:1: attempt to index a nil value (global 'undefinedvar')
check("local t = {} return t.a.b")  -- expect: t:1: attempt to index a nil value (field 'a')
check("local t = {} t.a.b = 1")  -- expect: t:1: attempt to index a nil value (field 'a')
check("local t = {} t.a.b.c = 1")  -- expect: t:1: attempt to index a nil value (field 'a')
check("local t = {} return t[1].x")  -- expect: t:1: attempt to index a nil value (field 'integer index')
check("local t = {} return t[1][2]")  -- expect: t:1: attempt to index a nil value (field 'integer index')
check("local t, k = {}, 'key' return t[k].x")  -- expect: t:1: attempt to index a nil value (field '?')
check("local t, k = {}, {} return t[k].x")  -- expect: t:1: attempt to index a nil value (field '?')
check("local t = {} return t['two words'].x")  -- expect: t:1: attempt to index a nil value (field 'two words')
check("local t = {} return t[1.5].x")  -- expect: t:1: attempt to index a nil value (field '?')
check("local t = {} return t[true].x")  -- expect: t:1: attempt to index a nil value (field '?')
check("local u; return (function() return u.x end)()")  -- expect: t:1: attempt to index a nil value (upvalue 'u')
check("local u = {} return (function() return u.y.x end)()")  -- expect: t:1: attempt to index a nil value (field 'y')
check("local u = {} return (function() u.y.x = 1 end)()")  -- expect: t:1: attempt to index a nil value (field 'y')
check("return (nil).x")  -- expect: t:1: attempt to index a nil value
check("return (5).x")  -- expect: t:1: attempt to index a number value
check("return ('s').x.y")  -- expect: t:1: attempt to index a nil value (field 'x')
check("return (function() end)().x")  -- expect: t:1: attempt to index a nil value
check("local a <const> = nil; return a.x")  -- expect: t:1: attempt to index a nil value
check("local t = {} return t:m().x")  -- expect: t:1: attempt to call a nil value (method 'm')
check("local t = { m = function() end } return t:m().x")  -- expect: t:1: attempt to index a nil value
check("return ({}).x.y")  -- expect: t:1: attempt to index a nil value (field 'x')
check("return (...).x")  -- expect: t:1: attempt to index a nil value
check("local a, b = 1 return b.c")  -- expect: t:1: attempt to index a nil value (local 'b')
check("for i = 1, 1 do local x = i.y.z end")  -- expect: t:1: attempt to index a number value (local 'i')
check("local function f(p) return p.q end f()")  -- expect: t:1: attempt to index a nil value (local 'p')
check("local a = {} a.b = { c = nil } return a.b.c.d")  -- expect: t:1: attempt to index a nil value (field 'c')
check("math.nope.x = 1")  -- expect: t:1: attempt to index a nil value (field 'nope')
check("return math.pi.x.y")  -- expect: t:1: attempt to index a number value (field 'pi')
check("local _ENV = nil; x = 1")  -- expect: t:1: attempt to index a nil value (local '_ENV')
check("local _ENV = 5; return x.y")  -- expect: t:1: attempt to index a number value (local '_ENV')
check("local t = {} ; t.x.y()")  -- expect: t:1: attempt to index a nil value (field 'x')
check("local t = {} ; t.x:y()")  -- expect: t:1: attempt to index a nil value (field 'x')
check("return #(nil)[1]")  -- expect: t:1: attempt to index a nil value
check("local a = true a[1] = 2")  -- expect: t:1: attempt to index a boolean value (local 'a')
check("local a = print a[1] = 2")  -- expect: t:1: attempt to index a function value (local 'a')
check("return print.x")  -- expect: t:1: attempt to index a function value (global 'print')
check("local t = setmetatable({}, { __index = function() return nil end }) return t.a.b")  -- expect: t:1: attempt to index a nil value (field 'a')
