-- Random operators over objects with and without metamethods: who is called, with what.
package.path = "./support/?.lua"
local g = require("generate")
local events = { "add", "sub", "mul", "div", "mod", "pow", "unm", "idiv", "band", "bor", "bxor", "shl", "shr", "bnot", "concat", "len", "eq", "lt", "le", "index", "newindex", "call" }
local function object(name)
  local mt = { __name = name }
  for _, e in ipairs(events) do
    if g.random(2) == 1 then
      mt["__" .. e] = function(...)
        local out = { name .. "." .. e }
        for i = 1, select("#", ...) do
          local v = select(i, ...)
          out[#out + 1] = type(v) == "table" and getmetatable(v).__name or tostring(v)
        end
        if e == "eq" or e == "lt" or e == "le" then return #out[1] % 2 == 0 end
        return table.concat(out, ",")
      end
    end
  end
  return setmetatable({ own = name .. "'s" }, mt)
end
local binary = { "+", "-", "*", "/", "%", "^", "//", "&", "|", "~", "<<", ">>", "..", "==", "~=", "<", "<=", ">", ">=" }
local operands = { "a", "b", "c", "1", "2.5", "'s'", "'7'", "nil", "true", "a", "b" }
local forms = {
  function() return g.pick(operands) .. " " .. g.pick(binary) .. " " .. g.pick(operands) end,
  function() return g.pick(operands) .. " " .. g.pick(binary) .. " " .. g.pick(operands) end,
  function() return g.pick { "-", "#", "~", "not " } .. g.pick { "a", "b", "c" } end,
  function() return g.pick { "a", "b", "c" } .. g.pick { ".own", ".other", "[1]", "['x y']", "[2.5]", "[true]" } end,
  function() return g.pick { "a", "b", "c" } .. "(" .. g.pick { "", "1", "1, 2", "b, nil" } .. ")" end,
  function() return g.pick { "a", "b" } .. ":method(" .. g.pick { "", "1" } .. ")" end,
  function() return "(function() " .. g.pick { "a", "b" } .. g.pick { ".own", ".new", "[5]" } .. " = 'v' return rawget(a, 'new') end)()" end,
  function() return "a .. b .. c .. 's'" end,
  function() return "1 .. a .. 2" end,
}
g.groups(40, 40, function()  -- expect: 1<TAB>12ad08afe690<TAB>a .. b .. c .. 's' => false "e:1: attempt to concatenate a A
-- expect: 2<TAB>8f41652a9d93<TAB>b[2.5] => true "B.index,B,2.5"
-- expect: 3<TAB>ef5edaa80ed3<TAB>(function() b.own = 'v' return rawget(a, 'new') end)() => tr
-- expect: 4<TAB>f49f0b91a1e8<TAB>b[1] => true "B.index,B,1"
-- expect: 5<TAB>4f4b89ca4e03<TAB>(function() b[5] = 'v' return rawget(a, 'new') end)() => tru
-- expect: 6<TAB>0b7dfd696fd0<TAB>a * '7' => true "A.mul,A,7"
-- expect: 7<TAB>b92ff5670dda<TAB>(function() a.own = 'v' return rawget(a, 'new') end)() => tr
-- expect: 8<TAB>3554aa682347<TAB>a ~= b => true true
-- expect: 9<TAB>f9aac4334ed0<TAB>(function() a[5] = 'v' return rawget(a, 'new') end)() => tru
-- expect: 10<TAB>ec033c05b6d8<TAB>nil << 's' => false "e:1: attempt to perform bitwise operati
-- expect: 11<TAB>890950726a81<TAB>c.other => true "C.index,C,other"
-- expect: 12<TAB>fd9e807250e4<TAB>nil % a => true "A.mod,nil,A"
-- expect: 13<TAB>755f6c8e2768<TAB>c.own => true "C's"
-- expect: 14<TAB>d09c93c80dc5<TAB>a .. b .. c .. 's' => false "e:1: attempt to concatenate a A
-- expect: 15<TAB>23c54b0c1343<TAB>b[1] => true nil
-- expect: 16<TAB>2ff53d41fb79<TAB>(function() b[5] = 'v' return rawget(a, 'new') end)() => tru
-- expect: 17<TAB>90b9cf7517e3<TAB>b[2.5] => true "B.index,B,2.5"
-- expect: 18<TAB>66acf3bec5fc<TAB>(function() b.own = 'v' return rawget(a, 'new') end)() => tr
-- expect: 19<TAB>bb226b3ac083<TAB>1 + b => false "e:1: attempt to perform arithmetic on a B va
-- expect: 20<TAB>9181458a5e89<TAB>(function() b[5] = 'v' return rawget(a, 'new') end)() => tru
-- expect: 21<TAB>0eb2ff96fc10<TAB>b < 's' => true true
-- expect: 22<TAB>40aeb8e52cd0<TAB>(function() b.new = 'v' return rawget(a, 'new') end)() => tr
-- expect: 23<TAB>be5cadd29c23<TAB>a | b => false "e:1: attempt to perform bitwise operation on
-- expect: 24<TAB>d2ba89c99095<TAB>c(b, nil) => true "A.call,A,B,nil"
-- expect: 25<TAB>7b6c45a8e62e<TAB>a - 1 => false "e:1: attempt to perform arithmetic on a A va
-- expect: 26<TAB>fedf34b3097a<TAB>c.other => true nil
-- expect: 27<TAB>a10a5057e3ce<TAB>a .. b .. c .. 's' => false "e:1: attempt to concatenate a C
-- expect: 28<TAB>84026d8a6f15<TAB>b[2.5] => true nil
-- expect: 29<TAB>44d883c968e1<TAB>(function() b.own = 'v' return rawget(a, 'new') end)() => tr
-- expect: 30<TAB>242c864ed119<TAB>b[1] => true "B.index,B,1"
-- expect: 31<TAB>9c4746661eeb<TAB>(function() b[5] = 'v' return rawget(a, 'new') end)() => tru
-- expect: 32<TAB>5fbdf60f9e72<TAB>nil - '7' => false "e:1: attempt to sub a 'nil' with a 'stri
-- expect: 33<TAB>db0accd9f9d2<TAB>(function() b.own = 'v' return rawget(a, 'new') end)() => tr
-- expect: 34<TAB>1e200973b27e<TAB>'s' == b => true false
-- expect: 35<TAB>941cef2152b0<TAB>b(1) => true "B.call,B,1"
-- expect: 36<TAB>68cbc6fd6dd0<TAB>'s' ~ 's' => false "e:1: attempt to perform bitwise operatio
-- expect: 37<TAB>6dc30b1ca62e<TAB>a(b, nil) => false "e:1: attempt to call a A value (local 'a
-- expect: 38<TAB>6a504d2eab8f<TAB>1 * a => false "e:1: attempt to perform arithmetic on a A va
-- expect: 39<TAB>014c37cf9d09<TAB>c[true] => true nil
-- expect: 40<TAB>34a887c25138<TAB>a .. b .. c .. 's' => true "A.concat,A,B.concat,B,A.concat,A
  local a, b, c = object("A"), object("B"), object("C")
  if g.random(3) == 1 then c = setmetatable({ own = "c" }, getmetatable(a)) end
  local e = g.pick(forms)()
  local f = assert(load("local a, b, c = ... return " .. e, "=e"))
  return e .. " => " .. g.show_all(pcall(f, a, b, c))
end)
