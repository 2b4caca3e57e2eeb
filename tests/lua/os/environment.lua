-- os.getenv, os.setlocale, os.execute without a command, library fields.
print(os.getenv("HOME") ~= nil, os.getenv("SURELY_NOT_SET_ANYWHERE"), os.getenv(""), os.getenv("TZ"), os.getenv("LC_ALL"))  -- expect: true<TAB>nil<TAB>nil<TAB>UTC<TAB>C
print(pcall(os.getenv))  -- expect: false<TAB>bad argument #1 to 'os.getenv' (string expected, got no value)
print(pcall(os.getenv, {}))  -- expect: false<TAB>bad argument #1 to 'os.getenv' (string expected, got table)
print(os.setlocale(), os.setlocale(nil), os.setlocale("C"), os.setlocale(""), os.setlocale(nil, "all"))  -- expect: C<TAB>C<TAB>C<TAB>C<TAB>C
for _, category in ipairs { "all", "collate", "ctype", "monetary", "numeric", "time" } do print(category, os.setlocale("C", category), os.setlocale(nil, category)) end  -- expect: all<TAB>C<TAB>C
-- expect: collate<TAB>C<TAB>C
-- expect: ctype<TAB>C<TAB>C
-- expect: monetary<TAB>C<TAB>C
-- expect: numeric<TAB>C<TAB>C
-- expect: time<TAB>C<TAB>C
print(os.setlocale("no_SUCH.locale"), os.setlocale("no_SUCH.locale", "numeric"))  -- expect: nil<TAB>nil
print(pcall(os.setlocale, "C", "messages"))  -- expect: false<TAB>bad argument #2 to 'os.setlocale' (invalid option 'messages')
print(pcall(os.setlocale, {}, "all"))  -- expect: false<TAB>bad argument #1 to 'os.setlocale' (string expected, got table)
print(pcall(os.setlocale, "C", {}))  -- expect: false<TAB>bad argument #2 to 'os.setlocale' (string expected, got table)
print(os.execute())  -- expect: true
print(pcall(os.execute, {}))  -- expect: false<TAB>bad argument #1 to 'os.execute' (string expected, got table)
print(os.execute("exit 0"))  -- expect: true<TAB>exit<TAB>0
print(os.execute("exit 255"))  -- expect: nil<TAB>exit<TAB>255
print(os.execute("command_that_does_not_exist_anywhere 2>/dev/null"))  -- expect: nil<TAB>exit<TAB>127
print(select("#", os.execute("true")), select("#", os.execute()))  -- expect: 3<TAB>1
local names = {}
for k in pairs(os) do names[#names + 1] = k end
table.sort(names)
print(table.concat(names, " "))  -- expect: clock date difftime execute exit getenv remove rename setlocale time tmpname
