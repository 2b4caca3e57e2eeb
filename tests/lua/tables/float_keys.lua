-- Float keys with integer values are integer keys; others stay floats.
local t = {}
t[1.0] = "one"
t[2] = "two"
t[3.0] = "three"
print(t[1], t[2.0], t[3], #t)  -- expect: one<TAB>two<TAB>three<TAB>3
for k in pairs(t) do assert(math.type(k) == "integer") end
t[2^53] = "big"
print(t[2^53 | 0], t[9007199254740992], next({ [2^53] = 1 }))  -- expect: big<TAB>big<TAB>9007199254740992<TAB>1
t[1.5] = "half"
t[-0.0] = "zero"
print(t[1.5], t[0], t[0.0], t[-0.0])  -- expect: half<TAB>zero<TAB>zero<TAB>zero
print(math.type(next({ [-0.0] = 1 })))  -- expect: integer
t[math.huge], t[-math.huge] = "inf", "-inf"
print(t[math.huge], t[-math.huge], t[1 / 0])  -- expect: inf<TAB>-inf<TAB>inf
print(pcall(function() t[0 / 0] = 1 end))  -- expect: false<TAB>float_keys.lua:16: table index is NaN
print(t[0 / 0], rawget(t, 0 / 0))  -- expect: nil<TAB>nil
print(pcall(rawset, t, 0 / 0, 1))  -- expect: false<TAB>table index is NaN
print(pcall(function() return { [0 / 0] = 1 } end))  -- expect: false<TAB>float_keys.lua:19: table index is NaN
print(pcall(function() return { [nil] = 1 } end))  -- expect: false<TAB>float_keys.lua:20: table index is nil
print(pcall(function() t[nil] = 1 end))  -- expect: false<TAB>float_keys.lua:21: table index is nil
print(t[nil], rawget(t, nil))  -- expect: nil<TAB>nil
print(pcall(rawset, t, nil, 1))  -- expect: false<TAB>table index is nil
-- the edge of the integer range: 2^63 is no integer, -2^63 is
local e = {}
e[2^63] = "above"
e[-2^63] = "lowest"
print(e[2^63], e[math.mininteger], e[math.maxinteger], math.type(next({ [2^63] = 1 })))  -- expect: above<TAB>lowest<TAB>nil<TAB>float
print(math.type(next({ [-2^63] = 1 })))  -- expect: integer
e[math.maxinteger] = "highest"
e[math.maxinteger + 0.0] = "rounded up"
print(e[math.maxinteger], e[2^63])  -- expect: highest<TAB>rounded up
-- two keys that print alike
local p = { [1] = "integer", ["1"] = "string" }
print(p[1], p["1"], p[1.0], p["1.0"])  -- expect: integer<TAB>string<TAB>integer<TAB>nil
-- many float keys with the same integer part
local f, n = {}, 0
for i = 0, 99 do f[5 + i / 128] = i end
for k, v in pairs(f) do
  assert(k == 5 + v / 128)
  n = n + 1
end
print(n, f[5], f[5.0078125], f[5.5])  -- expect: 100<TAB>0<TAB>1<TAB>64
-- subnormal and tiny keys
local s = { [5e-324] = "tiny", [2.2250738585072014e-308] = "small" }
print(s[5e-324], s[2^-1074], s[2^-1022], s[0])  -- expect: tiny<TAB>tiny<TAB>small<TAB>nil
