-- utf8.offset: the byte where the n-th character starts, from any place.
local s = "aé日𐍈z"
local starts = {}
for p in utf8.codes(s) do starts[#starts + 1] = p end
print(table.concat(starts, " "), #s)  -- expect: 1 2 4 7 11<TAB>11
for n = -6, 7 do
  if n ~= 0 then print(n, utf8.offset(s, n)) end  -- expect: -6<TAB>nil
  -- expect: -5<TAB>1
  -- expect: -4<TAB>2
  -- expect: -3<TAB>4
  -- expect: -2<TAB>7
  -- expect: -1<TAB>11
  -- expect: 1<TAB>1
  -- expect: 2<TAB>2
  -- expect: 3<TAB>4
  -- expect: 4<TAB>7
  -- expect: 5<TAB>11
  -- expect: 6<TAB>12
  -- expect: 7<TAB>nil
end
for i = 1, #s + 1 do print(i, utf8.offset(s, 0, i)) end  -- expect: 1<TAB>1
-- expect: 2<TAB>2
-- expect: 3<TAB>2
-- expect: 4<TAB>4
-- expect: 5<TAB>4
-- expect: 6<TAB>4
-- expect: 7<TAB>7
-- expect: 8<TAB>7
-- expect: 9<TAB>7
-- expect: 10<TAB>7
-- expect: 11<TAB>11
-- expect: 12<TAB>12
for _, i in ipairs(starts) do
  local out = {}
  for n = -3, 3 do out[#out + 1] = tostring(utf8.offset(s, n, i)) end
  print(i, table.concat(out, " "))  -- expect: 1<TAB>nil nil nil 1 1 2 4
  -- expect: 2<TAB>nil nil 1 2 2 4 7
  -- expect: 4<TAB>nil 1 2 4 4 7 11
  -- expect: 7<TAB>1 2 4 7 7 11 12
  -- expect: 11<TAB>2 4 7 11 11 12 nil
end
print(pcall(utf8.offset, s, 1, 3))  -- expect: false<TAB>initial position is a continuation byte
print(pcall(utf8.offset, s, -1, 5))  -- expect: false<TAB>initial position is a continuation byte
print(pcall(utf8.offset, s, 1, #s + 2))  -- expect: false<TAB>bad argument #3 to 'utf8.offset' (position out of bounds)
print(pcall(utf8.offset, s, 1, 0))  -- expect: false<TAB>bad argument #3 to 'utf8.offset' (position out of bounds)
print(pcall(utf8.offset, s, 1, -20))  -- expect: false<TAB>bad argument #3 to 'utf8.offset' (position out of bounds)
print(pcall(utf8.offset, s))  -- expect: false<TAB>bad argument #2 to 'utf8.offset' (number expected, got no value)
print(pcall(utf8.offset))  -- expect: false<TAB>bad argument #1 to 'utf8.offset' (string expected, got no value)
print(pcall(utf8.offset, s, "x"))  -- expect: false<TAB>bad argument #2 to 'utf8.offset' (number expected, got string)
print(pcall(utf8.offset, "\x80\x80", 1))  -- expect: false<TAB>initial position is a continuation byte
print(utf8.offset("", 1), utf8.offset("", -1), utf8.offset("", 0), utf8.offset("", 2), utf8.offset("abc", 4), utf8.offset("abc", 5), utf8.offset("abc", -4))  -- expect: 1<TAB>nil<TAB>1<TAB>nil<TAB>4<TAB>nil<TAB>nil
print(utf8.offset("\x80\x80a", 0, 2), utf8.offset("abc", 2, -1), utf8.offset("abc", 1, -1), utf8.offset("abc", -1, -1))  -- expect: 1<TAB>4<TAB>3<TAB>2
print(utf8.offset("日本語", 2), utf8.offset("日本語", -1), utf8.offset("日本語", 3, 4), utf8.offset("日本語", 4))  -- expect: 4<TAB>7<TAB>10<TAB>10
-- sub by characters
local function usub(text, i, j)
  local from = utf8.offset(text, i)
  local to = utf8.offset(text, j + 1)
  return text:sub(from, to and to - 1)
end
print(usub(s, 2, 4) == "é日𐍈", usub(s, 5, 5), usub("日本語", 2, 3) == "本語")  -- expect: true<TAB>z<TAB>true
