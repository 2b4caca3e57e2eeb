-- Which variable is at fault: upvalues, constants, fields of upvalues, methods, string keys, operators.
local function check(src, ...)
  print((select(2, pcall(assert(load(src, "=t")), ...))))
end
check("local a, b = 1 return a + b")  -- expect: t:1: attempt to perform arithmetic on a nil value (local 'b')
check("local a, b = 1 return b + a")  -- expect: t:1: attempt to perform arithmetic on a nil value (local 'b')
check("local a = {} return 1 + a.x")  -- expect: t:1: attempt to perform arithmetic on a nil value (field 'x')
check("local a = {} return a.x + 1")  -- expect: t:1: attempt to perform arithmetic on a nil value (field 'x')
check("local a = {} return a.x.y + 1")  -- expect: t:1: attempt to index a nil value (field 'x')
check("return x + 1")  -- expect: t:1: attempt to perform arithmetic on a nil value (global 'x')
check("return 1 + x")  -- expect: t:1: attempt to perform arithmetic on a nil value (global 'x')
check("return x.y")  -- expect: t:1: attempt to index a nil value (global 'x')
check("return x .. 'a'")  -- expect: t:1: attempt to concatenate a nil value (global 'x')
check("return 'a' .. x")  -- expect: t:1: attempt to concatenate a nil value (global 'x')
check("return 'a' .. {} .. 'b'")  -- expect: t:1: attempt to concatenate a table value
check("local t = {} return 'a' .. t .. 'b'")  -- expect: t:1: attempt to concatenate a table value (local 't')
check("local t = {} return 'a' .. t.f .. 'b'")  -- expect: t:1: attempt to concatenate a nil value (field 'f')
check("return -x")  -- expect: t:1: attempt to perform arithmetic on a nil value (global 'x')
check("return #x")  -- expect: t:1: attempt to get length of a nil value (global 'x')
check("return ~x")  -- expect: t:1: attempt to perform bitwise operation on a nil value (global 'x')
check("return -{}")  -- expect: t:1: attempt to perform arithmetic on a table value
check("return {} + 1")  -- expect: t:1: attempt to perform arithmetic on a table value
check("return 1 + {}")  -- expect: t:1: attempt to perform arithmetic on a table value
check("return 'a' + 1")  -- expect: t:1: attempt to add a 'string' with a 'number'
check("return 'a' * 'b'")  -- expect: t:1: attempt to mul a 'string' with a 'string'
check("return 1 & 1.5")  -- expect: t:1: number has no integer representation
check("return 1.5 | 1")  -- expect: t:1: number has no integer representation
check("local f = 1.5 return f ~ 1")  -- expect: t:1: number (local 'f') has no integer representation
check("return 1 << 'x'")  -- expect: t:1: attempt to perform bitwise operation on a string value (constant 'x')
check("return 2^53 & 2^64")  -- expect: t:1: number has no integer representation
check("local a = 'x' return a & 1")  -- expect: t:1: attempt to perform bitwise operation on a string value (local 'a')
check("return 1 < 'x'")  -- expect: t:1: attempt to compare number with string
check("return {} < {}")  -- expect: t:1: attempt to compare two table values
check("return {} < 1")  -- expect: t:1: attempt to compare table with number
check("return nil < 1")  -- expect: t:1: attempt to compare nil with number
check("return 'a' <= 1")  -- expect: t:1: attempt to compare string with number
check("return print >= print")  -- expect: t:1: attempt to compare two function values
check("return true > false")  -- expect: t:1: attempt to compare two boolean values
check("x()")  -- expect: t:1: attempt to call a nil value (global 'x')
check("x.y()")  -- expect: t:1: attempt to index a nil value (global 'x')
check("local t = {} t.y()")  -- expect: t:1: attempt to call a nil value (field 'y')
check("local t = {} t:y()")  -- expect: t:1: attempt to call a nil value (method 'y')
check("local t = {} t.a.b()")  -- expect: t:1: attempt to index a nil value (field 'a')
check("local t = {} t.a:b()")  -- expect: t:1: attempt to index a nil value (field 'a')
check("local t = {} t[1]()")  -- expect: t:1: attempt to call a nil value (field 'integer index')
check("local t, k = {}, 'key' t[k]()")  -- expect: t:1: attempt to call a nil value (field '?')
check("(1)()")  -- expect: t:1: attempt to call a number value
check("('x')()")  -- expect: t:1: attempt to call a string value (constant 'x')
check("local s = 'x' s:nope()")  -- expect: t:1: attempt to call a nil value (method 'nope')
check("('x').y.z()")  -- expect: t:1: attempt to index a nil value (field 'y')
check("local u return (function() u() end)()")  -- expect: t:1: attempt to call a nil value (upvalue 'u')
check("local u = {} return (function() u.f() end)()")  -- expect: t:1: attempt to call a nil value (field 'f')
check("local u = {} return (function() u:f() end)()")  -- expect: t:1: attempt to call a nil value (method 'f')
check("local u return (function() u.x = 1 end)()")  -- expect: t:1: attempt to index a nil value (upvalue 'u')
check("local u return (function() return u + 1 end)()")  -- expect: t:1: attempt to perform arithmetic on a nil value (upvalue 'u')
check("local a <const> = 5 return a()")  -- expect: t:1: attempt to call a number value
check("local a <const> = 'x' return a.b.c")  -- expect: t:1: attempt to index a nil value (field 'b')
check("local a <const> = nil return a + 1")  -- expect: t:1: attempt to perform arithmetic on a nil value
check("for i = 1, 'x' do end")  -- expect: t:1: bad 'for' limit (number expected, got string)
check("for i in 5 do end")  -- expect: t:1: attempt to call a number value (for iterator 'for iterator')
check("for i in nil do end")  -- expect: t:1: attempt to call a nil value (for iterator 'for iterator')
check("for k in pairs(nil) do end")  -- expect: t:1: bad argument #1 to 'for iterator' (table expected, got nil)
check("for k, v in next, nil do end")  -- expect: t:1: bad argument #1 to 'for iterator' (table expected, got nil)
check("local a = setmetatable({}, { __index = 5 }) return a.x")  -- expect: t:1: attempt to index a number value
check("local a = setmetatable({}, { __newindex = 5 }) a.x = 1")  -- expect: t:1: attempt to index a number value
check("local a = setmetatable({}, { __call = 5 }) a()")  -- expect: t:1: attempt to call a number value (local 'a')
check("local a = setmetatable({}, { __add = 5 }) return a + 1")  -- expect: t:1: attempt to call a number value (metamethod 'add')
check("local a = setmetatable({}, { __lt = 5 }) return a < 1")  -- expect: t:1: attempt to call a number value (metamethod 'lt')
check("local a = setmetatable({}, { __concat = 5 }) return a .. 1")  -- expect: t:1: attempt to call a number value (metamethod 'concat')
check("local a = setmetatable({}, { __len = 5 }) return #a")  -- expect: t:1: attempt to call a number value (metamethod 'len')
check("local a = setmetatable({}, { __eq = 5 }) return a == setmetatable({}, { __eq = 5 })")  -- expect: t:1: attempt to call a number value (metamethod 'eq')
check("local a <close> = 5")  -- expect: t:1: variable 'a' got a non-closable value
check("local a <close> = {}")  -- expect: t:1: variable 'a' got a non-closable value
check("local name <close> = setmetatable({}, { __close = 5 })")  -- expect: t:1: attempt to call a number value (metamethod 'close')
check("string.rep()")  -- expect: t:1: bad argument #1 to 'rep' (string expected, got no value)
check("('x'):rep()")  -- expect: t:1: bad argument #1 to 'rep' (number expected, got no value)
check("('x'):rep({})")  -- expect: t:1: bad argument #1 to 'rep' (number expected, got table)
check("string.rep('x', {})")  -- expect: t:1: bad argument #2 to 'rep' (number expected, got table)
check("local r = string.rep r()")  -- expect: t:1: bad argument #1 to 'r' (string expected, got no value)
check("local s = string s.rep()")  -- expect: t:1: bad argument #1 to 'rep' (string expected, got no value)
check("setmetatable(1, {})")  -- expect: t:1: bad argument #1 to 'setmetatable' (table expected, got number)
check("setmetatable({}, 1)")  -- expect: t:1: bad argument #2 to 'setmetatable' (nil or table expected, got number)
check("getmetatable()")  -- expect: t:1: bad argument #1 to 'getmetatable' (value expected)
check("rawset(1, 2, 3)")  -- expect: t:1: bad argument #1 to 'rawset' (table expected, got number)
check("ipairs()")  -- expect: t:1: bad argument #1 to 'ipairs' (value expected)
check("return math.floor({})")  -- expect: t:1: bad argument #1 to 'floor' (number expected, got table)
check("return ('x'):bad()")  -- expect: t:1: attempt to call a nil value (method 'bad')
check("return #5")  -- expect: t:1: attempt to get length of a number value
check("return -'x'")  -- expect: t:1: attempt to unm a 'string' with a 'string'
check("return -nil")  -- expect: t:1: attempt to perform arithmetic on a nil value
check("return ... + 1")  -- expect: t:1: attempt to perform arithmetic on a nil value
check("return (...).x")  -- expect: t:1: attempt to index a nil value
check("local a = ... return a.b", 5)  -- expect: t:1: attempt to index a number value (local 'a')
check("return 10 // 0")  -- expect: t:1: attempt to divide by zero
check("return 10 % 0")  -- expect: t:1: attempt to perform 'n%0'
check("local a, b = 10, 0 return a // b")  -- expect: t:1: attempt to divide by zero
check("local a, b = 10, 0 return a % b")  -- expect: t:1: attempt to perform 'n%0'
check("return math.tointeger(2^53) << {}")  -- expect: t:1: attempt to perform bitwise operation on a table value
check("t = {} t[nil] = 1")  -- expect: t:1: table index is nil
check("t = {} t[0/0] = 1")  -- expect: t:1: table index is NaN
check("return {[nil] = 1}")  -- expect: t:1: table index is nil
check("local t = setmetatable({}, {__newindex = function(t, k, v) rawset(t, k, v) end}) t[nil] = 1")  -- expect: table index is nil
