-- Anchors ^ and $ at the ends of patterns, and elsewhere, where they stand for themselves.
print(("abc"):find("^a"), ("abc"):find("^b"), ("abc"):find("c$"), ("abc"):find("b$"), ("abc"):find("^abc$"), ("abc"):find("^$"))  -- expect: 1<TAB>nil<TAB>3<TAB>nil<TAB>1<TAB>nil
print((""):find("^$"), (""):find("^"), (""):find("$"), ("abc"):find("$"), ("abc"):find("^", 2), ("abc"):find("^b", 2), ("abc"):match("^(.)", 3))  -- expect: 1<TAB>1<TAB>1<TAB>4<TAB>2<TAB>2<TAB>c
print(("a^b"):find("a^b"), ("a$b"):find("a$b"), ("$a"):find("$a"), ("a^"):find("^a^"), ("^a"):find("^^a"), ("a$"):find("a$$"))  -- expect: 1<TAB>1<TAB>1<TAB>1<TAB>1<TAB>1<TAB>2
print(("abc"):match("(^a)"), ("^abc"):match("(^a)"), ("abc$"):match("(c$)"), ("abc"):match("(c$)"), ("a$c"):match("a$c"))  -- expect: nil<TAB>^a<TAB>c$<TAB>nil<TAB>a$c
print(("aaa"):gsub("^a", "x"), ("aaa"):gsub("a$", "x"), ("aaa"):gsub("^a*$", "x"), ("aaa"):gsub("^", "x"), ("aaa"):gsub("$", "x"))  -- expect: xaa<TAB>aax<TAB>x<TAB>xaaa<TAB>aaax<TAB>1
print((""):gsub("^", "x"), (""):gsub("$", "x"), (""):gsub("", "x"), (""):gsub("^$", "x"))  -- expect: x<TAB>x<TAB>x<TAB>x<TAB>1
local n = 0
for _ in ("^a^a"):gmatch("^a") do n = n + 1 end
print(n)  -- expect: 2
for m in ("abcabc"):gmatch("^abc") do print(m) end
for m in ("abcabc"):gmatch("abc$") do print(m) end  -- expect: abc
print(("a\nb"):find("^b"), ("a\nb"):find("a$"), ("a\n"):find("\n$"), ("a\0"):find("\0$"), ("a\0b"):find("^a\0b$"))  -- expect: nil<TAB>nil<TAB>2<TAB>2<TAB>1<TAB>3
print(("abc"):find("%$"), ("a$"):find("%$"), ("a^"):find("%^"), ("abc"):gsub("%w$", "%0%0"), ("abc"):gsub("^%w", "%0%0"))  -- expect: nil<TAB>2<TAB>2<TAB>abcc<TAB>aabc<TAB>1
print(("x"):find("$$"), ("x$"):find("$$"), ("$$"):find("^$$$"), ("abc"):find("^", 4), ("abc"):find("^", 5), ("abc"):find("$", 4))  -- expect: nil<TAB>2<TAB>1<TAB>4<TAB>nil<TAB>4<TAB>3
