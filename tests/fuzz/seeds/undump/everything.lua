local A <const>, b <close>, a, c = 0x1p4, nil, A, [==[long]==]
local function f(x, ...) return x, ..., select('#', ...) end
for i = 1, 10, 2 do if i > 5 then goto out elseif not a then break else a = i end ::out:: end
for k, v in pairs { 1, 2; x = 3, ["y"] = 4, f() } do t[k], t.v = v, -#k .. "s" end
while a ~= b and c or a <= b do repeat local z = ~a & b | c ~ a << 1 >> 2 until z // 2 % 3 ^ 4 end
function t.m:n(p) return self.q(p){ }"s":r()() end
return "\x41\u{48}\z
  \065\n", 1e-3, .5, 3., 0xA.8p-1, f
