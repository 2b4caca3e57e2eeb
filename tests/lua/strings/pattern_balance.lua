-- %bxy: balanced pairs.
print(("f(a(b)c)d"):match("%b()"), ("((())"):match("%b()"), (")("):match("%b()"), ("no"):match("%b()"), ("()"):match("%b()"))  -- expect: (a(b)c)<TAB>(())<TAB>nil<TAB>nil<TAB>()
print(("x {a {b} c} y {d}"):gsub("%b{}", "#"))  -- expect: x # y #<TAB>2
print(("f(g(x), h(y(z)))"):match("%w+(%b())"), ("<<a>>b>"):match("%b<>"), ("\"a\"b\"c\""):match('%b""'), ("aXbXc"):match("%bXX"))  -- expect: (g(x), h(y(z)))<TAB><<a>><TAB>"a"<TAB>XbX
for inner in ("[1][2][[3]]"):gmatch("%b[]") do print(inner) end  -- expect: [1]
-- expect: [2]
-- expect: [[3]]
print(("(unclosed (inner)"):find("%b()"), ("(unclosed (inner)"):gsub("%b()", "*"))  -- expect: 11<TAB>(unclosed *<TAB>1
print(("if a then b end end"):match("%bie"), ("begin x end"):match("%bbd"))  -- expect: if a the<TAB>begin x end
print(("a\0b\0c"):match("%b\0\0") == "\0b\0", ("%a%b"):match("%b%%"), ("(a"):find("%b()", 1))  -- expect: true<TAB>%a%<TAB>nil
print(pcall(string.match, "a", "%b"))  -- expect: false<TAB>malformed pattern (missing arguments to '%b')
print(pcall(string.match, "a", "%b("))  -- expect: false<TAB>malformed pattern (missing arguments to '%b')
print(pcall(string.match, "a", "x%b("))  -- expect: true<TAB>nil
print(pcall(string.gsub, "a(b)", "%b()%", "x"))  -- expect: false<TAB>malformed pattern (ends with '%')
print(("(a)(b)"):match("^%b()%b()$"), ("(a)b(c)"):match("%b()b%b()"), ("((a))"):match("^(%b())$"))  -- expect: (a)(b)<TAB>(a)b(c)<TAB>((a))
local deep = ("("):rep(500) .. ("x") .. (")"):rep(500)
print(#deep:match("%b()"), #(deep .. ")"):match("%b()"), #("(" .. deep):match("%b()"), (deep:gsub("%b()", "")) == "")  -- expect: 1001<TAB>1001<TAB>1001<TAB>true
print(("f(x)"):gsub("(%w)(%b())", "%2%1"), ("a(b)c"):gsub("%b()", { ["(b)"] = "found" }))  -- expect: (x)f<TAB>afoundc<TAB>1
