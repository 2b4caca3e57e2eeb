-- utf8.codes and utf8.charpattern.
for p, c in utf8.codes("aé日𐍈") do print(p, c, utf8.char(c) == ("aé日𐍈"):sub(p, p + #utf8.char(c) - 1)) end  -- expect: 1<TAB>97<TAB>true
-- expect: 2<TAB>233<TAB>true
-- expect: 4<TAB>26085<TAB>true
-- expect: 7<TAB>66376<TAB>true
for _ in utf8.codes("") do error "never" end
for p, c in utf8.codes("\0a") do print(p, c) end  -- expect: 1<TAB>0
-- expect: 2<TAB>97
local f, text, start = utf8.codes("abc")
print(type(f), text, start, f("abc", 0))  -- expect: function<TAB>abc<TAB>0<TAB>1<TAB>97
print(f("abc", 1), f("abc", 2), f("abc", 3))  -- expect: 2<TAB>3
local function walk(...)
  local n = 0
  for _ in utf8.codes(...) do n = n + 1 end
  return n
end
print(pcall(walk, "ab\xff"))  -- expect: false<TAB>codes.lua:14: invalid UTF-8 code
print(pcall(walk, "\x80"))  -- expect: false<TAB>codes.lua:14: bad argument #1 to 'codes' (invalid UTF-8 code)
print(pcall(walk, "a\x80"))  -- expect: false<TAB>codes.lua:14: invalid UTF-8 code
print(pcall(walk, "\xe2\x82"))  -- expect: false<TAB>codes.lua:14: invalid UTF-8 code
print(pcall(walk, "\xed\xa0\x80"))  -- expect: false<TAB>codes.lua:14: invalid UTF-8 code
print(pcall(walk, "\xed\xa0\x80", true))  -- expect: true<TAB>1
print(pcall(walk, "\xf4\x90\x80\x80"))  -- expect: false<TAB>codes.lua:14: invalid UTF-8 code
print(pcall(walk, "\xf4\x90\x80\x80", true))  -- expect: true<TAB>1
print(pcall(walk, "\xc0\x80", true))  -- expect: false<TAB>codes.lua:14: invalid UTF-8 code
print(pcall(walk, "日\x80本"))  -- expect: false<TAB>codes.lua:14: invalid UTF-8 code
print(pcall(utf8.codes))  -- expect: false<TAB>bad argument #1 to 'utf8.codes' (string expected, got no value)
print(pcall(utf8.codes, {}))  -- expect: false<TAB>bad argument #1 to 'utf8.codes' (string expected, got table)
print(utf8.charpattern == "[\0-\x7F\xC2-\xFD][\x80-\xBF]*", #utf8.charpattern)  -- expect: true<TAB>14
local chars = {}
for ch in ("aé日𐍈"):gmatch(utf8.charpattern) do chars[#chars + 1] = #ch end
print(table.concat(chars, " "))  -- expect: 1 2 3 4
print(("日本語"):gsub(utf8.charpattern, { ["本"] = "hon" }))  -- expect: 日hon語<TAB>3
print(select(2, ("日本語 text"):gsub("[^\x80-\xBF]", "")))  -- expect: 8
local names = {}
for name in pairs(utf8) do names[#names + 1] = name end
table.sort(names)
print(table.concat(names, " "))  -- expect: char charpattern codepoint codes len offset
-- reverse by characters
local out = {}
for _, c in utf8.codes("añ日") do table.insert(out, 1, utf8.char(c)) end
print(table.concat(out) == "日ña")  -- expect: true
