-- Calling what cannot be called: globals, locals, upvalues, fields, methods, constants, results.
local function check(src, ...)
  local ok, m = pcall(assert(load(src, "=t")), ...)
  print(m)
end
check("nofunction()")  -- expect: t:1: attempt to call a nil value (global 'nofunction')
check("nofunction(1, 2)")  -- expect: t:1: attempt to call a nil value (global 'nofunction')
check("return nofunction()")  -- expect: t:1: attempt to call a nil value (global 'nofunction')
check("local x = nofunction()")  -- expect: t:1: attempt to call a nil value (global 'nofunction')
check("local f; f()")  -- expect: t:1: attempt to call a nil value (local 'f')
check("local f = 5; f(1)")  -- expect: t:1: attempt to call a number value (local 'f')
check("local f = {}; return f()")  -- expect: t:1: attempt to call a table value (local 'f')
check("local t = {} t.f()")  -- expect: t:1: attempt to call a nil value (field 'f')
check("local t = {} t:f()")  -- expect: t:1: attempt to call a nil value (method 'f')
check("local t = {} t.a = {} t.a.b()")  -- expect: t:1: attempt to call a nil value (field 'b')
check("local t = {} t.a = {} t.a:b()")  -- expect: t:1: attempt to call a nil value (method 'b')
check("local t = {} t[1]()")  -- expect: t:1: attempt to call a nil value (field 'integer index')
check("local t, k = {}, 'name' t[k]()")  -- expect: t:1: attempt to call a nil value (field '?')
check("local t = {} t[2.5]()")  -- expect: t:1: attempt to call a nil value (field '?')
check("string.nope()")  -- expect: t:1: attempt to call a nil value (field 'nope')
check("string.nope('x')")  -- expect: t:1: attempt to call a nil value (field 'nope')
check("('x'):nope()")  -- expect: t:1: attempt to call a nil value (method 'nope')
check("local s = 'x' s:nope()")  -- expect: t:1: attempt to call a nil value (method 'nope')
check("local u; (function() u() end)()")  -- expect: t:1: attempt to call a nil value (upvalue 'u')
check("local u = {} ; (function() u.v() end)()")  -- expect: t:1: attempt to call a nil value (field 'v')
check("local u = {} ; (function() u:v() end)()")  -- expect: t:1: attempt to call a nil value (method 'v')
check("(function() end)()()")  -- expect: t:1: attempt to call a nil value
check("return (1)()")  -- expect: t:1: attempt to call a number value
check("return ('x')()")  -- expect: t:1: attempt to call a string value (constant 'x')
check("return (nil)()")  -- expect: t:1: attempt to call a nil value
check("return ({})()")  -- expect: t:1: attempt to call a table value
check("return (...)()")  -- expect: t:1: attempt to call a nil value
check("return (1 + 1)()")  -- expect: t:1: attempt to call a number value
check("return ('a' .. 'b')()")  -- expect: t:1: attempt to call a string value
check("local f <const> = 'k' f()")  -- expect: t:1: attempt to call a string value (constant 'k')
check("local t = { f = function() return nil end } t.f()()")  -- expect: t:1: attempt to call a nil value
check("local a = {} a.b.c()")  -- expect: t:1: attempt to index a nil value (field 'b')
check("local n = 0 for i = 1, 2 do i() end")  -- expect: t:1: attempt to call a number value (local 'i')
check("local function f() return g() end f()")  -- expect: t:1: attempt to call a nil value (global 'g')
check("if cond() then end")  -- expect: t:1: attempt to call a nil value (global 'cond')
check("return not cond()")  -- expect: t:1: attempt to call a nil value (global 'cond')
check("while cond() do end")  -- expect: t:1: attempt to call a nil value (global 'cond')
check("local t = { x = nofunc() }")  -- expect: t:1: attempt to call a nil value (global 'nofunc')
check("return nofunc() + 1")  -- expect: t:1: attempt to call a nil value (global 'nofunc')
check("return { nofunc() }")  -- expect: t:1: attempt to call a nil value (global 'nofunc')
check("print(nofunc())")  -- expect: t:1: attempt to call a nil value (global 'nofunc')
check("t = setmetatable({}, { __index = function(_, k) return k end }) t.foo()")  -- expect: t:1: attempt to call a string value (field 'foo')
