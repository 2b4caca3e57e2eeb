-- string.rep: counts, separators, and results too large to be.
print(("ab"):rep(3), ("ab"):rep(3, "-"), ("ab"):rep(1, "-"), ("ab"):rep(0) == "", ("ab"):rep(0, "-") == "", ("ab"):rep(-5) == "")  -- expect: ababab<TAB>ab-ab-ab<TAB>ab<TAB>true<TAB>true<TAB>true
print((""):rep(10) == "", (""):rep(3, ","), (""):rep(1000000) == "", ("x"):rep(2.0), ("x"):rep("3"), string.rep(7, 3, 0))  -- expect: true<TAB>,,<TAB>true<TAB>xx<TAB>xxx<TAB>70707
print(#("abc"):rep(100000), #("a"):rep(1000, "\0\0"), ("\0"):rep(3) == "\0\0\0")  -- expect: 300000<TAB>2998<TAB>true
print(pcall(string.rep, "x", 1 << 62))  -- expect: false<TAB>resulting string too large
print(pcall(string.rep, "x", math.maxinteger))  -- expect: false<TAB>resulting string too large
print(pcall(string.rep, "ab", math.maxinteger))  -- expect: false<TAB>resulting string too large
print(pcall(string.rep, "x", 1 << 60, ("y"):rep(100)))  -- expect: false<TAB>resulting string too large
print(pcall(string.rep, "", 1 << 60, ("y"):rep(100)))  -- expect: false<TAB>resulting string too large
print(pcall(string.rep, "abcdefgh", 1 << 60))  -- expect: false<TAB>resulting string too large
print(pcall(string.rep, "ab", math.mininteger), (""):rep(100, "") == "")  -- expect: true<TAB>true
print(pcall(string.rep))  -- expect: false<TAB>bad argument #1 to 'string.rep' (string expected, got no value)
print(pcall(string.rep, "x"))  -- expect: false<TAB>bad argument #2 to 'string.rep' (number expected, got no value)
print(pcall(string.rep, "x", "y"))  -- expect: false<TAB>bad argument #2 to 'string.rep' (number expected, got string)
print(pcall(string.rep, "x", 1.5))  -- expect: false<TAB>bad argument #2 to 'string.rep' (number has no integer representation)
print(pcall(string.rep, "x", 2, {}))  -- expect: false<TAB>bad argument #3 to 'string.rep' (string expected, got table)
print(pcall(string.rep, {}, 2))  -- expect: false<TAB>bad argument #1 to 'string.rep' (string expected, got table)
print(("x"):rep(5, nil), ("ab"):rep(2, ""))  -- expect: xxxxx<TAB>abab
for n = 0, 70 do
  local r = ("xyz"):rep(n, "+")
  assert(#r == math.max(0, 4 * n - 1) and select(2, r:gsub("xyz", "")) == n)
end
