-- string.sub over every pair of positions, and at the edges of the integers.
local s = "hello"
local function slow(i, j)
  local n = #s
  if i < 0 then i = math.max(n + i + 1, 1) elseif i == 0 then i = 1 end
  if j < 0 then j = n + j + 1 elseif j > n then j = n end
  local out = ""
  for k = i, j do out = out .. string.char(s:byte(k)) end
  return out
end
for i = -8, 8 do
  assert(s:sub(i) == slow(i, -1))
  for j = -8, 8 do assert(s:sub(i, j) == slow(i, j)) end
end
assert(s:sub(math.mininteger, math.maxinteger) == s)
assert(s:sub(math.maxinteger) == "" and s:sub(math.mininteger, -1) == s)
assert(s:sub(math.maxinteger, math.mininteger) == "" and s:sub(1, math.mininteger) == "" and s:sub(-1, math.maxinteger) == "o")
assert((""):sub(1) == "" and (""):sub(0, 0) == "" and (""):sub(-1, 5) == "")
assert(("a\0b"):sub(2, 2) == "\0" and ("a\0b"):sub(-2) == "\0b")
assert(s:sub(2.0, "4") == "ell" and string.sub(12345, 2, 3) == "23" and string.sub(-1.5, 2) == "1.5")
print(pcall(string.sub, "x"))    -- expect: false<TAB>bad argument #2 to 'string.sub' (number expected, got no value)
print(pcall(string.sub))  -- expect: false<TAB>bad argument #1 to 'string.sub' (string expected, got no value)
print(pcall(string.sub, "x", {}))  -- expect: false<TAB>bad argument #2 to 'string.sub' (number expected, got table)
print(pcall(string.sub, "x", 1.5))  -- expect: false<TAB>bad argument #2 to 'string.sub' (number has no integer representation)
print(pcall(string.sub, "x", "a"))  -- expect: false<TAB>bad argument #2 to 'string.sub' (number expected, got string)
print(pcall(string.sub, "x", 1, "1.5"))  -- expect: false<TAB>bad argument #3 to 'string.sub' (number has no integer representation)
print(pcall(string.sub, "x", 2^63))  -- expect: false<TAB>bad argument #2 to 'string.sub' (number has no integer representation)
print(pcall(string.sub, "x", 1, 0 / 0))  -- expect: false<TAB>bad argument #3 to 'string.sub' (number has no integer representation)
print(pcall(("x").sub, true, 1))  -- expect: false<TAB>bad argument #1 to 'string.sub' (string expected, got boolean)
print(s:sub(2, nil), s:sub(-3, -2), s:sub("-2"))  -- expect: ello<TAB>ll<TAB>lo
