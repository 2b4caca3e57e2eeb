-- utf8.len over valid and broken sequences: it names the first bad byte.
local cases = {
  { "", "empty" }, { "abc", "ascii" }, { "日本語", "three wide" }, { "a\0b", "zero" },
  { "\x80", "lone continuation" }, { "abc\x80", "continuation at the end" }, { "\xff", "never a byte" }, { "\xfe", "never a byte" },
  { "\xc3", "cut" }, { "\xc3(", "bad second byte" }, { "\xe2\x82", "cut" }, { "\xe2(\xac", "bad second" }, { "\xe2\x82(", "bad third" },
  { "\xf0\x90\x8d", "cut" }, { "\xf0\x90\x8d(", "bad fourth" }, { "\xf0\x9f\x98\x80", "emoji" },
  { "\xc0\x80", "overlong zero" }, { "\xc1\xbf", "overlong" }, { "\xe0\x80\xaf", "overlong" }, { "\xe0\x9f\xbf", "overlong" }, { "\xf0\x80\x80\xaf", "overlong" }, { "\xf0\x8f\xbf\xbf", "overlong" },
  { "\xed\xa0\x80", "surrogate" }, { "\xed\xbf\xbf", "surrogate" }, { "\xed\x9f\xbf", "before surrogates" }, { "\xee\x80\x80", "after surrogates" },
  { "\xf4\x8f\xbf\xbf", "last" }, { "\xf4\x90\x80\x80", "after the last" }, { "\xf8\x88\x80\x80\x80", "five bytes" }, { "\xfc\x84\x80\x80\x80\x80", "six bytes" },
  { "\xfd\xbf\xbf\xbf\xbf\xbf", "largest six" }, { "ok\xe2\x82\xacok\xe2", "cut at the end" },
}
for _, case in ipairs(cases) do
  local n, at = utf8.len(case[1])
  local ln, lat = utf8.len(case[1], 1, -1, true)
  print(case[2], n, at, "|", ln, lat)  -- expect: empty<TAB>0<TAB>nil<TAB>|<TAB>0<TAB>nil
  -- expect: ascii<TAB>3<TAB>nil<TAB>|<TAB>3<TAB>nil
  -- expect: three wide<TAB>3<TAB>nil<TAB>|<TAB>3<TAB>nil
  -- expect: zero<TAB>3<TAB>nil<TAB>|<TAB>3<TAB>nil
  -- expect: lone continuation<TAB>nil<TAB>1<TAB>|<TAB>nil<TAB>1
  -- expect: continuation at the end<TAB>nil<TAB>4<TAB>|<TAB>nil<TAB>4
  -- expect: never a byte<TAB>nil<TAB>1<TAB>|<TAB>nil<TAB>1
  -- expect: never a byte<TAB>nil<TAB>1<TAB>|<TAB>nil<TAB>1
  -- expect: cut<TAB>nil<TAB>1<TAB>|<TAB>nil<TAB>1
  -- expect: bad second byte<TAB>nil<TAB>1<TAB>|<TAB>nil<TAB>1
  -- expect: cut<TAB>nil<TAB>1<TAB>|<TAB>nil<TAB>1
  -- expect: bad second<TAB>nil<TAB>1<TAB>|<TAB>nil<TAB>1
  -- expect: bad third<TAB>nil<TAB>1<TAB>|<TAB>nil<TAB>1
  -- expect: cut<TAB>nil<TAB>1<TAB>|<TAB>nil<TAB>1
  -- expect: bad fourth<TAB>nil<TAB>1<TAB>|<TAB>nil<TAB>1
  -- expect: emoji<TAB>1<TAB>nil<TAB>|<TAB>1<TAB>nil
  -- expect: overlong zero<TAB>nil<TAB>1<TAB>|<TAB>nil<TAB>1
  -- expect: overlong<TAB>nil<TAB>1<TAB>|<TAB>nil<TAB>1
  -- expect: overlong<TAB>nil<TAB>1<TAB>|<TAB>nil<TAB>1
  -- expect: overlong<TAB>nil<TAB>1<TAB>|<TAB>nil<TAB>1
  -- expect: overlong<TAB>nil<TAB>1<TAB>|<TAB>nil<TAB>1
  -- expect: overlong<TAB>nil<TAB>1<TAB>|<TAB>nil<TAB>1
  -- expect: surrogate<TAB>nil<TAB>1<TAB>|<TAB>1<TAB>nil
  -- expect: surrogate<TAB>nil<TAB>1<TAB>|<TAB>1<TAB>nil
  -- expect: before surrogates<TAB>1<TAB>nil<TAB>|<TAB>1<TAB>nil
  -- expect: after surrogates<TAB>1<TAB>nil<TAB>|<TAB>1<TAB>nil
  -- expect: last<TAB>1<TAB>nil<TAB>|<TAB>1<TAB>nil
  -- expect: after the last<TAB>nil<TAB>1<TAB>|<TAB>1<TAB>nil
  -- expect: five bytes<TAB>nil<TAB>1<TAB>|<TAB>1<TAB>nil
  -- expect: six bytes<TAB>nil<TAB>1<TAB>|<TAB>1<TAB>nil
  -- expect: largest six<TAB>nil<TAB>1<TAB>|<TAB>1<TAB>nil
  -- expect: cut at the end<TAB>nil<TAB>8<TAB>|<TAB>nil<TAB>8
end
print(utf8.len("日本語", 4), utf8.len("日本語", 1, 3), utf8.len("日本語", -3), utf8.len("日本語", 4, 4), utf8.len("日本語", 5))  -- expect: 2<TAB>1<TAB>1<TAB>1<TAB>nil<TAB>5
print(utf8.len("abc", 4), utf8.len("abc", 3, 2), utf8.len("", 1), utf8.len("abc", 1, 0), utf8.len("abc", -1))  -- expect: 0<TAB>0<TAB>0<TAB>0<TAB>1
print(pcall(utf8.len, "abc", 5))  -- expect: false<TAB>bad argument #2 to 'utf8.len' (initial position out of bounds)
print(pcall(utf8.len, "abc", 0))  -- expect: false<TAB>bad argument #2 to 'utf8.len' (initial position out of bounds)
print(pcall(utf8.len, "abc", 1, 4))  -- expect: false<TAB>bad argument #3 to 'utf8.len' (final position out of bounds)
print(pcall(utf8.len, "abc", -5))  -- expect: false<TAB>bad argument #2 to 'utf8.len' (initial position out of bounds)
print(pcall(utf8.len))  -- expect: false<TAB>bad argument #1 to 'utf8.len' (string expected, got no value)
print(pcall(utf8.len, {}))  -- expect: false<TAB>bad argument #1 to 'utf8.len' (string expected, got table)
print(pcall(utf8.len, "a", "x"))  -- expect: false<TAB>bad argument #2 to 'utf8.len' (number expected, got string)
print(utf8.len(12345), utf8.len("abc", 2.0), utf8.len("abc", "2"))  -- expect: 5<TAB>2<TAB>2
