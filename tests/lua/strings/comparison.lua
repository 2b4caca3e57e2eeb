-- Order of strings: by bytes in the C locale, zero bytes included.
assert("a" < "b" and "a" < "aa" and "" < "a" and not ("a" < "a") and "a" <= "a" and "B" < "a" and "Z" < "a" and "a" > "Z")
assert("a\0a" < "a\0b" and "a\0" > "a" and "a" < "a\0" and "\0" > "" and "a\0z" < "b" and "\0a" < "a" and not ("a\0b" < "a\0a"))
assert("\127" < "\128" and "\255" > "\128" and "\255" > "z" and "é" > "z")
assert("10" < "9" and "10" < "2" and not ("10" == 10) and "1" ~= 1)
assert(("x"):rep(100) == ("x"):rep(100) and ("x"):rep(100) < ("x"):rep(101) and ("x"):rep(99) .. "y" > ("x"):rep(100))
local all = {}
for i = 0, 255 do all[i + 1] = string.char(i) end
for i = 1, 255 do assert(all[i] < all[i + 1] and all[i] <= all[i + 1] and not (all[i] >= all[i + 1])) end
for i = 1, 256 do
  for j = 1, 256, 17 do
    assert((all[i] < all[j]) == (i < j) and (all[i] <= all[j]) == (i <= j) and (all[i] == all[j]) == (i == j))
    assert(("p" .. all[i] < "p" .. all[j]) == (i < j))
  end
end
local words = { "", "\0", "\0\0", "\0a", "A", "Aa", "B", "a", "a\0", "a\0\0", "a\0b", "aa", "ab", "b" }
for i = 1, #words do
  for j = 1, #words do
    assert((words[i] < words[j]) == (i < j) and (words[i] <= words[j]) == (i <= j), i .. " " .. j)
    assert((words[i] > words[j]) == (i > j) and (words[i] >= words[j]) == (i >= j))
    assert((words[i] == words[j]) == (i == j))
  end
end
-- long strings that differ late
local base = ("abc"):rep(40)
assert(base .. "a" < base .. "b" and base .. "\0" > base and base .. "x" ~= base .. "y" and base .. "x" == base .. "x")
-- strings made in different ways are the same
local pieces = "con" .. "cat"
assert(pieces == "concat" and ("concat"):sub(1) == pieces and table.concat { "c", "oncat" } == pieces and ("CONCAT"):lower() == pieces)
print "ok"
