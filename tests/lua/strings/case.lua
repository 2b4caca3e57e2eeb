-- upper and lower touch the ASCII letters alone.
print(("Hello, World 123"):upper(), ("Hello, World 123"):lower(), (""):upper() == "")  -- expect: HELLO, WORLD 123<TAB>hello, world 123<TAB>true
local changed = 0
for i = 0, 255 do
  local c = string.char(i)
  local u, l = c:upper(), c:lower()
  assert(#u == 1 and #l == 1)
  if u ~= c then
    assert(c >= "a" and c <= "z" and u:byte() == i - 32)
    changed = changed + 1
  end
  if l ~= c then
    assert(c >= "A" and c <= "Z" and l:byte() == i + 32)
    changed = changed + 1
  end
end
print(changed)  -- expect: 52
print(("a\0b"):upper() == "A\0B", string.upper(1e15), string.lower(0xAB), ("\u{e9}t\u{e9}"):upper() == "\u{e9}T\u{e9}")  -- expect: true<TAB>1E+15<TAB>171<TAB>true
local big = ("aBc"):rep(1000)
print(big:upper() == ("ABC"):rep(1000), big:lower() == ("abc"):rep(1000), big:upper():lower():upper() == big:upper())  -- expect: true<TAB>true<TAB>true
print(pcall(string.upper))  -- expect: false<TAB>bad argument #1 to 'string.upper' (string expected, got no value)
print(pcall(string.lower, nil))  -- expect: false<TAB>bad argument #1 to 'string.lower' (string expected, got nil)
print(pcall(string.upper, {}))  -- expect: false<TAB>bad argument #1 to 'string.upper' (string expected, got table)
