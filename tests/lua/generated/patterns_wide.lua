-- Random patterns of the kinds that patterns.lua leaves out: classes of every letter, zeros, bytes above 127, long patterns,
-- many captures, parts that are wrong; all functions that take a pattern, with every kind of replacement.
package.path = "./support/?.lua"
local g = require("generate")
local random_patterns = require("random_patterns")
local kind = {
  pieces = { "a", "b", "ab", "abc", ".", ".", "%a", "%l", "%u", "%p", "%g", "%x", "%c", "%z", "%Z", "%W", "%D",
    "[%w_]", "[^%z]", "[\0-a]", "\0", "[a-]", "[b-a]", "[^%s]", "[%a-z]", "%-", "%%", "]", "-", "^", "$", "\xc3\xa9",
    "[\x80-\xff]", "[^]]", "1", "[a-c1-3]" },
  suffixes = { "", "", "", "", "*", "+", "-", "?", "*", "-" },
  balanced = { "ab", "()", "aa" }, frontiers = { "[%w]", "[^a]", "[%z]", "[^%z]", "[a-c]" },
  wrong = { "(", ")", "[", "%", "[a", "%b", "%f", "%bx", "[^", "%0", "[%", "%9", "%fa" }, wrong_odds = 5,
  most = 5, kinds = 18, groups = 2,
}
local long = { "a?", "a-", "(", "()", "a*", ".", "[ab]", "ab", "%w", "(a)" }
local letters = { "a", "a", "a", "b", "b", "c", "1", "2", " ", ".", "(", ")", "x", "%", "]", "\0", "A", "-", "_", "\xc3\xa9",
  "\xff" }
local function subject()
  local s = random_patterns.subject(letters, 13)
  return g.random(20) == 1 and s .. g.pick(letters):rep(40) .. s or s
end
local function list(...) return g.show_all(...) end
local replacements = { "<%0%1>", { a = "A", [""] = "_", ab = false, [1] = "one", b = 7 }, list }
g.groups(20, 40, function()  -- expect: 1<TAB>398ac128eada<TAB>%3((((((((((((((((((((((((((((((((((((((((((((((((((((((((((
-- expect: 2<TAB>e997a17c5099<TAB>%b()a([^%z]%x-%z$*)^*%l_|__xA_|_true_nil_|_true_nil_|_true_"
-- expect: 3<TAB>5a76b51886cb<TAB>(%z*abc+a%f[%z][^]]+)[%a-z]+%1_|_bc_21a-b].??_|_true_nil_|_t
-- expect: 4<TAB>3a7fcd275379<TAB>^(%%-b*)[%a-z]+%u*b-$_|_%_a??_|_true_nil_|_true_nil_|_true_"
-- expect: 5<TAB>3d374803f373<TAB>([^%z]+)()_|_A2c_|_true_1_3_"A2c"_4_|_true_"A2c"_4_|_true_"<
-- expect: 6<TAB>0a3a3125eea6<TAB>[^%z]*%p*._|_??.-ba%b_|_true_1_8_|_true_"??.-ba%b"_|_true_"<
-- expect: 7<TAB>4cdc923a7d94<TAB>[^]]?_|_%b??_|_true_1_1_|_true_"%"_|_true_"%7??"_4_|_true_"%
-- expect: 8<TAB>aa7d531f6f1f<TAB>[^]]*%b()%baa()_|_(??)c?(??(%1_|_true_nil_|_true_nil_|_true_
-- expect: 9<TAB>64c0c6740aaa<TAB>^%z-_|_bA1(?x2%??a_|_true_1_0_|_true_""_|_true_"_bA1(?x2%??a
-- expect: 10<TAB>308bae9445ad<TAB>-+%z()([?-?]*%%-%3)$_|_%A-.?aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa
-- expect: 11<TAB>ab3fc888d48e<TAB>-*%3_|_%11A1A2?_|_false_"invalid_capture_index_%3"_|_false_"
-- expect: 12<TAB>454d909f9c5d<TAB>%l*%%*%D_|_--aa_|_true_1_1_|_true_"-"_|_true_"--aa"_2_|_true
-- expect: 13<TAB>97569fe333fb<TAB>%3_|_a_aabx?c??]2??_|_false_"invalid_capture_index_%3"_|_fal
-- expect: 14<TAB>4396e55a9fd4<TAB>^[^%z]+([?-?])%W[?-?]*_|_?2c]?-?a_|_true_nil_|_true_nil_|_tr
-- expect: 15<TAB>5fc1ffd7affd<TAB>%f[%w]()%a+%3ab$_|__|_true_nil_|_true_nil_|_true_""_0_|_true
-- expect: 16<TAB>c02a78a45d05<TAB>()($-(%f[^a][^%z]*%c*]*)[^%z]+([^%z]-]-)(1%g-))[?-?]+[%w_]_|
-- expect: 17<TAB>00aa6de23ed6<TAB>(%2(abc-%D+]*))(%bab)_|_2a.b_|_false_"invalid_capture_index_
-- expect: 18<TAB>b7e02282d789<TAB>^[^]]*()b_|_22%cb??(-_|_true_1_5_5_|_true_5_|_true_"22%cb??(
-- expect: 19<TAB>92e4c8a39d3d<TAB>%c?$_|_b??_|_true_4_3_|_true_""_|_true_"b??<>"_1_|_true_"_ni
-- expect: 20<TAB>ebcc5b24f047<TAB>%c+[?-a]*%p[^]]_|_x??b??c]A_a_|_true_nil_|_true_nil_|_true_"
  local p = (g.random(5) == 1 and "^" or "") .. random_patterns.pattern(kind, 2) .. (g.random(5) == 1 and "$" or "")
  if g.random(30) == 1 then p = p .. g.pick(long):rep(g.random(220)) .. p end
  local s = subject()
  local init = g.random(4) == 1 and g.random(12) - 6 or nil
  local line = table.concat({ p, s, list(pcall(s.find, s, p, init)), list(pcall(s.match, s, p, init)),
    list(pcall(s.gsub, s, p, g.pick(replacements), g.random(3) == 1 and g.random(3) or nil)),
    list(pcall(function()
      local out = {}
      for a, b, c in s:gmatch(p) do out[#out + 1] = list(a, b, c) if #out > 40 then break end end
      return table.concat(out, ",")
    end)) }, " | ")
  return (line:gsub(" ", "_"))  -- no line of the output ends in a space
end)
