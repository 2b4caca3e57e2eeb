-- const and close attributes: values, scopes, errors of the compiler.
local a <const>, b <const> = 10, "text"
local c <const>, d = 1, 2
d = 3
assert(a == 10 and b == "text" and c == 1 and d == 3)
local function use() return a, b, c, d end
assert(select("#", use()) == 4)
local t <const> = {}
t.field = 1
assert(t.field == 1)
local nothing <const> = nil
assert(nothing == nil)
local f <const> = function(n) return n end
assert(f(5) == 5)
local x <const> = a + 1
local y <const> = x * 2.5
assert(x == 11 and y == 27.5)
do
  local a <const> = "inner"
  assert(a == "inner")
end
for i = 1, 2 do
  local sq <const> = i * i
  assert(sq == i * i)
end
local function params(p) local p <const> = p + 1 return p end
assert(params(1) == 2)
local n <close> = nil
local no <close> = false
-- what the compiler says
local function check(src) print((select(2, load(src, "=a")))) end
check "local x <const> = 1; x = 2"  -- expect: a:1: attempt to assign to const variable 'x'
check "local x <const>, y = 1, 2; y = 3; x = 4"  -- expect: a:1: attempt to assign to const variable 'x'
check "local x <close> = nil; x = 1"  -- expect: a:1: attempt to assign to const variable 'x'
check "local x <const> = 1; local function f() x = 2 end"  -- expect: a:1: attempt to assign to const variable 'x'
check "local x <const> = 1; local function f() return function() x = 2 end end"  -- expect: a:1: attempt to assign to const variable 'x'
check "local x <const> = 1; for x = 1, 2 do x = 3 end x = 4"  -- expect: a:1: attempt to assign to const variable 'x'
check "local x <const> = 1; x, y = 1, 2"  -- expect: a:1: attempt to assign to const variable 'x'
check "local x <const> = 1; y, x = 1, 2"  -- expect: a:1: attempt to assign to const variable 'x'
check "local function f() end f = 1; local x <const> = 1 function x() end"  -- expect: a:1: attempt to assign to const variable 'x'
check "local x <const> = {} function x.y() end x = 1"  -- expect: a:1: attempt to assign to const variable 'x'
check "local x <consty> = 1"  -- expect: a:1: unknown attribute 'consty'
check "local x <CONST> = 1"  -- expect: a:1: unknown attribute 'CONST'
check "local x <> = 1"  -- expect: a:1: <name> expected near '>'
check "local x <const = 1"  -- expect: a:1: '>' expected near '='
check "local x < const > = 1; x = 2"  -- expect: a:1: attempt to assign to const variable 'x'
check "local x <close>, y <close> = 1, 2"  -- expect: a:1: multiple to-be-closed variables in local list
check "local x <const>, y <close>, z <const> = 1, nil, 3 z = 1"  -- expect: a:1: attempt to assign to const variable 'z'
check "local function f <const> () end"  -- expect: a:1: '(' expected near '<'
check "local x <const>"  -- expect: nil
check "local x <const> x = 1"  -- expect: a:1: attempt to assign to const variable 'x'
check "x <const> = 1"  -- expect: a:1: syntax error near '<'
check "for i <const> = 1, 2 do end"  -- expect: a:1: '=' or 'in' expected near '<'
check "function f(a <const>) end"  -- expect: a:1: ')' expected near '<'
check "local <const> x = 1"  -- expect: a:1: <name> expected near '<'
check "local a <const> = 1 do local b = a; a = b end"  -- expect: a:1: attempt to assign to const variable 'a'
check "local _ENV <const> = {}; x = 1; _ENV = 2"  -- expect: a:1: attempt to assign to const variable '_ENV'
