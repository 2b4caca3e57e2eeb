-- Captures: nesting, order, positions, back references, the limit of 32.
print(("hello"):match("(h)(e)(l)(l)(o)"))  -- expect: h<TAB>e<TAB>l<TAB>l<TAB>o
print(("hello"):match("((h)(e)(l(l)o))"))  -- expect: hello<TAB>h<TAB>e<TAB>llo<TAB>l
print(("hello"):match("(()h(e)())"))  -- expect: he<TAB>1<TAB>e<TAB>3
print(("hello"):match("()ll()"))  -- expect: 3<TAB>5
print(("hello"):find("(l)(l)"))  -- expect: 3<TAB>4<TAB>l<TAB>l
print(("hello"):find("()"))  -- expect: 1<TAB>0<TAB>1
print((""):match("()"))  -- expect: 1
print(("key=value"):match("^(%w-)=(%w*)$"))  -- expect: key<TAB>value
print(("abab"):match("(ab)%1"), ("abac"):match("(ab)%1"), ("abcabc"):find("(abc)%1"), ("aa bb cd"):gsub("(%a)%1", "<%1>"))  -- expect: ab<TAB>nil<TAB>1<TAB><a> <b> cd<TAB>2
print(("'it's'"):match("(['\"])(.-)%1"), ("\"quoted\" 'x'"):match("(['\"])(.-)%1"), ("xyzzyx"):match("(x)(y)(z)%3%2%1"))  -- expect: '<TAB>"<TAB>x<TAB>y<TAB>z
print(("say 'hi' and \"bye\""):gsub("(['\"])(.-)%1", "%2"))  -- expect: say hi and bye<TAB>2
print(("2024-01-02"):match("(%d+)-(%d+)-(%d+)"))  -- expect: 2024<TAB>01<TAB>02
print(pcall(string.match, "abc", "%1"))  -- expect: false<TAB>invalid capture index %1
print(pcall(string.match, "abc", "(a)%2"))  -- expect: false<TAB>invalid capture index %2
print(pcall(string.match, "abc", "(a%1)"))  -- expect: false<TAB>invalid capture index %1
print(pcall(string.match, "abc", "(a"))  -- expect: false<TAB>unfinished capture
print(pcall(string.match, "abc", "a)"))  -- expect: false<TAB>invalid pattern capture
print(pcall(string.match, "abc", "(()"))  -- expect: false<TAB>unfinished capture
print(pcall(string.match, "abc", "%0"))  -- expect: false<TAB>invalid capture index %0
print(select("#", ("x"):rep(32):match(("(x)"):rep(32))))  -- expect: 32
print(pcall(string.match, ("x"):rep(33), ("(x)"):rep(33)))  -- expect: false<TAB>too many captures
print(pcall(string.find, ("x"):rep(40), ("()"):rep(33)))  -- expect: false<TAB>too many captures
print(("abc"):match("((a)(b)(c))%2"))  -- expect: nil
print(("aba"):match("((a)(b))%2"))  -- expect: ab<TAB>a<TAB>b
print(("x"):match("(x?)(y?)(z?)"))  -- expect: x<TAB><TAB>
print(("abc"):match("(.)(.?)(.*)(.*)"))  -- expect: a<TAB>b<TAB>c<TAB>
print(math.type((("abc"):match("()c"))), ("abc"):gsub("()", "%1"))  -- expect: integer<TAB>1a2b3c4<TAB>4
-- a position capture is no text for a back reference
print(pcall(string.match, "a1a", "()a%1"))  -- expect: true<TAB>nil
for k, v in ("a=1, b=2, c=3"):gmatch("(%w+)=(%w+)") do print(k, v) end  -- expect: a<TAB>1
-- expect: b<TAB>2
-- expect: c<TAB>3
for a, b, c in ("123456"):gmatch("(%d)(%d)()") do print(a, b, c) end  -- expect: 1<TAB>2<TAB>3
-- expect: 3<TAB>4<TAB>5
-- expect: 5<TAB>6<TAB>7
