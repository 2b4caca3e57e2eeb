-- Adjusting results: statements, expressions, middle and last position, parentheses, method calls.
local function three() return 1, 2, 3 end
local function none() end
local function n(...) return select("#", ...) end
three()
local a, b, c, d = three()
assert(a == 1 and c == 3 and d == nil)
a, b, c = 0, three()
assert(a == 0 and b == 1 and c == 2)
a, b, c = three(), 10
assert(a == 1 and b == 10 and c == nil)
a, b = (three())
assert(a == 1 and b == nil)
a = none()
assert(a == nil)
a, b = none(), none()
assert(a == nil and b == nil)
assert(n(none()) == 0 and n(none(), none()) == 1 and n((none())) == 1 and n(three(), three()) == 4 and n(three(), (three())) == 2)
assert(#{ three(), three() } == 4 and #{ three(), (three()) } == 2 and #{ (three()) } == 1 and #{ none() } == 0)
assert(three() + 1 == 2 and -three() == -1 and three() .. "" == "1" and (three() == 1) and not not three() == true)
local t = { f = three, g = function(self, ...) return self, ... end }
assert(n(t:g(three())) == 4 and n(t.g(three())) == 3 and select(2, t:g("x")) == "x")
t[1], t[2], t[3], t[4] = three()
assert(t[1] == 1 and t[3] == 3 and t[4] == nil)
local function tail() return three() end
assert(n(tail()) == 3 and n(tail(), 1) == 2)
local function paren() return (three()) end
assert(n(paren()) == 1)
local function mixed() return three(), three() end
assert(n(mixed()) == 4)
local function cond(x) return x and three() end
assert(n(cond(true)) == 1 and n(cond(false)) == 1)
local function branches(x) if x then return three() end return end
assert(n(branches(true)) == 3 and n(branches(false)) == 0)
-- Calls with string and table literals; chains.
local function id(...) return ... end
assert(id "x" == "x" and id { 1 }[1] == 1 and id [[y]] == "y" and id(id)(id)("z") == "z" and #id { 1, 2 } == 2)
local s = "abc"
assert(s:upper():lower():rep(2):len() == 6 and ("x"):rep(3) == "xxx" and #("x"):rep(3) == 3)
-- Many results over several frames.
local function depth(k) if k == 0 then return 1, 2, 3, 4, 5, 6, 7, 8, 9, 10 end return depth(k - 1) end
assert(n(depth(100)) == 10)
local function nest(k) if k == 0 then return 1 end return k, nest(k - 1) end
assert(n(nest(100)) == 101 and select(50, nest(100)) == 51)
print("ok")
