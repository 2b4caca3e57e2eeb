-- Directives that string.format refuses.
for _, d in ipairs { "%", "%y", "%l", "%n", "%-", "%5", "%.", "%#", "%0", "%1.", "%123d", "%.123d", "%1.123d", "%123.1d", "%-+ #0d", "%--d", "%++d",
  "%-+ #05d", "%-+ #055555d", "%#d", "%#i", "%0s", "%+s", "% s", "%#s", "%05s", "%-5c", "%05c", "%+c", "%.1c", "%#c", "%0.5d", "%+x", "% x", "%#5.3x",
  "%+q", "%-q", "%0q", "%05p", "%+p", "%#p", "%.p", "%5%", "%-%", "%ld", "%hd", "%lld", "%1$d", "%*d", "%.*f", "%v", "%\0", "% ", "%\n", "%I", "%D", "%S", "%C", "%1", "%.5", "%é" } do
  local ok, m = pcall(string.format, d, 7)
  print((d:gsub("[^\32-\126]", "?")), ok, (tostring(m):gsub("[^\32-\126]", "?")))  -- expect: %<TAB>false<TAB>invalid conversion '%' to 'format'
  -- expect: %y<TAB>false<TAB>invalid conversion '%y' to 'format'
  -- expect: %l<TAB>false<TAB>invalid conversion '%l' to 'format'
  -- expect: %n<TAB>false<TAB>invalid conversion '%n' to 'format'
  -- expect: %-<TAB>false<TAB>invalid conversion '%-' to 'format'
  -- expect: %5<TAB>false<TAB>invalid conversion '%5' to 'format'
  -- expect: %.<TAB>false<TAB>invalid conversion '%.' to 'format'
  -- expect: %#<TAB>false<TAB>invalid conversion '%#' to 'format'
  -- expect: %0<TAB>false<TAB>invalid conversion '%0' to 'format'
  -- expect: %1.<TAB>false<TAB>invalid conversion '%1.' to 'format'
  -- expect: %123d<TAB>false<TAB>invalid conversion specification: '%123d'
  -- expect: %.123d<TAB>false<TAB>invalid conversion specification: '%.123d'
  -- expect: %1.123d<TAB>false<TAB>invalid conversion specification: '%1.123d'
  -- expect: %123.1d<TAB>false<TAB>invalid conversion specification: '%123.1d'
  -- expect: %-+ #0d<TAB>false<TAB>invalid conversion specification: '%-+ #0d'
  -- expect: %--d<TAB>true<TAB>7
  -- expect: %++d<TAB>true<TAB>+7
  -- expect: %-+ #05d<TAB>false<TAB>invalid conversion specification: '%-+ #05d'
  -- expect: %-+ #055555d<TAB>false<TAB>invalid conversion specification: '%-+ #055555d'
  -- expect: %#d<TAB>false<TAB>invalid conversion specification: '%#d'
  -- expect: %#i<TAB>false<TAB>invalid conversion specification: '%#i'
  -- expect: %0s<TAB>false<TAB>invalid conversion specification: '%0s'
  -- expect: %+s<TAB>false<TAB>invalid conversion specification: '%+s'
  -- expect: % s<TAB>false<TAB>invalid conversion specification: '% s'
  -- expect: %#s<TAB>false<TAB>invalid conversion specification: '%#s'
  -- expect: %05s<TAB>false<TAB>invalid conversion specification: '%05s'
  -- expect: %-5c<TAB>true<TAB>?<SPACE><SPACE><SPACE><SPACE>
  -- expect: %05c<TAB>false<TAB>invalid conversion specification: '%05c'
  -- expect: %+c<TAB>false<TAB>invalid conversion specification: '%+c'
  -- expect: %.1c<TAB>false<TAB>invalid conversion specification: '%.1c'
  -- expect: %#c<TAB>false<TAB>invalid conversion specification: '%#c'
  -- expect: %0.5d<TAB>true<TAB>00007
  -- expect: %+x<TAB>false<TAB>invalid conversion specification: '%+x'
  -- expect: % x<TAB>false<TAB>invalid conversion specification: '% x'
  -- expect: %#5.3x<TAB>true<TAB>0x007
  -- expect: %+q<TAB>false<TAB>specifier '%q' cannot have modifiers
  -- expect: %-q<TAB>false<TAB>specifier '%q' cannot have modifiers
  -- expect: %0q<TAB>false<TAB>specifier '%q' cannot have modifiers
  -- expect: %05p<TAB>false<TAB>invalid conversion specification: '%05p'
  -- expect: %+p<TAB>false<TAB>invalid conversion specification: '%+p'
  -- expect: %#p<TAB>false<TAB>invalid conversion specification: '%#p'
  -- expect: %.p<TAB>false<TAB>invalid conversion specification: '%.p'
  -- expect: %5%<TAB>false<TAB>invalid conversion '%5%' to 'format'
  -- expect: %-%<TAB>false<TAB>invalid conversion '%-%' to 'format'
  -- expect: %ld<TAB>false<TAB>invalid conversion '%l' to 'format'
  -- expect: %hd<TAB>false<TAB>invalid conversion '%h' to 'format'
  -- expect: %lld<TAB>false<TAB>invalid conversion '%l' to 'format'
  -- expect: %1$d<TAB>false<TAB>invalid conversion '%1$' to 'format'
  -- expect: %*d<TAB>false<TAB>invalid conversion '%*' to 'format'
  -- expect: %.*f<TAB>false<TAB>invalid conversion '%.*' to 'format'
  -- expect: %v<TAB>false<TAB>invalid conversion '%v' to 'format'
  -- expect: %?<TAB>false<TAB>invalid conversion '%' to 'format'
  -- expect: % <TAB>false<TAB>invalid conversion '% ' to 'format'
  -- expect: %?<TAB>false<TAB>invalid conversion '%?' to 'format'
  -- expect: %I<TAB>false<TAB>invalid conversion '%I' to 'format'
  -- expect: %D<TAB>false<TAB>invalid conversion '%D' to 'format'
  -- expect: %S<TAB>false<TAB>invalid conversion '%S' to 'format'
  -- expect: %C<TAB>false<TAB>invalid conversion '%C' to 'format'
  -- expect: %1<TAB>false<TAB>invalid conversion '%1' to 'format'
  -- expect: %.5<TAB>false<TAB>invalid conversion '%.5' to 'format'
  -- expect: %??<TAB>false<TAB>invalid conversion '%?' to 'format'
end
print(pcall(string.format))  -- expect: false<TAB>bad argument #1 to 'string.format' (string expected, got no value)
print(pcall(string.format, {}))  -- expect: false<TAB>bad argument #1 to 'string.format' (string expected, got table)
print(string.format(5), string.format(1.5, 2))  -- expect: 5<TAB>1.5
print(pcall(string.format, "%d %s %d", 1, "a"))  -- expect: false<TAB>bad argument #4 to 'string.format' (no value)
print(pcall(string.format, "%s %s %s", 1, 2))  -- expect: false<TAB>bad argument #4 to 'string.format' (no value)
print(pcall(string.format, "%d %d", 1, "x"))  -- expect: false<TAB>bad argument #3 to 'string.format' (number expected, got string)
print(select("#", string.format("%s %s", 1, 2)))  -- expect: 1
print(#string.format(("%d"):rep(200), table.unpack(setmetatable({}, { __index = function(_, i) return i end }), 1, 200)))  -- expect: 492
print(#string.format(("%5d "):rep(500), table.unpack(setmetatable({}, { __index = function(_, i) return i end }), 1, 500)))  -- expect: 3000
