-- Chunks are those of stock Lua 5.4, byte for byte: the size and a checksum of each snippet's dump, whole and stripped.
-- A line that changes here says that code compiled by us is no longer code compiled by others.
local snippets = {
  "", "return", "return 1, 2.5, 'x', nil, true, false, ...", "local a, b, c", "local a <const>, b <close> = 1, nil",
  -- constants and numbers
  "return 0x7fffffffffffffff, 1e308, -0.0, 0.0, 65536, -65537, 131071, 2^53, 1//0.0, 9007199254740993.0, 3.0, 127, 128",
  "local a = 1 + 2 * 3 ^ 2 // 4 % 5 - -6 ~ 7 & 8 | 9 << 1 >> 2; return a, not a, -a, ~a, #a, 'a' .. 1 .. a",
  "local x <const>, s <const> = 10, 'str'; return x + 1, x .. s, x == 10, { [x] = s }, -x, s",
  -- operators with registers, constants, immediates
  "local a, b = ...; return a + b, a + 1, 1 + a, a - 1, 1 - a, a - 200, a * 2, 2 * a, a / 2.5, a % 3, a // 4, a ^ 2, 2 ^ a",
  "local a, b = ...; return a & 1, 1 & a, a | 256, a ~ b, a << 1, 1 << a, a >> 1, 1 >> a, a << b, a >> 200, ~a",
  "local a, b = ...; return a == b, a ~= 1, a < 2, a <= 3, a > 4, a >= 5, 6 < a, 7 <= a, a == 'x', a ~= nil, a < 1.0, a == 300",
  "local a, b, c = ...; return a and b, a or b, not a and b or c, a and (b or c), not (a and b), (a or b) == c, a and 1, nil or a",
  "local a, b = ...; if a and b or not a then b = 1 elseif a == 2 then b = 2 else b = 3 end; return a ~= nil and b",
  "local a = ...; a = a and a.b and a.b.c or a['d'] or a[1]; local b = not not a; return b == (a or false)",
  -- tables, fields, methods
  "local t = {}; t.x, t[1], t[t], t['long name of more than forty bytes, not a field'] = 1, t.x, t[2], t[300]; return t:m(1):n{}:o''",
  "return { 1, 2, 3, x = 1, ['y'] = 2, [3] = 4, ... }, { f() }, { (f()) }, { ..., 1 }, {}, { {}, { {} } }",
  "x = 1; y.z = x; y['z'].w[x] = y; _ENV.v = _ENV['u']; local _ENV <const> = {}; x = y",
  "local t = { n = nil, 1.5, 'a', true, nil }; t.a.b.c = t.d; t[1.0] = t[-1]; t[true] = nil; t.x = t.x + 1",
  -- statements
  "while f() do if g() then break end; h() end; repeat local x = f() until x; repeat local y; z = function() return y end until y",
  "for i = 1, 10 do f(i) end; for i = 10, 1, -1 do local j = i; g = function() return j, i end end; for i = a, b, c do break end",
  "for k, v in pairs(t) do f(k, v) end; for a, b, c, d in f, s, i, x do g = function() a = b end; if c then break end end",
  "do goto a; ::b:: f() goto c; ::a:: goto b; ::c:: end; for i = 1, 2 do goto continue; f() ::continue:: end",
  "do ::top:: local x <close> = f(); local y; g = function() return y end; if x then goto top end; goto out end; ::out:: h()",
  "local function fact(n) if n == 0 then return 1 end return n * fact(n - 1) end; return fact(10), (fact(3))",
  "function a.b.c:d(x, ...) local y, z = ...; self.x = x; return select('#', ...), y, z end; local function f() end",
  "return (function(...) return ... end)(1, f(), g()), f(f(f())), f'x', f{}, f[[y]], (f())",
  "local a, b, c = f(); a, b, c = c, a, b; a, b = f(), 1; a.x, b = 1, a; local d, e = (f()); return a, b, f()",
  "local x; local function f() x = x + 1; return function() x = x .. 'y'; return function() return x, f end end end; return f",
  "local f = function() local a <close> = g(); return h(a) end; local function t() return f() end; return f(), t()",
  "return function(a) return function(b) return function(c) return a + b + c, _ENV, print end end end",
  -- lines
  "local a =\n\n1\n+\nb\n..\nc\nf(\na,\n\nb\n)\nreturn\n{\n1,\n\n2\n}\n", ("\n"):rep(200) .. "f()" .. ("\n"):rep(130) .. "g()",
  "f" .. ("()"):rep(100), ("a = b\n"):rep(300), "return " .. ("a .. "):rep(60) .. "a", "return " .. ("-"):rep(0) .. ("not "):rep(20) .. "a",
}

-- many locals, upvalues, constants, items, functions
local function list(n, item, separator)
  local parts = {}
  for i = 1, n do parts[i] = item:gsub("#", tostring(i)) end
  return table.concat(parts, separator or "\n")
end
for _, n in ipairs { 3, 50, 51, 130, 199, 255, 256, 300, 700 } do
  if n < 200 then
    snippets[#snippets + 1] = "local " .. list(n, "v#", ",") .. " = f() return function() return " .. list(n, "v#", "+") .. " end"
  end
  snippets[#snippets + 1] = "return {" .. list(n, "v#", ",") .. "}, {" .. list(n, "#.25", ",") .. "; f()}"
  snippets[#snippets + 1] = list(n, "t.k# = 's#' t:m#(#.5) t.k# = t.k# + #.75 f = f == 'c#'")
  snippets[#snippets + 1] = list(n, "f = function() return # end", " ")
  snippets[#snippets + 1] = "while a do " .. list(n, "if b# then c() end", " ") .. " end"
end

local function checksum(bytes)
  local sum = 0xcbf29ce484222325
  for i = 1, #bytes do sum = (sum ~ bytes:byte(i)) * 1099511628211 end
  return ("%016x"):format(sum)
end
for i, text in ipairs(snippets) do
  local f = assert(load(text, "=snippet"))
  local whole, stripped = string.dump(f), string.dump(f, true)
  print(i, #whole, checksum(whole), #stripped, checksum(stripped))
end
