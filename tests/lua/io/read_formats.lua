-- Reading by line, count, numeral and to the end, one file for each content.
local name = os.tmpname()
local function with(content, ...)
  local f = assert(io.open(name, "wb"))
  f:write(content)
  f:close()
  f = assert(io.open(name, "rb"))
  local out = table.pack(f:read(...))
  for i = 1, out.n do out[i] = type(out[i]) == "string" and ("%q"):format(out[i]):gsub("\n", "n") or tostring(out[i]) end
  print(table.concat(out, " ", 1, out.n))
  f:close()
end
with("one\ntwo\nthree", "l", "l", "l", "l")  -- expect: "one" "two" "three" nil
with("one\ntwo\n", "L", "L", "L")  -- expect: "one\n" "two\n" nil
with("one\n\nthree", "l", "l", "l")  -- expect: "one" "" "three"
with("no newline", "L")  -- expect: "no newline"
with("", "l")  -- expect: nil
with("", "L")  -- expect: nil
with("", "a")  -- expect: ""
with("", "a", "a")  -- expect: "" ""
with("", 0)  -- expect: nil
with("x", 0, 1, 0)  -- expect: "" "x" nil
with("\n", "l", "l")  -- expect: "" nil
with("abcdef", 3, 2, 5, 1)  -- expect: "abc" "de" "f" nil
with("abc", "a", "a", "l")  -- expect: "abc" "" nil
with("a\0b\nc\0", "l", "a")  -- expect: "a\0b" "c\0"
with("12 0x1F -7.5e2 .5 5. 0x1p4", "n", "n", "n", "n", "n", "n", "n")  -- expect: 12 31 -750.0 0.5 5.0 16.0 nil
with("  42\n  43", "n", "n")  -- expect: 42 43
with("x12", "n", "a")  -- expect: nil
with("12x", "n", "a")  -- expect: 12 "x"
with("1e+", "n", "a")  -- expect: nil
with("0x", "n", "a")  -- expect: nil
with("-", "n", "a")  -- expect: nil
with("+5 - 6", "n", "n", "a")  -- expect: 5 nil
with("1.2.3", "n", "n", "n")  -- expect: 1.2 0.3 nil
with("nan inf", "n")  -- expect: nil
with("9223372036854775807 9223372036854775808", "n", "n")  -- expect: 9223372036854775807 9.2233720368548e+18
with(("1"):rep(199) .. " x", "n", "a")  -- expect: 1.1111111111111e+198 " x"
with(("1"):rep(201) .. " x", "n", "a")  -- expect: nil
with("line\nrest", "l", "a", "l", "a")  -- expect: "line" "rest" nil
with("5 words here", "n", 1, "l")  -- expect: 5 " " "words here"
with("abc", "l", "n", "a")  -- expect: "abc" nil
with("1,2;3", "n", 1, "n", 1, "n")  -- expect: 1 "," 2 ";" 3
with("a\r\nb\r\n", "l", "l")  -- expect: "a\13" "b\13"
with("tail", "*l")  -- expect: "tail"
with("tail", "*a")  -- expect: "tail"
with("17 x", "*n", "*L")  -- expect: 17 " x"
with("text", "all")  -- expect: "text"
with("text", "lines")  -- expect: "text"
with("ab", 1.0, "1" == 1 and 1 or 1)  -- expect: "a" "b"
with("default line\nsecond")  -- expect: "default line"
local f = io.open(name)
print(pcall(f.read, f, "x"))  -- expect: false<TAB>bad argument #2 to '?' (invalid format)
print(pcall(f.read, f, "*x"))  -- expect: false<TAB>bad argument #2 to '?' (invalid format)
print(pcall(f.read, f, ""))  -- expect: false<TAB>bad argument #2 to '?' (invalid format)
print(pcall(f.read, f, {}))  -- expect: false<TAB>bad argument #2 to '?' (string expected, got table)
print(pcall(f.read, f, 1.5))  -- expect: false<TAB>bad argument #2 to '?' (number has no integer representation)
print(pcall(f.read, f, "l", "z"))  -- expect: false<TAB>bad argument #3 to '?' (invalid format)
f:close()
os.remove(name)
