-- Compile-time constants: <const> locals used everywhere, also through upvalues and in nested functions.
local N <const> = 10
local S <const> = "key"
local F <const> = 2.5
local T <const> = true
local Z <const> = nil
local NEG <const> = -3
local function inner()
  local function deeper() return N + F, S, T, Z, NEG end
  return deeper()
end
local a, b, c, d, e = inner()
assert(a == 12.5 and b == "key" and c == true and d == nil and e == -3)
local t = { [N] = S, [S] = N, key2 = F }
assert(t[10] == "key" and t.key == 10 and t[S] == N and t.key2 == 2.5)
assert(N * 2 == 20 and 2 * N == 20 and N == 10 and not (N ~= 10) and N < 11 and -N == -10 and N .. "" == "10")
assert((T and 1 or 2) == 1 and (Z and 1 or 2) == 2 and not T == false and not Z == true)
if Z then error("nil constant is false") end
while Z do error("never") end
for i = N, N + 2, 1 do assert(i >= N) end
local tbl <const> = { n = 1 }
tbl.n = tbl.n + N
assert(tbl.n == 11)
local fn <const> = function(x) return x + N end
assert(fn(1) == 11)
local computed <const> = N * N + 1
assert(computed == 101 and computed // N == 10 and computed % N == 1 and N & 6 == 2 and 1 << NEG == 0)
local huge <const>, min <const> = math.maxinteger, math.mininteger
assert(huge + 1 == min)
assert(select("#", N, S, Z) == 3)
local obj = { [S] = function(self, x) return x or N end }
assert(obj:key() == 10 and obj.key(nil, 3) == 3)
print("ok")
