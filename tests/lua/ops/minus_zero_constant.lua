-- Subtracting a small integer constant is an addition of its negation in the reference's code, which
-- shows only for -0.0 - 0: the constant form gives 0.0 and the register form -0.0.
local x, z = -0.0, 0
print(x - 0, x - z, x + 0, x + z)  -- expect: 0.0<TAB>-0.0<TAB>0.0<TAB>0.0
print(x - 0.0, x + 0.0, 0 - x, 0 + x, x * 1, x // 1)  -- expect: -0.0<TAB>0.0<TAB>0.0<TAB>0.0<TAB>-0.0<TAB>-0.0
print(-0.0 - 0, (-0.0) - 0.0, 0.0 - 0, 0 - 0.0)  -- expect: 0.0<TAB>-0.0<TAB>0.0<TAB>0.0
local function sub0(v) return v - 0 end
print(sub0(-0.0), sub0(0.0), sub0(0), sub0(-5), sub0(2.5))  -- expect: 0.0<TAB>0.0<TAB>0<TAB>-5<TAB>2.5
print(x - 1, x - -1, 0.0 * -1, -x, 0 * -1.0)  -- expect: -1.0<TAB>1.0<TAB>-0.0<TAB>0.0<TAB>-0.0
print(0.0 == -0.0, 1 / (x - z), 1 / (x - 0), math.max(-0.0, 0.0), math.min(0.0, -0.0))  -- expect: true<TAB>-inf<TAB>inf<TAB>-0.0<TAB>0.0
print(-0.0 // 1, -0.0 % 5, 0.0 % -5, -0.0 ^ 1, math.abs(-0.0), math.floor(-0.0))  -- expect: -0.0<TAB>-0.0<TAB>0.0<TAB>-0.0<TAB>0.0<TAB>0
print(string.format("%.1f %g %d", -0.0, -0.0, -0.0), tostring(-0.0), -0.0 .. "")  -- expect: -0.0 -0 0<TAB>-0.0<TAB>-0.0
print(tonumber("-0"), tonumber("-0.0"), "-0" + 0, "-0.0" + 0, -"0", -"0.0")  -- expect: 0<TAB>-0.0<TAB>0<TAB>0.0<TAB>0<TAB>-0.0
