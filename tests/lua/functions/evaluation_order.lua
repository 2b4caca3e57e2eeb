-- The order in which the reference evaluates operands, arguments, table constructors and assignments.
local log = {}
local function v(x, r) log[#log + 1] = tostring(x) return r == nil and x or r end
local function take() local s = table.concat(log, " ") log = {} return s end
local _ = v(1) + v(2) * v(3) - v(4)
print(take())  -- expect: 1 2 3 4
_ = v("a") .. v("b") .. v("c")
print(take())  -- expect: a b c
_ = v(1) < v(2), v(3) > v(4), v(5) <= v(6), v(7) >= v(8), v(9) == v(10)
print(take())  -- expect: 1 2 3 4 5 6 7 8 9 10
local t = {}
t[v("k1")], t[v("k2")] = v("v1"), v("v2")
print(take())  -- expect: k1 k2 v1 v2
local function env() log[#log + 1] = "t" return t end
env().x, env().y = v(1), v(2)
print(take())  -- expect: t t 1 2
_ = { v(1), v(2), k = v("f"), [v("key")] = v("value"), v(3) }
print(take())  -- expect: 1 2 f key value 3
local function f(...) log[#log + 1] = "call" return ... end
_ = f(v(1), f(v(2)), v(3))
print(take())  -- expect: 1 2 call 3 call
t.m = function(self, a) log[#log + 1] = "method" return a end
_ = env():m(v("arg"))
print(take())  -- expect: t arg method
-- Assignment goes right to left in the reference; observable through __newindex.
local w = setmetatable({}, { __newindex = function(_, k, x) log[#log + 1] = k .. "=" .. tostring(x) end })
w.a, w.b, w.c = 1, 2, 3
print(take())  -- expect: c=3 b=2 a=1
local i = 1
local arr = { 1, 2, 3 }
i, arr[i], arr[i + 1] = i + 1, "x", "y"
print(i, arr[1], arr[2], arr[3])  -- expect: 2<TAB>x<TAB>y<TAB>3
-- Comparison a > b is b < a with operands evaluated left to right.
local mt = { __lt = function(a, b) log[#log + 1] = a.n .. "<" .. b.n return true end,
             __le = function(a, b) log[#log + 1] = a.n .. "<=" .. b.n return true end }
local p, q = setmetatable({ n = "p" }, mt), setmetatable({ n = "q" }, mt)
_ = v(p, p) > v(q, q), p >= q
log[1], log[2] = "p", "q"
print(take())  -- expect: p q q<p q<=p
-- and/or evaluate only what they need.
_ = v(1, false) and v(2) or v(3)
print(take())  -- expect: 1 3
local function g(a, b, c) return a, b, c end
local x = 1
local function change() x = 2 return "c" end
print(g(x, change(), x))  -- expect: 1<TAB>c<TAB>2
local y = 1
local function sety() y = 5 return 1 end
print(y + sety(), y)  -- expect: 6<TAB>5
