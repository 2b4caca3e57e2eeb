-- string.gsub with strings, tables and functions; what may be returned; counts.
print(("hello world"):gsub("o", "0"))  -- expect: hell0 w0rld<TAB>2
print(("hello world"):gsub("o", "0", 1))  -- expect: hell0 world<TAB>1
print(("hello world"):gsub("o", "0", 0))  -- expect: hello world<TAB>0
print(("hello world"):gsub("o", "0", -1))  -- expect: hello world<TAB>0
print(("hello world"):gsub("o", "0", 1e3))  -- expect: hell0 w0rld<TAB>2
print(("hello world"):gsub("x", "y"))  -- expect: hello world<TAB>0
print(("hello world"):gsub("(o)", "<%1%0%%>"))  -- expect: hell<oo%> w<oo%>rld<TAB>2
print(("hello world"):gsub("(l)(o)", "%2%1"))  -- expect: helol world<TAB>1
print(("hello"):gsub("", "-"))  -- expect: -h-e-l-l-o-<TAB>6
print(("hello"):gsub("l*", "x"))  -- expect: xhxexox<TAB>4
print(("abc"):gsub(".", { a = "1", b = false, c = 3 }))  -- expect: 1b3<TAB>3
print(("abc"):gsub("(.)(.)", { a = "first capture is the key" }))  -- expect: first capture is the keyc<TAB>1
print(("abc"):gsub("%w", function(c) if c == "b" then return "B" end end))  -- expect: aBc<TAB>3
print(("abc"):gsub("%w", function(c) return c == "b" and 42 or false end))  -- expect: a42c<TAB>3
print(("abc"):gsub("(%w)()", function(c, p) return c .. p end))  -- expect: a2b3c4<TAB>3
print(("abc"):gsub("%w", function() end))  -- expect: abc<TAB>3
print(("abc"):gsub("%w", function(...) return select("#", ...) end))  -- expect: 111<TAB>3
print(("abc"):gsub("()", function(p) return p end))  -- expect: 1a2b3c4<TAB>4
print(("x y"):gsub("%w", setmetatable({}, { __index = function(_, k) return k:upper() end })))  -- expect: X Y<TAB>2
print(("$name is $age"):gsub("%$(%w+)", { name = "Ann", age = 30 }))  -- expect: Ann is 30<TAB>2
print(("1 2 3"):gsub("%d+", function(n) return n * 2 end))  -- expect: 2 4 6<TAB>3
print(("1 2 3"):gsub("%d+", function(n) return n + 0.5 end))  -- expect: 1.5 2.5 3.5<TAB>3
print(("abc"):gsub("b", 7), ("abc"):gsub("b", 1.5), string.gsub(123, 2, 4))  -- expect: a7c<TAB>a1.5c<TAB>143<TAB>1
print(pcall(string.gsub, "abc", "%w", { a = {} }))  -- expect: false<TAB>invalid replacement value (a table)
print(pcall(string.gsub, "abc", "%w", { a = true }))  -- expect: false<TAB>invalid replacement value (a boolean)
print(pcall(string.gsub, "abc", "%w", function() return {} end))  -- expect: false<TAB>invalid replacement value (a table)
print(pcall(string.gsub, "abc", "%w", function() return print end))  -- expect: false<TAB>invalid replacement value (a function)
print(pcall(string.gsub, "abc", "%w"))  -- expect: false<TAB>bad argument #3 to 'string.gsub' (string/function/table expected, got no value)
print(pcall(string.gsub, "abc", "%w", nil))  -- expect: false<TAB>bad argument #3 to 'string.gsub' (string/function/table expected, got nil)
print(pcall(string.gsub, "abc", "%w", true))  -- expect: false<TAB>bad argument #3 to 'string.gsub' (string/function/table expected, got boolean)
print(pcall(string.gsub, "abc"))  -- expect: false<TAB>bad argument #2 to 'string.gsub' (string expected, got no value)
print(pcall(string.gsub, "abc", "b", "x", "y"))  -- expect: false<TAB>bad argument #4 to 'string.gsub' (number expected, got string)
print(pcall(string.gsub, "abc", "b", "x", 1.5))  -- expect: false<TAB>bad argument #4 to 'string.gsub' (number has no integer representation)
print(pcall(string.gsub, {}, "b", "x"))  -- expect: false<TAB>bad argument #1 to 'string.gsub' (string expected, got table)
print(pcall(string.gsub, "abc", "%w", function() error("inside", 0) end))  -- expect: false<TAB>inside
print(pcall(string.gsub, "abc", "%w", setmetatable({}, { __index = function() error("index", 0) end })))  -- expect: false<TAB>index
print(("a\0b"):gsub("%z", "0"), ("a.b"):gsub("%.", "%%"), ("path/to"):gsub("/", "\\"), (("\\n"):gsub("\\n", "\n")) == "\n")  -- expect: a0b<TAB>a%b<TAB>path\to<TAB>true
print(("abc def"):gsub("%w+", "%0 %0", 1), ("abc"):gsub("(a)(b)(c)", "%3%2%1%0"), ("x"):gsub("x", "%0%0%0%0"))  -- expect: abc abc def<TAB>cbaabc<TAB>xxxx<TAB>1
-- unchanged text comes back as it was
local s = ("long text "):rep(30)
print(s:gsub("zzz", "y") == s, select(2, s:gsub("t", "%0")), (s:gsub("t", "%0")) == s)  -- expect: true<TAB>60<TAB>true
-- an anchored pattern is tried once
print(("aaa"):gsub("^a", "b"), ("baaa"):gsub("^a", "b"), ("aaa"):gsub("^a-", "b"))  -- expect: baa<TAB>baaa<TAB>baaa<TAB>1
-- recursion: gsub within the callback of gsub
print(("(a(b)c)"):gsub("%b()", function(g) return "[" .. g:sub(2, -2):gsub("%b()", string.upper) .. "]" end))  -- expect: [a(B)c]<TAB>1
