-- Random arithmetic expressions over integers, floats and numerals, constant and not, errors included.
package.path = "./support/?.lua"
local g = require("generate")
local leaves = { "0", "1", "-1", "2", "3", "7", "10", "255", "-8", "0.5", "-0.0", "1.0", "2.5", "1e10", "-3.7", "1e308", "0x7fffffffffffffff", "math.mininteger", "2^53", "1e15", "'10'", "'0x1F'", "'2.5'", "'abc'", "63", "64", "-64", "(1/0)", "a", "b", "c", "d" }
local operators = { "+", "-", "*", "/", "//", "%", "^", "&", "|", "~", "<<", ">>", "+", "-", "*", "==", "<", "<=", "~=", ">", "..", "and", "or" }
local function expression(depth)
  if depth == 0 or g.random(5) == 1 then return g.pick(leaves) end
  local k = g.random(8)
  if k == 1 then return "(-" .. expression(depth - 1) .. ")" end
  if k == 2 then return g.pick { "(not ", "(~", "(- " } .. expression(depth - 1) .. ")" end
  return "(" .. expression(depth - 1) .. " " .. g.pick(operators) .. " " .. expression(depth - 1) .. ")"
end
g.groups(25, 60, function()  -- expect: 1<TAB>12786c0a1e26<TAB>(3 + 0) => true 3
-- expect: 2<TAB>9d8c7bdaa6e8<TAB>(((3 - (0.5 / 'abc')) or (- ('2.5' ~ 0.5))) | 255) => false<SPACE>
-- expect: 3<TAB>b0c894fe6991<TAB>(((- (1e10 | '10')) .. 0.5) ~= ('10' >> ((b & -3.7) - (not a
-- expect: 4<TAB>4a0fd77ff39f<TAB>7 => true 7
-- expect: 5<TAB>ccaf27c51879<TAB>((-1 and ('0x1F' + ('abc' / 0.5))) - (((not -0.0) & 10) & ((
-- expect: 6<TAB>e54a40e3c47e<TAB>((((1e10 <= b) + (c > 0.5)) / 3) ^ ((3 + (0.5 >> b)) & ((0 *
-- expect: 7<TAB>8b73fc1323c2<TAB>((not (not 10)) + ((0.5 < ((1/0) .. -0.0)) .. ((10 or 64) +<SPACE>
-- expect: 8<TAB>622a0c065c83<TAB>(not ((not (2.5 <= '10')) ~= (- (1e308 + 1.0)))) => false "e
-- expect: 9<TAB>952bad0f4bc9<TAB>64 => true 64
-- expect: 10<TAB>121f06c468c5<TAB>(-0x7fffffffffffffff) => true -9223372036854775807
-- expect: 11<TAB>736f1df14249<TAB>((-((-8 / 3) == (-1 // 0.5))) < (-(-(2 ~ '10')))) => false "
-- expect: 12<TAB>e9e6e961a5b1<TAB>((((-64 * 1.0) and (0.5 > 0.5)) ^ ((-0.0 < -1) - 1e15)) == (
-- expect: 13<TAB>87ffbeef19c0<TAB>(((-(1e10 * 1e15)) .. 255) - (~1.0)) => true -inff
-- expect: 14<TAB>945f5afe952a<TAB>2.5 => true 2.5f
-- expect: 15<TAB>29ae73095180<TAB>((math.mininteger * math.mininteger) * ((- (-'10')) + ((~d)<SPACE>
-- expect: 16<TAB>cbe133b53dae<TAB>((((-2) - (-1 == 10)) + (-(1/0))) ~ (c << 2^53)) => false "e
-- expect: 17<TAB>532e759a1a37<TAB>(b .. ((2^53 - (1e10 // -8)) ~= 1)) => false "e:1: attempt t
-- expect: 18<TAB>60fb365a6c91<TAB>0.5 => true 0.5f
-- expect: 19<TAB>8ca7807e32ce<TAB>(-a) => true -5
-- expect: 20<TAB>6c0bff395d44<TAB>((64 <= ((~64) + (-8 >> b))) < b) => false "e:1: number (loc
-- expect: 21<TAB>33e8842169de<TAB>((((~(1/0)) <= (0x7fffffffffffffff % b)) ~ ((2.5 or -0.0) +<SPACE>
-- expect: 22<TAB>204a45a5a920<TAB>((-1 or (-63)) << b) => false "e:1: number (local 'b') has n
-- expect: 23<TAB>aa3a1ed717a7<TAB>b => true -2.25f
-- expect: 24<TAB>e2eecb6dbef0<TAB>(((('10' ~ -8) ~ (d .. -8)) >> 255) + (((1e308 <= 0x7fffffff
-- expect: 25<TAB>49b2c27c9d53<TAB>(((not (1e15 | math.mininteger)) and ((-1.0) * 7)) and (('ab
  local e = expression(4)
  local f, m = load("local a, b, c, d = ... return " .. e, "=e")
  if not f then return e .. " => " .. m end
  return e .. " => " .. g.show_all(pcall(f, 5, -2.25, "12", math.maxinteger))
end)
-- constant expressions give what variables give
local function constant_like(e)
  local direct = load("return " .. e)
  local names, values = {}, {}
  local through = e:gsub("0x%x+", function(n)
    values[#values + 1] = tonumber(n)
    names[#names + 1] = "v" .. #values
    return names[#names]
  end)
  local indirect = load("local " .. (#names > 0 and table.concat(names, ",") or "_") .. " = ... return " .. through)
  local a, b = g.show_all(pcall(direct)), g.show_all(pcall(indirect, table.unpack(values)))
  return a:gsub("%[string.-%]", ""), b:gsub("%[string.-%]", "")
end
local same, differ = 0, {}
for i = 1, 800 do
  g.seed(i)
  local e = g.pick { "0x", "-0x" } .. ("%x"):format(g.random(1 << 20) - 1)
  for _ = 1, g.random(4) do
    e = "(" .. e .. g.pick { "+", "-", "*", "//", "%", "/", "&", "|", "~", "<<", ">>", "<", "==" } .. "0x" .. ("%x"):format(g.random(9) - 1) .. ")"
    if e:find("[<=]0x") and not e:find("<<0x") then break end
  end
  local a, b = constant_like(e)
  if a:gsub("v%d+", "?"):sub(1, 4) == b:sub(1, 4) and (a == b or a:find("^false")) then same = same + 1 else differ[#differ + 1] = e .. ": " .. a .. " | " .. b end
end
print(same, differ[1])  -- expect: 800<TAB>nil
