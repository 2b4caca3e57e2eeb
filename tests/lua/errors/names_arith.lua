-- Arithmetic, bitwise, concatenation, length and comparison on wrong values, with the names of operands.
local function check(src, ...)
  local ok, m = pcall(assert(load(src, "=t")), ...)
  print(m)
end
check("local a return a + 1")  -- expect: t:1: attempt to perform arithmetic on a nil value (local 'a')
check("local a return 1 + a")  -- expect: t:1: attempt to perform arithmetic on a nil value (local 'a')
check("local a, b = 1 return a + b")  -- expect: t:1: attempt to perform arithmetic on a nil value (local 'b')
check("local a, b = {}, {} return a + b")  -- expect: t:1: attempt to perform arithmetic on a table value (local 'a')
check("return undefinedx + 1")  -- expect: t:1: attempt to perform arithmetic on a nil value (global 'undefinedx')
check("return 1 - undefinedx")  -- expect: t:1: attempt to perform arithmetic on a nil value (global 'undefinedx')
check("local t = {} return t.x * 2")  -- expect: t:1: attempt to perform arithmetic on a nil value (field 'x')
check("local t = {} return 2 * t.x")  -- expect: t:1: attempt to perform arithmetic on a nil value (field 'x')
check("local t = {} return t.x.y * 2")  -- expect: t:1: attempt to index a nil value (field 'x')
check("local t = { x = {} } return t.x / t.x")  -- expect: t:1: attempt to perform arithmetic on a table value (field 'x')
check("local u = {} return (function() return u ^ 2 end)()")  -- expect: t:1: attempt to perform arithmetic on a table value (upvalue 'u')
check("local u return (function() return 2 % u end)()")  -- expect: t:1: attempt to perform arithmetic on a nil value (upvalue 'u')
check("local u = {} return (function() return u.f // 2 end)()")  -- expect: t:1: attempt to perform arithmetic on a nil value (field 'f')
check("local a = 'x' return -a")  -- expect: t:1: attempt to unm a 'string' with a 'string'
check("local a = {} return -a")  -- expect: t:1: attempt to perform arithmetic on a table value (local 'a')
check("return -undefinedx")  -- expect: t:1: attempt to perform arithmetic on a nil value (global 'undefinedx')
check("local t = {} t.x = t.x + 1")  -- expect: t:1: attempt to perform arithmetic on a nil value (field 'x')
check("count = count + 1")  -- expect: t:1: attempt to perform arithmetic on a nil value (global 'count')
check("local a = {} a[1] = a[1] + 1")  -- expect: t:1: attempt to perform arithmetic on a nil value (field 'integer index')
check("return 2 ^ {}")  -- expect: t:1: attempt to perform arithmetic on a table value
check("return {} // 1")  -- expect: t:1: attempt to perform arithmetic on a table value
check("return nil + 1")  -- expect: t:1: attempt to perform arithmetic on a nil value
check("return true + 1")  -- expect: t:1: attempt to perform arithmetic on a boolean value
check("return print + 1")  -- expect: t:1: attempt to perform arithmetic on a function value (global 'print')
check("local a <const> = nil return a + 1")  -- expect: t:1: attempt to perform arithmetic on a nil value
check("local a = 1.5 return a | 1")  -- expect: t:1: number (local 'a') has no integer representation
check("local a = {} return a | 1")  -- expect: t:1: attempt to perform bitwise operation on a table value (local 'a')
check("local a = '1' return a | 1")  -- expect: t:1: attempt to perform bitwise operation on a string value (local 'a')
check("local t = { x = 1.5 } return 1 & t.x")  -- expect: t:1: number (field 'x') has no integer representation
check("return undefinedx << 1")  -- expect: t:1: attempt to perform bitwise operation on a nil value (global 'undefinedx')
check("return 1 << undefinedx")  -- expect: t:1: attempt to perform bitwise operation on a nil value (global 'undefinedx')
check("return ~undefinedx")  -- expect: t:1: attempt to perform bitwise operation on a nil value (global 'undefinedx')
check("local t = {} return ~t.x")  -- expect: t:1: attempt to perform bitwise operation on a nil value (field 'x')
check("return 1e300 | 0")  -- expect: t:1: number has no integer representation
check("local a = 2^63 return a ~ 1")  -- expect: t:1: number (local 'a') has no integer representation
check("return 'x' .. undefinedx")  -- expect: t:1: attempt to concatenate a nil value (global 'undefinedx')
check("local t = {} return 'x' .. t.name")  -- expect: t:1: attempt to concatenate a nil value (field 'name')
check("local t = {} return t.name .. 'x'")  -- expect: t:1: attempt to concatenate a nil value (field 'name')
check("local t = {} return 'a' .. 'b' .. t")  -- expect: t:1: attempt to concatenate a table value (local 't')
check("local a, b, c = 'a', nil, 'c' return a .. b .. c")  -- expect: t:1: attempt to concatenate a nil value (local 'b')
check("local a, b = 'a', {} return a .. 1 .. b")  -- expect: t:1: attempt to concatenate a table value (local 'b')
check("return #undefinedx")  -- expect: t:1: attempt to get length of a nil value (global 'undefinedx')
check("local t = {} return #t.x")  -- expect: t:1: attempt to get length of a nil value (field 'x')
check("local n = 5 return #n")  -- expect: t:1: attempt to get length of a number value (local 'n')
check("return 1 < 'x'")  -- expect: t:1: attempt to compare number with string
check("local a, b = {}, {} return a < b")  -- expect: t:1: attempt to compare two table values
check("return {} <= 1")  -- expect: t:1: attempt to compare table with number
check("return nil > 1")  -- expect: t:1: attempt to compare number with nil
check("local t = {} return t.x < 1")  -- expect: t:1: attempt to compare nil with number
check("return 1 >= print")  -- expect: t:1: attempt to compare function with number
check("local function f(x) return x + 1 end f('abc')")  -- expect: t:1: attempt to add a 'string' with a 'number'
check("local function f(x, ...) return ... + 1 end f(1, {})")  -- expect: t:1: attempt to perform arithmetic on a table value
