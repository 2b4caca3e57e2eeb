-- Random format directives with random values.
package.path = "./support/?.lua"
local g = require("generate")
local values = { 0, 1, -1, 42, 123456789, math.maxinteger, math.mininteger, 0.0, -0.0, 1.5, -2.75, 1e10, 1e-10, 1e100, 123456.789, 1 / 3, 2^53, 1 / 0, -1 / 0, "text", "", "12", "0x10", "1.5", true, false }
g.groups(40, 60, function()  -- expect: 1<TAB>42ad0e2f31ef<TAB>%#3s false false "invalid conversion specification: '%#3s'"
-- expect: 2<TAB>b0ae7bae8cc8<TAB>%21.3x "12" true "[                  00c]"
-- expect: 3<TAB>52f4a11aba0f<TAB>%.3c 81 false "invalid conversion specification: '%.3c'"
-- expect: 4<TAB>58b8a47b86d5<TAB>%27i "" false "bad argument #2 to 'string.format' (number ex
-- expect: 5<TAB>6f0c72ba69f7<TAB>%+ 16.10g 9223372036854775807 true "[+9.223372037e+18]"
-- expect: 6<TAB>0b74e5dc000b<TAB>%0f 0.33333333333333331f true "[0.333333]"
-- expect: 7<TAB>dbaefe1fef83<TAB>% 14d 123456.789f false "bad argument #2 to 'string.format'<SPACE>
-- expect: 8<TAB>3749a62a0487<TAB>%u "" false "bad argument #2 to 'string.format' (number expe
-- expect: 9<TAB>d86fa72339a1<TAB>% 0G -2.75f true "[-2.75]"
-- expect: 10<TAB>b8c0da09245e<TAB>%+#8.0A 0f true "[+0X0.P+0]"
-- expect: 11<TAB>28d68266f41b<TAB>%#.16x true false "bad argument #2 to 'string.format' (numbe
-- expect: 12<TAB>8f839eac2b7b<TAB>%0.6o 0.33333333333333331f false "bad argument #2 to 'string
-- expect: 13<TAB>01b0af78a7f7<TAB>%3.6E inff true "[INF]"
-- expect: 14<TAB>1ce3620535fa<TAB>%+ .15f 1 true "[+1.000000000000000]"
-- expect: 15<TAB>4a3669f89363<TAB>%0.13a "" false "bad argument #2 to 'string.format' (number<SPACE>
-- expect: 16<TAB>bb6747e2649b<TAB>% 19.13x -1 false "invalid conversion specification: '% 19.1
-- expect: 17<TAB>9ff131b7a5ec<TAB>%E 1 true "[1.000000E+00]"
-- expect: 18<TAB>8cdfe41b5f3f<TAB>% 026a "text" false "bad argument #2 to 'string.format' (num
-- expect: 19<TAB>aed9bdf475fd<TAB>%+#14.19c 74 false "invalid conversion specification: '%+#14
-- expect: 20<TAB>f5e8c21210a3<TAB>%#f "0x10" true "[16.000000]"
-- expect: 21<TAB>6829c5800d6f<TAB>%#012G 1e+100f true "[1.00000E+100]"
-- expect: 22<TAB>e9a8b3791567<TAB>%1f 10000000000f true "[10000000000.000000]"
-- expect: 23<TAB>ddcdf3ff2659<TAB>%.18E 9007199254740992f true "[9.007199254740992000E+15]"
-- expect: 24<TAB>33c01f7ea973<TAB>%+07d 0f true "[+000000]"
-- expect: 25<TAB>be1654a111f0<TAB>% .6a 1 true "[ 0x1.000000p+0]"
-- expect: 26<TAB>b1a082152391<TAB>%.5q "12" false "specifier '%q' cannot have modifiers"
-- expect: 27<TAB>be38531d10a2<TAB>% 01.16s true false "invalid conversion specification: '% 01
-- expect: 28<TAB>dab189e2d927<TAB>%+X 1e+100f false "bad argument #2 to 'string.format' (numbe
-- expect: 29<TAB>232b3f82e0ae<TAB>%+#q 42 false "specifier '%q' cannot have modifiers"
-- expect: 30<TAB>da3c8f9c5d61<TAB>%#018.2G -0f true "[-000000000000000.0]"
-- expect: 31<TAB>f052d98e42af<TAB>%E 0f true "[0.000000E+00]"
-- expect: 32<TAB>34e5b95e8a1a<TAB>%g true false "bad argument #2 to 'string.format' (number ex
-- expect: 33<TAB>7d4e9463c4af<TAB>%+013.f "1.5" true "[+000000000002]"
-- expect: 34<TAB>bb90ece1a0c7<TAB>% .10G 0.33333333333333331f true "[ 0.3333333333]"
-- expect: 35<TAB>4c4987471654<TAB>%19f 1e-10f true "[           0.000000]"
-- expect: 36<TAB>96094ea815cc<TAB>% 29.14d 42 true "[               00000000000042]"
-- expect: 37<TAB>5bc40f4e2ad3<TAB>%.16d "" false "bad argument #2 to 'string.format' (number e
-- expect: 38<TAB>4ab222bd236a<TAB>%+#5E 0f true "[+0.000000E+00]"
-- expect: 39<TAB>f8473323d49e<TAB>%#24c 70 false "invalid conversion specification: '%#24c'"
-- expect: 40<TAB>2c3ec236861d<TAB>%#x 0.33333333333333331f false "bad argument #2 to 'string.f
  local d = "%"
  for _, flag in ipairs { "-", "+", " ", "#", "0" } do if g.random(4) == 1 then d = d .. flag end end
  if g.random(2) == 1 then d = d .. g.random(30) end
  if g.random(2) == 1 then d = d .. "." .. (g.random(4) == 1 and "" or g.random(20) - 1) end
  d = d .. g.pick { "d", "i", "x", "X", "o", "c", "e", "E", "f", "g", "G", "a", "A", "s", "q", "s", "d", "g", "f", "u" }
  local v = g.pick(values)
  if d:find("c$") then v = 65 + g.random(26) - 1 end
  return d .. " " .. g.show(v) .. " " .. g.show_all(pcall(string.format, "[" .. d .. "]", v))
end)
g.groups(10, 100, function()  -- expect: 1<TAB>b37830a4dd32<TAB>6.56e+302 6.5599999999999997e+302 6.56e+302 53739856494592.0
-- expect: 2<TAB>b2a053058fc0<TAB>2.4e-18 2.3999999999999999e-18 2.4e-18 0.000 0x1.622d6fbc91e
-- expect: 3<TAB>1ccf382ba410<TAB>0.00823 0.0082299999999999995 0.00823 0.008 0x1.0dae3e6c4c59
-- expect: 4<TAB>bbdcfee6ba0f<TAB>7.7142857142857 7.7142857142857144 7.71429 7.714 0x1.edb6db6
-- expect: 5<TAB>c0aa1725e68f<TAB>267461539.33333 267461539.33333334 2.67462e+08 267461539.333
-- expect: 6<TAB>ddede474cd7d<TAB>929271180 929271180 9.29271e+08 929271180.000 0x1.bb1c6c6p+2
-- expect: 7<TAB>68890fe5e8f5<TAB>1.056157742e+14 105615774199999.98 1.05616e+14 1056157741999
-- expect: 8<TAB>0775b8bec866<TAB>1.183044304e+14 118304430399999.98 1.18304e+14 1183044303999
-- expect: 9<TAB>631a37c18b5b<TAB>130993086.6 130993086.59999999 1.30993e+08 130993086.600 0x1
-- expect: 10<TAB>9f33f927dc95<TAB>424.5 424.5 424.5 424.500 0x1.a88p+8 424.5
  local n = g.pick { g.random(1 << 53), g.random(1000) } / g.pick { 1, 2, 3, 7, 10, 1e5, 1e-5, 1e20, 1e-300 }
  return ("%.14g %.17g %g %.3f %a %s"):format(n, n, n, n % 1e15, n, n)
end)
g.groups(10, 100, function()  -- expect: 1<TAB>87277ff59940<TAB>38370e+306 inff nil nil
-- expect: 2<TAB>20dbfe6b0486<TAB>24932e-3204  0f nil nil
-- expect: 3<TAB>838727438eaf<TAB>114942  114942 1132866 25226222
-- expect: 4<TAB>035921403781<TAB>98056.25e32  9.8056250000000003e+36f 622678.14799690247f nil
-- expect: 5<TAB>ffe2205a89c0<TAB>84618e51x nil nil nil
-- expect: 6<TAB>fd04fb2b49e4<TAB>71180E3008x nil nil nil
-- expect: 7<TAB>454b1a9aebf1<TAB>57742e-3206 0f nil nil
-- expect: 8<TAB>f7bd8ee055ea<TAB>443044 443044 4468804 216218769
-- expect: 9<TAB>db4c17b1b886<TAB>30866e54 3.0866000000000001e+58f 814116436 128175758638
-- expect: 10<TAB>c610dc17829f<TAB>17428e-73 1.7427999999999999e-69f nil nil
  local s = ("%d%s%d%s"):format(g.random(100000), g.pick { "", ".", ".5", ".25e3", "e5", "e-7", "e+30", "E300", "e-320" }, g.random(9), g.pick { "", "", "x", " " })
  return s .. " " .. g.show(tonumber(s)) .. " " .. g.show(tonumber("0x" .. s)) .. " " .. g.show(tonumber(s, g.random(35) + 1))
end)
