-- Random chains of string functions.
package.path = "./support/?.lua"
local g = require("generate")
local function word()
  local n, out = g.random(12) - 1, {}
  for i = 1, n do out[i] = string.char(g.pick { 97, 98, 99, 65, 32, 48, 37, 46, 0, 200, 10, 45 }) end
  return table.concat(out)
end
local steps = {
  function(s) return s:upper() end,
  function(s) return s:lower() end,
  function(s) return s:reverse() end,
  function(s) return s:rep(g.random(3), g.pick { "", "-", "ab" }) end,
  function(s) return s:sub(g.random(15) - 8, g.random(15) - 8) end,
  function(s) return s .. word() end,
  function(s) return word() .. s end,
  function(s) return s:gsub(g.pick { "a", "%w", "[ab]+", "%s", "%.", "(.)(.)", "^.", ".$", "%A", "b*" }, g.pick { "x", "<%0>", "", "%%" }) .. "" end,
  function(s) return s:format(1, 2, 3) end,
  function(s) return tostring(s:find(g.pick { "a", "b", "c", " ", "." }, g.random(5), true)) .. s end,
  function(s) return #s .. s end,
  function(s) return s:byte(g.random(4)) and s .. s:byte(1) or s end,
  function(s) return string.pack("s1", s:sub(1, 200)) end,
  function(s) return ("%q"):format(s:sub(1, 30)) end,
  function(s) return ("%5s|%-8s|%.2s"):format((s:sub(1, 5):gsub("%z", "0")), (s:sub(1, 3):gsub("%z", "0")), (s:gsub("%z", "0"))) end,
  function(s) return (s:gsub("%f[%a]%a", string.upper)) end,
}
g.groups(30, 50, function()  -- expect: 1<TAB>c1ffad1b0700<TAB>4?0A052
-- expect: 2<TAB>7145d9cf8af5<TAB>0a..A? .0anil?.%bc-%Ab48
-- expect: 3<TAB>7b608c454674<TAB>%
-- expect: 4<TAB>e902f5aa2373<TAB>"c\0b"
-- expect: 5<TAB>c8d95071c9ee<TAB> ac?%| ac     | a
-- expect: 6<TAB>0e075a114ede<TAB>?a?%cb-".\?%a.?cb ?.46?  A%"
-- expect: 7<TAB>c49f0b20f9c4<TAB>"c"
-- expect: 8<TAB>16f5a6fcee46<TAB>??nil|??n     |??
-- expect: 9<TAB>b7c9e5c4f497<TAB>?
-- expect: 10<TAB>41245dd0ed9b<TAB>??- A?b ?Ac?0?%.
-- expect: 11<TAB>5e592bd27ca7<TAB>4"A? %-C- C%"
-- expect: 12<TAB>f4005a6e7b5e<TAB>?811%..a-c?% .?
-- expect: 13<TAB>d89a0a139929<TAB>nil
-- expect: 14<TAB>461f4b785c5b<TAB>"\0a\?"
-- expect: 15<TAB>36da8d8543fc<TAB>-?c?0
-- expect: 16<TAB>d089b7d2af83<TAB>0.|     %0.|%-%0.aAb?a
-- expect: 17<TAB>c671466cf938<TAB>"c"
-- expect: 18<TAB>d573a2d3d3e8<TAB>0 ?4
-- expect: 19<TAB>05808ea26535<TAB>6?a-a-?
-- expect: 20<TAB>446b03d65027<TAB>".?ab?.c.?.%- abb"
-- expect: 21<TAB>ff74a7377dba<TAB>?NIL?.  ?-??-0AA?C0-??C.AB?NIL?.  ?-??-0AA?C0-??C.AB?NIL?.<SPACE><SPACE>
-- expect: 22<TAB>934a42e72ec9<TAB>&"\"%0.-\\\?AA\\0B\\0C\"34!strings.lua"
-- expect: 23<TAB>0413d7406da5<TAB>
-- expect: 24<TAB>0cb631bc547d<TAB>"\4\3 \?\?0\0B A-  "
-- expect: 25<TAB>154a1d674a13<TAB>-?c.0--?c.0
-- expect: 26<TAB>21e63f8839c9<TAB>"7c%bb0a%"
-- expect: 27<TAB>9c88be5cd53b<TAB> 0 0|? 0<SPACE><SPACE>
-- expect: 28<TAB>a3baed620a28<TAB>"23A-C|23A     |23"
-- expect: 29<TAB>cff8bd1096cc<TAB>?Ab?Ab?
-- expect: 30<TAB>02537ab5aa77<TAB>A.a
  local s = word()
  for _ = 1, g.random(6) do
    local ok, r = pcall(g.pick(steps), s)
    s = ok and r:sub(1, 300) or s .. "!" .. tostring(r)
  end
  return s
end)
