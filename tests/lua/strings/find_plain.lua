-- string.find and string.match: positions, starts, plain search.
print(("hello world"):find("wor"), ("hello world"):find("o", 6), ("hello"):find("l"), ("hello"):find("xyz"))  -- expect: 7<TAB>8<TAB>3<TAB>nil
print(("hello"):find(""), ("hello"):find("", 3), ("hello"):find("", 6), ("hello"):find("", 7), ("hello"):find("", -2))  -- expect: 1<TAB>3<TAB>6<TAB>nil<TAB>4<TAB>3
print((""):find(""), (""):find("a"), (""):find("", 1), (""):find("", 2))  -- expect: 1<TAB>nil<TAB>1<TAB>nil
print(("a.b"):find(".", 1, true), ("a.b"):find("%.", 1, true), ("a+b"):find("+", 1, true), ("a.b"):find(".", 2, true))  -- expect: 2<TAB>nil<TAB>2<TAB>2<TAB>2
print(("abc"):find("b", -1), ("abc"):find("b", -2), ("abc"):find("a", -100), ("abc"):find("c", 3.0), ("abc"):find("c", "3"))  -- expect: nil<TAB>2<TAB>1<TAB>3<TAB>3<TAB>3
print(("abcabc"):find("abc", 2, true), ("abcabc"):find("abc", 5, true), ("a\0b\0c"):find("\0", 3, true), ("a\0b"):find("b", 1, true))  -- expect: 4<TAB>nil<TAB>4<TAB>3<TAB>3
print(("a\0b\0c"):find("b\0c"), ("a\0b"):find("\0b"), ("aab"):find("ab", 1, true), ("aaab"):find("aab", 1, true))  -- expect: 3<TAB>2<TAB>2<TAB>2<TAB>4
print(("abc"):find("b", nil, true), ("abc"):find(".", 1, false), ("abc"):find(".", 1, nil), ("abc"):find("[a", 1, true), ("x[a"):find("[a", 1, 1))  -- expect: 2<TAB>1<TAB>1<TAB>nil<TAB>2<TAB>3
print(("abc"):find("c", math.mininteger), ("abc"):find("c", math.maxinteger), ("abc"):find("", math.maxinteger))  -- expect: 3<TAB>nil<TAB>nil
print(("key = value"):match("(%w+)%s*=%s*(%w+)"), ("abc"):match("b"), ("abc"):match("()b()"), ("abc"):match("x"))  -- expect: key<TAB>b<TAB>2<TAB>nil
print(("abc"):match("", 4), ("abc"):match("", 5), ("abc"):match(".", -1), ("abcd"):match("..", 3), ("2024"):match("^%d+$"), string.match(2024, "^%d+$"))  -- expect: <TAB>nil<TAB>c<TAB>cd<TAB>2024<TAB>2024
