-- Random patterns against random subjects: matches, captures, errors.
package.path = "./support/?.lua"
local g = require("generate")
local random_patterns = require("random_patterns")
local kind = {
  pieces = { "a", "b", "c", ".", "%a", "%d", "%s", "%w", "%A", "%S", "[abc]", "[^a]", "[a-c]", "[%d%s]", "[^%w]", "%.", "%%", "[]]", "[%]a]", "x" },
  suffixes = { "", "", "", "", "*", "+", "-", "?" },
  balanced = { "ab", "()", "[]" }, frontiers = { "[%w]", "[^a]", "[%s]" },
  wrong = { "(", ")", "[", "%", "[a", "%b", "%f" }, wrong_odds = 6,
  most = 4, kinds = 14, groups = 1,
}
local letters = { "a", "a", "b", "b", "c", "1", "2", " ", ".", "(", ")", "x", "%", "]" }
g.groups(40, 60, function()  -- expect: 1<TAB>e0a75ce9cab8<TAB>%A?%b[]%.() | c1.]b1x2%a . | true nil
-- expect: 2<TAB>34d1897d3acc<TAB>()c*%bab.- | ]a | true ""
-- expect: 3<TAB>b1cedf4c635a<TAB>^x+%s?[%]a]* | xxab | true ""
-- expect: 4<TAB>d5ca3e5a6b85<TAB>[^a]-(%A-%d) | ab.1ac]x | true ".1"
-- expect: 5<TAB>bc9e6965694e<TAB>(%1%A%2)$ | %ba | false "invalid capture index %1"
-- expect: 6<TAB>87bf47e47b5a<TAB>^c*()[%]a]+(b%d) | 2b.]c]bc]a21 | true ""
-- expect: 7<TAB>905024a79bb5<TAB>%bab()[%d%s]+ | 1%aa)b | true nil
-- expect: 8<TAB>a741c70524d9<TAB>[%d%s]x | b))1x1a)1b]] | true "1x:nil"
-- expect: 9<TAB>25e53d64c90a<TAB>^%d*%S | 2b | true "-%-" 1
-- expect: 10<TAB>3c9b557b5818<TAB>() | . 2c%21 | true 1 0 1
-- expect: 11<TAB>e299312f2a45<TAB>%%%f[%s]%f[^a]%A | 2( a%aa2]%1x. | true ""
-- expect: 12<TAB>20172ad11e20<TAB>^%f[^a]%3[^%w] | )(cbb a% .( | true ")(cbb a% .(" 0
-- expect: 13<TAB>2c35e9961eac<TAB>x?c* |  x1]%% a%a | true 1 0
-- expect: 14<TAB>8045a18d9b24<TAB>[%]a] | 1])(]a2(22 | true 2 2
-- expect: 15<TAB>29b85a62b6fc<TAB>^%b[](%d%s-)%d?((%bab%f[%w]))$ | c%b2](2]%%aabbx | true nil
-- expect: 16<TAB>9e04d1fac1e5<TAB>^c?%bab.+%s | (.%a() | true "(.%a()" 0
-- expect: 17<TAB>61120e2592bb<TAB>%3.b | c1xb. | false "invalid capture index %3"
-- expect: 18<TAB>85632c5bfa3f<TAB>[%d%s]*%.+$ | ).aa2%)%b | true ").aa2%)%b" 0
-- expect: 19<TAB>044f4d4a8c7f<TAB>^%a? | b)1 | true "b"
-- expect: 20<TAB>af44e3d64f49<TAB>%f[%w][^a]b%S | )%1x]]% (ab1)a( | true nil
-- expect: 21<TAB>3a053859ae20<TAB>%%*%3[abc] | a%  | false "invalid capture index %3"
-- expect: 22<TAB>1a9ec07bfd38<TAB>^%.xa- | cb%%1)a1)%]b% | true nil
-- expect: 23<TAB>3118e45e2f21<TAB>%w%A- | %c.b]%% | true 2 2
-- expect: 24<TAB>41216446ae3b<TAB>[%]a]* | ]c]a1cxx2a)  | true "]:nil,]a:nil,:nil,:nil,:nil,:n
-- expect: 25<TAB>a8de55c674c0<TAB>^%3%d*%s[%d%s]- | aa( 1( | true ""
-- expect: 26<TAB>c010f738c0e8<TAB>%S%f[%w]%d$ | )ab(a(.%ca)] | true nil
-- expect: 27<TAB>1adde8790415<TAB>b*a$ |  | true ""
-- expect: 28<TAB>35fb13b2627a<TAB>^(%2%f[^a]) | aabb % | false "invalid capture index %2"
-- expect: 29<TAB>26f809291587<TAB>[a-c]$ | )].bb | true "b"
-- expect: 30<TAB>4be1aee25c2b<TAB>[[]]*c-%3 | ac(%a2((x | true "ac(%a2((x" 0
-- expect: 31<TAB>5930a6319f65<TAB>^.-%w(%%%d%s+) |  | true nil
-- expect: 32<TAB>3d0d67f6f07f<TAB>%.[%d%s] | b(b%2cc %a.a(c | true nil
-- expect: 33<TAB>5f21fd35e456<TAB>%b() | c.)2bx | true nil
-- expect: 34<TAB>bd4db490e3fa<TAB>%s-()[%]a]%bab | a% 2 aax2( | true nil
-- expect: 35<TAB>f5e6cb8829a8<TAB>^[%]a][%]a]+[a-c]* | ( a1 a 1 . xaa) | true "( a1 a 1 . xaa)
-- expect: 36<TAB>60e47b5314b8<TAB>(%f[^a]a-)a?%A* |  bax)(c | true 4 3 ""
-- expect: 37<TAB>90e7e229ad89<TAB>%S-%s | 2c(]]c 2b.1] | true "2b.1]" 1
-- expect: 38<TAB>40d5b0f03c0c<TAB>^%f[^a] | c11a2. .)% 2bb | true ""
-- expect: 39<TAB>4ccbb5ed5f10<TAB>[a-c]%b[](). | 1  c1( b.2. | true nil
-- expect: 40<TAB>a19604310a00<TAB>[a-c]-[^a]-%f[%w]$ | %%aa(c1ba1 bb | true ""
  local p, s = g.pick { "", "", "^" } .. random_patterns.pattern(kind, 2) .. g.pick { "", "", "", "$" }, random_patterns.subject(letters, 15)
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
