-- Random programs with loops, conditions, breaks, gotos and calls, whose traces are digested.
package.path = "./support/?.lua"
local g = require("generate")
local label
local function expression()
  return g.pick { "x", "y", "x + 1", "y - x", "x * 2", "y % 7", "x // 3", "i", "#t", "f(x)", "f(y)", "t[x % 5] or 0", "x & 15", "-y", "x ~= y and x or y" }
end
local function condition() return expression() .. " % " .. g.random(5) + 1 .. g.pick { " == ", " ~= ", " < ", " >= " } .. g.random(3) - 1 end
local block
local function statement(depth, loop)
  local k = g.random(depth > 0 and 14 or 6)
  if k == 1 then return g.pick { "x", "y" } .. " = " .. expression() end
  if k == 2 then return "x, y = " .. expression() .. ", " .. expression() end
  if k == 3 then return "t[#t % 6 + 1] = " .. expression() end
  if k == 4 then return "out(" .. expression() .. ")" end
  if k == 5 then return loop and ("if " .. condition() .. " then " .. g.pick { "break", "goto " .. loop } .. " end") or "local z = " .. expression() .. " x = z" end
  if k == 6 then return "if " .. condition() .. " then return out(-1) end" end
  if k == 7 then return "if " .. condition() .. " then " .. block(depth - 1, loop) .. " end" end
  if k == 8 then return "if " .. condition() .. " then " .. block(depth - 1, loop) .. " else " .. block(depth - 1, loop) .. " end" end
  label = label + 1
  local l = "l" .. label
  local tail = " ::" .. l .. "::"
  if k == 9 then return "for i = 1, " .. g.random(4) .. " do " .. block(depth - 1, l) .. tail .. " end" end
  if k == 10 then return "for i = " .. g.random(5) .. ", 0, -" .. g.random(2) .. " do " .. block(depth - 1, l) .. tail .. " end" end
  if k == 11 then return "local n" .. label .. " = 0 while n" .. label .. " < " .. g.random(3) .. " do n" .. label .. " = n" .. label .. " + 1 " .. block(depth - 1, l) .. tail .. " end" end
  if k == 12 then return "local n" .. label .. " = 0 repeat n" .. label .. " = n" .. label .. " + 1 do " .. block(depth - 1, nil) .. " end until n" .. label .. " >= " .. g.random(3) end
  if k == 13 then return "for _, v in ipairs(t) do do y = y + v " .. block(depth - 1, nil) .. " end end" end
  return "do local function h(x) " .. block(depth - 1, nil) .. " return x end x = h(" .. expression() .. ") or 0 end"
end
function block(depth, loop)
  local out = {}
  for i = 1, g.random(4) do out[i] = "do " .. statement(depth, loop) .. " end" end
  return table.concat(out, " ")
end
g.groups(40, 10, function()  -- expect: 1<TAB>a5ef9aaa603c<TAB>4 29 4 4 85 6 | true 4 0
-- expect: 2<TAB>65e91be2cbee<TAB>-1 | true -1 nil
-- expect: 3<TAB>7f8134fce196<TAB>1 6 7 | false "p:1: attempt to compare number with nil" nil
-- expect: 4<TAB>29be3372b567<TAB>-1 | true -1 nil
-- expect: 5<TAB>e81fcdbb1843<TAB>-1 | true -1 nil
-- expect: 6<TAB>8c1fd35ab146<TAB>0 0 0 4 4 4 -1 | true -1 nil
-- expect: 7<TAB>813483e02326<TAB>0 0 3 0 3 | true 3 -2
-- expect: 8<TAB>60abd10d59d2<TAB>-1 | true -1 nil
-- expect: 9<TAB>4d47126a3f06<TAB>-1 -2 -1 -2 -1 -2 -1 -2 -1 0 0 10 10 12 12 10 10 8 8 -1 | tr
-- expect: 10<TAB>b24fcfecc5b2<TAB>-1 | true -1 nil
-- expect: 11<TAB>cabee9e3d1e2<TAB>2 3 | true 3 2
-- expect: 12<TAB>421434b2498a<TAB>0 1 4 0 1 4 5 0 0 1 2 0 0 1 2 0 0 1 2 0 0 1 -1 | true -1 nil
-- expect: 13<TAB>0fde19223f34<TAB>-1 | true -1 nil
-- expect: 14<TAB>30f48bde974e<TAB>-1 | true -1 nil
-- expect: 15<TAB>19a1023485ac<TAB>-1 2 2 | false "p:1: attempt to compare number with nil" nil
-- expect: 16<TAB>185d46a03dc3<TAB>3 2 2 2 3 8 8 8 3 5 5 5 -1 | true -1 nil
-- expect: 17<TAB>5e8933df3c7b<TAB>-1 | true -1 nil
-- expect: 18<TAB>2d49d871dd88<TAB>-1 -1 | true -1 nil
-- expect: 19<TAB>5c774a156b70<TAB>-1 | true -1 nil
-- expect: 20<TAB>8ebd08896018<TAB>-1 | true -1 nil
-- expect: 21<TAB>20ab6b8909c8<TAB> | true 0 2
-- expect: 22<TAB>fb81584a80fa<TAB>-1 14 14 2 5 | true 7 15
-- expect: 23<TAB>3268304ae03a<TAB>2 4 | false "p:1: attempt to compare number with nil" nil
-- expect: 24<TAB>17be4af73376<TAB>-1 | true -1 nil
-- expect: 25<TAB>f1ec04f0ada2<TAB>-1 | true -1 nil
-- expect: 26<TAB>ffec811d502e<TAB>2 6 6 6 -1 | true -1 nil
-- expect: 27<TAB>6a92dbfb5ed4<TAB>5 -1 | true -1 nil
-- expect: 28<TAB>baff1f132f3e<TAB>3 0 0 -2 -1 -1 -1 0 | false "p:1: attempt to compare number<SPACE>
-- expect: 29<TAB>81ab224b1bb7<TAB>4 | false "p:1: attempt to compare number with nil" nil
-- expect: 30<TAB>080ba91ef630<TAB>-1 | true -1 nil
-- expect: 31<TAB>0c24b203683a<TAB>-1 | true -1 2
-- expect: 32<TAB>519572cd409e<TAB>-1 | true -1 nil
-- expect: 33<TAB>0069bca4b1e4<TAB>-1 | true -1 nil
-- expect: 34<TAB>701f7876ee76<TAB>2 -1 | true -1 nil
-- expect: 35<TAB>61e1100f78d9<TAB>6 1 -1 | true -1 nil
-- expect: 36<TAB>695dfc4bf4c0<TAB>-1 | true -1 nil
-- expect: 37<TAB>72755e54bdf8<TAB>-1 | true -1 nil
-- expect: 38<TAB>4560efa2e338<TAB>-1 | true -1 nil
-- expect: 39<TAB>bad0087ea770<TAB>2 -1 | true -1 nil
-- expect: 40<TAB>790d6d4be769<TAB>1 1 15 -14 -1 | true -1 nil
  label = 0
  local body = block(4, nil)
  local source = "local out = ... local x, y, i, t = 1, 2, 3, { 4, 5 } local function f(v) if v < 0 then return 0 end return v - x end " .. body .. " return x, y"
  local f, m = load(source, "=p")
  if not f then return source .. m end
  local trace, n = {}, 0
  local ok, x, y = pcall(f, function(v)
    n = n + 1
    if n > 300 then error("long", 0) end
    trace[#trace + 1] = g.show(v)
    return v
  end)
  return table.concat(trace, " ") .. " | " .. tostring(ok) .. " " .. g.show(x) .. " " .. g.show(y)
end)
