-- Random formats of string.pack, packed and unpacked again.
package.path = "./support/?.lua"
local g = require("generate")
local function hex(s) return (s:gsub(".", function(c) return ("%02x"):format(c:byte()) end)) end
g.groups(30, 40, function()  -- expect: 1<TAB>a4829109aa49<TAB><Xdfbi3 bad argument #4 to 'string.pack' (integer overflow)
-- expect: 2<TAB>658d8cb541eb<TAB>=s1i16i8II2Xd bad argument #5 to 'string.pack' (unsigned ove
-- expect: 3<TAB>af68c7052338<TAB>>!8n bfe0000000000000 true -0.5f 9 true 8
-- expect: 4<TAB>4857570e5e51<TAB><!2i8i3zi 596c6d51000000004b0000616200f1d6c14c true 13661256
-- expect: 5<TAB>08bb5c70ffc2<TAB><i3jdc0d bad argument #5 to 'string.pack' (string longer tha
-- expect: 6<TAB>e53966444b66<TAB>=Xi4i8 8e315a6300000000 true 1666855310 9 true 8
-- expect: 7<TAB>c212a497aa3f<TAB>>!8ss1L 000000000000000d61206c6f6e6765722074657874026162ffff
-- expect: 8<TAB>4b0771397148<TAB><!2fic5I bad argument #5 to 'string.pack' (unsigned overflow
-- expect: 9<TAB>fc3868ea8b19<TAB><i3H bad argument #3 to 'string.pack' (unsigned overflow)
-- expect: 10<TAB>111a195b0674<TAB>= i12s1 aeffffffffffffffffffffff00 true -82 "" 14 false "bad
-- expect: 11<TAB>6ca99226d0d4<TAB>>!8c5  i 6162636465000000fffffff5 true "abcde" -11 13 true 1
-- expect: 12<TAB>fdea71e749be<TAB><!2d 0000000000000840 true 3f 9 true 8
-- expect: 13<TAB>294214c265e9<TAB><TI bad argument #3 to 'string.pack' (unsigned overflow)
-- expect: 14<TAB>2d7154be0487<TAB>=lnh efffffffffffffff0000000000000840ffff true -17 3f -1 19<SPACE>
-- expect: 15<TAB>069b72b0ccef<TAB>>!8xc0Ts1dXi4 bad argument #2 to 'string.pack' (string longe
-- expect: 16<TAB>213821aeb2cf<TAB><!2zf 61206c6f6e67657220746578740000004040 true "a longer te
-- expect: 17<TAB>2d92ade7cb52<TAB><ndi bad argument #4 to 'string.pack' (integer overflow)
-- expect: 18<TAB>d6ce5a96bc6e<TAB>=I2i8I7hzi3 bad argument #2 to 'string.pack' (unsigned overf
-- expect: 19<TAB>4a46e1a4cb3b<TAB>>!8Xb  true 1 true 0
-- expect: 20<TAB>f790517af362<TAB><!2zs1 616200056162636465 true "ab" "abcde" 10 false "bad ar
-- expect: 21<TAB>f12e12a535d1<TAB><dXbXdHs2 000000205fa00242b1e80000 true 10000000000f 59569 "
-- expect: 22<TAB>fc63f74d09da<TAB>=I7 10000000000000 true 16 8 true 7
-- expect: 23<TAB>ec5a339949e9<TAB>>!8hXi4Tf 005e000000000000ffffffffffffffffbf000000 true 94 -
-- expect: 24<TAB>f75d90e786d9<TAB><!2XdI2TXi4T 4d00ffffffffffffffff58f7000000000000 true 77 -1
-- expect: 25<TAB>e42de69012ed<TAB><s2LijXdl 0d0061206c6f6e6765722074657874ffffffffffffffffffff
-- expect: 26<TAB>fd6f9b6436d6<TAB>=dlH 000000000000e0bf00000000000000804600 true -0.5f -922337
-- expect: 27<TAB>1a9b90f9fdff<TAB>>!8I16bXi4b 0000000000000000000000000000003d1f00000030 true<SPACE>
-- expect: 28<TAB>d12d1cc85e58<TAB><!2i16s2hXi4b bad argument #4 to 'string.pack' (integer over
-- expect: 29<TAB>9148867b6455<TAB><s2nT 0200616200000000000008403000000000000000 true "ab" 3f<SPACE>
-- expect: 30<TAB>7f6a1bf09863<TAB>=fI16i5d bad argument #4 to 'string.pack' (integer overflow)
  local format, values = g.pick { "", "<", ">", "=", "<!4", ">!8", "!", "<!2" }, {}
  for i = 1, g.random(6) do
    local k = g.random(12)
    if k <= 4 then
      format = format .. g.pick { "b", "h", "i", "l", "j", "i1", "i3", "i5", "i8", "i12", "i16" }
      values[#values + 1] = g.pick { g.random(200) - 100, g.random(256) - 129, g.random(1 << 40), -1, math.mininteger }
    elseif k <= 6 then
      format = format .. g.pick { "B", "H", "I", "L", "J", "T", "I2", "I7", "I16" }
      values[#values + 1] = g.pick { g.random(200), g.random(70000), math.maxinteger, -1 }
    elseif k <= 8 then
      format = format .. g.pick { "f", "d", "n" }
      values[#values + 1] = g.pick { g.random(1000) / 8, -0.5, 1e10, 3 }
    elseif k <= 10 then
      format = format .. g.pick { "z", "s1", "s2", "s", "c5", "c0" }
      values[#values + 1] = g.pick { "", "ab", "abcde", "a longer text" }
    else
      format = format .. g.pick { "x", " ", "Xi4", "Xd", "Xb" }
    end
  end
  local ok, packed = pcall(string.pack, format, table.unpack(values))
  if not ok then return format .. " " .. packed end
  return format .. " " .. hex(packed) .. " " .. g.show_all(pcall(string.unpack, format, packed)) .. " " .. g.show_all(pcall(string.packsize, format))
end)
g.groups(10, 60, function()  -- expect: 1<TAB>1e4c470aec95<TAB>s1 bf4744e7d06085d341 false "bad argument #2 to 'string.unpa
-- expect: 2<TAB>6b241eb12eed<TAB>z 777d1362040844c5e75ea9 false "bad argument #2 to 'string.u
-- expect: 3<TAB>c93d88829fe6<TAB>>f 2eb3e3dd39b002b78de694c864 true -1.0610751388639983e-07f<SPACE>
-- expect: 4<TAB>94dd80ad359e<TAB>>f e5e9b3576e58c1a9346e805d71d018 true -2.7101324592109549e+
-- expect: 5<TAB>563f91834204<TAB>B c3 B 9c2082d2a201809bdaf56bf37e379669fd true 1 "???" 245 1
-- expect: 6<TAB>ed2467a35be4<TAB>s1 5356524cd7a93e8d807d57898b9e1509f92c84 false "bad argumen
-- expect: 7<TAB>176581b4cf07<TAB>B c3 B 0a false "bad argument #3 to 'string.unpack' (initial
-- expect: 8<TAB>59d9e8d26cb3<TAB>>i3 i3 c1c2f1 false "bad argument #2 to 'string.unpack' (dat
-- expect: 9<TAB>55bdeeaf0c90<TAB>>I8 79f8c1bc75 false "bad argument #2 to 'string.unpack' (da
-- expect: 10<TAB>f5a892fc0baf<TAB>z 302f9037aa4938 false "bad argument #2 to 'string.unpack' (
  local bytes = {}
  for i = 1, g.random(20) - 1 do bytes[i] = string.char(g.random(256) - 1) end
  local s = table.concat(bytes)
  local format = g.pick { "<i4", ">I8", "z", "s1", "<d", ">f", "<!4 b i4", "<i16", "B c3 B", "<s2 B", ">i3 i3", "!8 b d" }
  local r = g.show_all(pcall(string.unpack, format, s, g.random(6)))
  return format .. " " .. hex(s) .. " " .. (r:gsub("%-nanf", "nan"))
end)
