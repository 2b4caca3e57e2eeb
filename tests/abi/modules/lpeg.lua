-- needs: lua-lpeg
local lpeg = require "lpeg"
local P, R, S, V, C, Ct, Cg, Cs, Cf, Cc, Cmt = lpeg.P, lpeg.R, lpeg.S, lpeg.V, lpeg.C, lpeg.Ct, lpeg.Cg, lpeg.Cs, lpeg.Cf, lpeg.Cc, lpeg.Cmt
local space = S " \t" ^ 0
local number = C(R "09" ^ 1) / tonumber * space
local function fold(a, op, b)
  if op == "+" then return a + b elseif op == "-" then return a - b elseif op == "*" then return a * b else return a / b end
end
local grammar = P {"Sum",
  Sum = Cf(V "Product" * Cg(C(S "+-") * space * V "Product") ^ 0, fold),
  Product = Cf(V "Factor" * Cg(C(S "*/") * space * V "Factor") ^ 0, fold),
  Factor = number + "(" * space * V "Sum" * ")" * space}
assert(grammar:match "1 + 2 * (3 - 4) * 5" == -9)
assert(Cs((P "a" / "b" + 1) ^ 0):match "banana" == "bbnbnb")
local record = Ct(Cg(R "az" ^ 1 / string.upper, "name") * ":" * Cg(number, "value"))
local t = record:match "abc:42" ; assert(t.name == "ABC" and t.value == 42)
assert(Cmt(R "09" ^ 1, function(_, i, c) return c == "42" and i end):match "42" == 3)
assert(Cmt(P(1), function() return false end):match "x" == nil)
local ok, message = pcall(function() return Cmt(P(1), function() error "inside" end):match "x" end)
assert(not ok and message:find "inside")
local re = require "re"
assert(re.match("key = value", "{ %w+ } %s* '=' %s* { %w+ }") == "key")
assert(re.gsub("hello world", "[aeiou]", "*") == "h*ll* w*rld")
local balanced = re.compile [[ b <- '(' (b / [^()])* ')' ]]
assert(balanced:match "(a(b)c)" == 8 and balanced:match "(a(b" == nil)
assert(not pcall(lpeg.P, {"X", X = lpeg.V "X"}))
for _ = 1, 100 do assert(#Ct(C(R "az" ^ 1) * (space * C(R "az" ^ 1)) ^ 0):match(("word "):rep(50)) == 50) end
print "ok"
