-- Random patterns against random subjects: matches, captures, errors.
package.path = "./support/?.lua"
local g = require("generate")
local pieces = { "a", "b", "c", ".", "%a", "%d", "%s", "%w", "%A", "%S", "[abc]", "[^a]", "[a-c]", "[%d%s]", "[^%w]", "%.", "%%", "[]]", "[%]a]", "x" }
local suffixes = { "", "", "", "", "*", "+", "-", "?" }
local function pattern(depth)
  local out = {}
  for i = 1, g.random(4) do
    local k = g.random(14)
    if k == 1 and depth > 0 then out[i] = "(" .. pattern(depth - 1) .. ")"
    elseif k == 2 then out[i] = "()"
    elseif k == 3 then out[i] = "%b" .. g.pick { "ab", "()", "[]" }
    elseif k == 4 then out[i] = "%f" .. g.pick { "[%w]", "[^a]", "[%s]" }
    elseif k == 5 then out[i] = "%" .. g.random(3)
    elseif k == 6 and g.random(6) == 1 then out[i] = g.pick { "(", ")", "[", "%", "[a", "%b", "%f" }
    else out[i] = g.pick(pieces) .. g.pick(suffixes) end
  end
  return table.concat(out)
end
local function subject()
  local out = {}
  for i = 1, g.random(16) - 1 do out[i] = g.pick { "a", "a", "b", "b", "c", "1", "2", " ", ".", "(", ")", "x", "%", "]" } end
  return table.concat(out)
end
g.groups(40, 60, function()  -- expect: 1<TAB>46987e159987<TAB>%A?%b[]%.() | c1.]b1x2%a . | true nil
-- expect: 2<TAB>34d1897d3acc<TAB>()c*%bab.- | ]a | true ""
-- expect: 3<TAB>485213ad8661<TAB>^x+%s?[%]a]* | xxab | true ""
-- expect: 4<TAB>916a1338f3b6<TAB>[^a]-(%A-%d) | ab.1ac]x | true ".1"
-- expect: 5<TAB>bc9e6965694e<TAB>(%1%A%2)$ | %ba | false "invalid capture index %1"
-- expect: 6<TAB>87bf47e47b5a<TAB>^c*()[%]a]+(b%d) | 2b.]c]bc]a21 | true ""
-- expect: 7<TAB>905024a79bb5<TAB>%bab()[%d%s]+ | 1%aa)b | true nil
-- expect: 8<TAB>20c39a115fc6<TAB>[%d%s]x | b))1x1a)1b]] | true "1x:nil"
-- expect: 9<TAB>5bd4b0e8f32d<TAB>^%d*%S | 2b | true "-%-" 1
-- expect: 10<TAB>6b96f235568b<TAB>() | . 2c%21 | true 1 0 1
-- expect: 11<TAB>c239f68c9f6d<TAB>%%%f[%s]%f[^a]%A | 2( a%aa2]%1x. | true ""
-- expect: 12<TAB>20172ad11e20<TAB>^%f[^a]%3[^%w] | )(cbb a% .( | true ")(cbb a% .(" 0
-- expect: 13<TAB>2ecedf924f0b<TAB>x?c* |  x1]%% a%a | true 1 0
-- expect: 14<TAB>d43b7c449a83<TAB>[%]a] | 1])(]a2(22 | true 2 2
-- expect: 15<TAB>c332d27bf490<TAB>^%b[](%d%s-)%d?((%bab%f[%w]))$ | c%b2](2]%%aabbx | true nil
-- expect: 16<TAB>fd4fa45cb85d<TAB>^c?%bab.+%s | (.%a() | true "(.%a()" 0
-- expect: 17<TAB>45aba3a76324<TAB>%3.b | c1xb. | false "invalid capture index %3"
-- expect: 18<TAB>c696d88e4838<TAB>[%d%s]*%.+$ | ).aa2%)%b | true ").aa2%)%b" 0
-- expect: 19<TAB>190dce2a6ffc<TAB>^%a? | b)1 | true "b"
-- expect: 20<TAB>f13d87ded9ba<TAB>%f[%w][^a]b%S | )%1x]]% (ab1)a( | true nil
-- expect: 21<TAB>485e641db413<TAB>%%*%3[abc] | a%  | false "invalid capture index %3"
-- expect: 22<TAB>6bec369f5398<TAB>^%.xa- | cb%%1)a1)%]b% | true nil
-- expect: 23<TAB>70b538280e22<TAB>%w%A- | %c.b]%% | true 2 2
-- expect: 24<TAB>41216446ae3b<TAB>[%]a]* | ]c]a1cxx2a)  | true "]:nil,]a:nil,:nil,:nil,:nil,:n
-- expect: 25<TAB>a8de55c674c0<TAB>^%3%d*%s[%d%s]- | aa( 1( | true ""
-- expect: 26<TAB>dd3e7074699b<TAB>%S%f[%w]%d$ | )ab(a(.%ca)] | true nil
-- expect: 27<TAB>1adde8790415<TAB>b*a$ |  | true ""
-- expect: 28<TAB>e77723886f52<TAB>^(%2%f[^a]) | aabb % | false "invalid capture index %2"
-- expect: 29<TAB>26f809291587<TAB>[a-c]$ | )].bb | true "b"
-- expect: 30<TAB>5be7c19fa8f8<TAB>[[]]*c-%3 | ac(%a2((x | true "ac(%a2((x" 0
-- expect: 31<TAB>9d0c5851570a<TAB>^.-%w(%%%d%s+) |  | true nil
-- expect: 32<TAB>3d0d67f6f07f<TAB>%.[%d%s] | b(b%2cc %a.a(c | true nil
-- expect: 33<TAB>5f21fd35e456<TAB>%b() | c.)2bx | true nil
-- expect: 34<TAB>2a6b1ed1e742<TAB>%s-()[%]a]%bab | a% 2 aax2( | true nil
-- expect: 35<TAB>f5e6cb8829a8<TAB>^[%]a][%]a]+[a-c]* | ( a1 a 1 . xaa) | true "( a1 a 1 . xaa)
-- expect: 36<TAB>dec943a31074<TAB>(%f[^a]a-)a?%A* |  bax)(c | true 4 3 ""
-- expect: 37<TAB>70aa17e170fa<TAB>%S-%s | 2c(]]c 2b.1] | true "2b.1]" 1
-- expect: 38<TAB>709665d33657<TAB>^%f[^a] | c11a2. .)% 2bb | true ""
-- expect: 39<TAB>d91bcd8dcd0c<TAB>[a-c]%b[](). | 1  c1( b.2. | true nil
-- expect: 40<TAB>c81b9f8ff178<TAB>[a-c]-[^a]-%f[%w]$ | %%aa(c1ba1 bb | true ""
  local p, s = g.pick { "", "", "^" } .. pattern(2) .. g.pick { "", "", "", "$" }, subject()
  local action = g.random(4)
  if action == 1 then return p .. " | " .. s .. " | " .. g.show_all(pcall(string.find, s, p, g.random(6) - 3)) end
  if action == 2 then return p .. " | " .. s .. " | " .. g.show_all(pcall(string.match, s, p)) end
  if action == 3 then return p .. " | " .. s .. " | " .. g.show_all(pcall(string.gsub, s, p, g.pick { "<%0>", "%1", "", "-%%-" }, g.pick { 1, 2, 100 })) end
  return p .. " | " .. s .. " | " .. g.show_all(pcall(function()
    local out = {}
    for a, b in s:gmatch(p) do out[#out + 1] = tostring(a) .. ":" .. tostring(b) end
    return table.concat(out, ",")
  end))
end)
