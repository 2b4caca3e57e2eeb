-- Malformed patterns and their messages; some show only when the matcher reaches them.
for _, p in ipairs { "%", "a%", "[", "[a", "[]", "[^", "[^]", "[a%", "[%a", "[a-", "(", "()(", ")", "a)", "%1", "(%1)", "%b", "%bx",
  "%f", "%fx", "[%", "[]]%", "a[", "(a", "((a)", "a())", "^(", "^)", "$)" } do
  print(p, select(2, pcall(string.find, "a]b", p)))  -- expect: %<TAB>malformed pattern (ends with '%')
  -- expect: a%<TAB>malformed pattern (ends with '%')
  -- expect: [<TAB>malformed pattern (missing ']')
  -- expect: [a<TAB>malformed pattern (missing ']')
  -- expect: []<TAB>malformed pattern (missing ']')
  -- expect: [^<TAB>malformed pattern (missing ']')
  -- expect: [^]<TAB>malformed pattern (missing ']')
  -- expect: [a%<TAB>malformed pattern (missing ']')
  -- expect: [%a<TAB>malformed pattern (missing ']')
  -- expect: [a-<TAB>malformed pattern (missing ']')
  -- expect: (<TAB>unfinished capture
  -- expect: ()(<TAB>unfinished capture
  -- expect: )<TAB>nil
  -- expect: a)<TAB>nil
  -- expect: %1<TAB>invalid capture index %1
  -- expect: (%1)<TAB>invalid capture index %1
  -- expect: %b<TAB>malformed pattern (missing arguments to '%b')
  -- expect: %bx<TAB>malformed pattern (missing arguments to '%b')
  -- expect: %f<TAB>missing '[' after '%f' in pattern
  -- expect: %fx<TAB>missing '[' after '%f' in pattern
  -- expect: [%<TAB>malformed pattern (missing ']')
  -- expect: []]%<TAB>malformed pattern (ends with '%')
  -- expect: a[<TAB>malformed pattern (missing ']')
  -- expect: (a<TAB>unfinished capture
  -- expect: ((a)<TAB>unfinished capture
  -- expect: a())<TAB>invalid pattern capture
  -- expect: ^(<TAB>unfinished capture
  -- expect: ^)<TAB>invalid pattern capture
  -- expect: $)<TAB>nil
end
print(pcall(string.find, "b", "a%"), pcall(string.find, "", "a%"), pcall(string.gsub, "", "[", "x"))  -- expect: true<TAB>true<TAB>false<TAB>malformed pattern (missing ']')
print(pcall(string.gmatch("a", "("), nil))  -- expect: false<TAB>unfinished capture
print(pcall(string.gsub, "abc", "%w", "%"))  -- expect: false<TAB>invalid use of '%' in replacement string
print(pcall(string.gsub, "abc", "%w", "%9"))  -- expect: false<TAB>invalid capture index %9
print(pcall(string.gsub, "abc", "%w", "%2"))  -- expect: false<TAB>invalid capture index %2
print(pcall(string.gsub, "abc", "(%w)", "%2"))  -- expect: false<TAB>invalid capture index %2
print(pcall(string.gsub, "abc", "%w", "%x"))  -- expect: false<TAB>invalid use of '%' in replacement string
print(pcall(string.gsub, "abc", "%w", "a%"))  -- expect: false<TAB>invalid use of '%' in replacement string
print(pcall(string.gsub, "abc", "x", "%9"))  -- expect: true<TAB>abc<TAB>0
print(("abc"):gsub("%w", "%0%0"), ("abc"):gsub("%w", "%1"), ("abc"):gsub("%w", "%%"))  -- expect: aabbcc<TAB>abc<TAB>%%%<TAB>3
-- too complex: deep recursion of the matcher is an error, not a crash
local ok, m = pcall(string.match, ("a"):rep(300000), ("a?"):rep(300000) .. "b")
print(ok, m)  -- expect: false<TAB>pattern too complex
print(pcall(string.match, ("x"):rep(250000), ("(x"):rep(250000)))  -- expect: false<TAB>too many captures
