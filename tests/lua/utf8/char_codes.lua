-- utf8.char and utf8.codepoint, there and back, over the ranges of each length.
local function hex(s) return (s:gsub(".", function(c) return ("%02X "):format(c:byte()) end)) end
print(hex(utf8.char(0x24, 0xA2, 0x20AC, 0x10348)))  -- expect: 24 C2 A2 E2 82 AC F0 90 8D 88<SPACE>
print(hex(utf8.char(0x7F, 0x80, 0x7FF, 0x800, 0xFFFF, 0x10000, 0x10FFFF)))  -- expect: 7F C2 80 DF BF E0 A0 80 EF BF BF F0 90 80 80 F4 8F BF BF<SPACE>
print(hex(utf8.char(0x110000, 0x1FFFFF, 0x200000, 0x3FFFFFF, 0x4000000, 0x7FFFFFFF)))  -- expect: F4 90 80 80 F7 BF BF BF F8 88 80 80 80 FB BF BF BF BF FC 84 80 80 80 80 FD BF BF BF BF BF<SPACE>
print(hex(utf8.char(0xD800)), hex(utf8.char(0)), utf8.char() == "", utf8.char(72, 228, 8364))  -- expect: ED A0 80 <TAB>00 <TAB>true<TAB>Hä€
print(pcall(utf8.char, -1))  -- expect: false<TAB>bad argument #1 to 'utf8.char' (value out of range)
print(pcall(utf8.char, 0x80000000))  -- expect: false<TAB>bad argument #1 to 'utf8.char' (value out of range)
print(pcall(utf8.char, "x"))  -- expect: false<TAB>bad argument #1 to 'utf8.char' (number expected, got string)
print(pcall(utf8.char, 1.5))  -- expect: false<TAB>bad argument #1 to 'utf8.char' (number has no integer representation)
print(pcall(utf8.char, 65, 66, math.maxinteger))  -- expect: false<TAB>bad argument #3 to 'utf8.char' (value out of range)
print(utf8.char("65", 66.0))  -- expect: AB
for _, c in ipairs { 0, 1, 0x7F, 0x80, 0xFF, 0x7FF, 0x800, 0xD7FF, 0xE000, 0xFFFD, 0xFFFF, 0x10000, 0x10FFFF } do
  local s = utf8.char(c)
  assert(utf8.codepoint(s) == c and utf8.len(s) == 1)
end
for _, c in ipairs { 0xD800, 0xDFFF, 0x110000, 0x1FFFFF, 0x200000, 0x7FFFFFFF } do
  local s = utf8.char(c)
  assert(utf8.codepoint(s, 1, 1, true) == c and utf8.len(s, 1, -1, true) == 1)
  assert(utf8.len(s) == nil and not pcall(utf8.codepoint, s))
end
print(utf8.codepoint("héllo", 1, -1))  -- expect: 104<TAB>233<TAB>108<TAB>108<TAB>111
print(utf8.codepoint("日本語"), utf8.codepoint("日本語", 4), utf8.codepoint("日本語", 1, 7))  -- expect: 26085<TAB>26412<TAB>26085<TAB>26412<TAB>35486
print(utf8.codepoint("abc", -1), utf8.codepoint("abc", -3, -2), select("#", utf8.codepoint("abc", 3, 2)), select("#", utf8.codepoint("", 1, 0)))  -- expect: 99<TAB>97<TAB>0<TAB>0
print(pcall(utf8.codepoint, "abc", 4))  -- expect: false<TAB>bad argument #3 to 'utf8.codepoint' (out of bounds)
print(pcall(utf8.codepoint, "abc", 0))  -- expect: false<TAB>bad argument #2 to 'utf8.codepoint' (out of bounds)
print(pcall(utf8.codepoint, "abc", 1, 4))  -- expect: false<TAB>bad argument #3 to 'utf8.codepoint' (out of bounds)
print(pcall(utf8.codepoint, "abc", -4))  -- expect: false<TAB>bad argument #2 to 'utf8.codepoint' (out of bounds)
print(pcall(utf8.codepoint, ""))  -- expect: false<TAB>bad argument #3 to 'utf8.codepoint' (out of bounds)
print(pcall(utf8.codepoint))  -- expect: false<TAB>bad argument #1 to 'utf8.codepoint' (string expected, got no value)
print(pcall(utf8.codepoint, "日", 2))  -- expect: false<TAB>invalid UTF-8 code
print(pcall(utf8.codepoint, "\xff"))  -- expect: false<TAB>invalid UTF-8 code
print(pcall(utf8.codepoint, "\xed\xa0\x80"))  -- expect: false<TAB>invalid UTF-8 code
print(pcall(utf8.codepoint, "\xf4\x90\x80\x80"))  -- expect: false<TAB>invalid UTF-8 code
print(pcall(utf8.codepoint, {}, 1))  -- expect: false<TAB>bad argument #1 to 'utf8.codepoint' (string expected, got table)
print("\u{48}\u{20AC}\u{10FFFF}" == utf8.char(0x48, 0x20AC, 0x10FFFF), "\u{7FFFFFFF}" == utf8.char(0x7FFFFFFF), #"\u{7FFFFFFF}")  -- expect: true<TAB>true<TAB>6
