-- os.date in UTC: tables, every directive of strftime, errors.
print(os.date("!%Y-%m-%d %H:%M:%S", 0))  -- expect: 1970-01-01 00:00:00
print(os.date("!%Y-%m-%d %H:%M:%S", 1700000000))  -- expect: 2023-11-14 22:13:20
print(os.date("!%c", 1700000000))  -- expect: Tue Nov 14 22:13:20 2023
print(os.date("!%x %X %p", 1700000000))  -- expect: 11/14/23 22:13:20 PM
print(os.date("!%a %A %b %B %d %j %U %w %W %y %Z %%", 1700000000))  -- expect: Tue Tuesday Nov November 14 318 46 2 46 23 GMT %
print(os.date("!%C %D %e %F %g %G %h %I %M %n %R %t %T %u %V", 1700000000))  -- expect: 20 11/14/23 14 2023-11-14 23 2023 Nov 10 13<SPACE>
-- expect:  22:13 <TAB> 22:13:20 2 46
print(os.date("!%Ec %EC %Ex %EX %Ey %EY %Od %Oe %OH %OI %Om %OM %OS %Ou %OU %OV %Ow %OW %Oy", 1700000000))  -- expect: Tue Nov 14 22:13:20 2023 20 11/14/23 22:13:20 23 2023 14 14 22 10 11 13 20 2 46 46 2 46 23
print(os.date("!%r %S %H", 86399))  -- expect: 11:59:59 PM 59 23
print(os.date("!%Y-%m-%d", -1), os.date("!%Y", -62135596800), os.date("!%Y-%m-%d %H:%M:%S", 253402300799), os.date("!%Y", 1e11))  -- expect: 1969-12-31<TAB>1<TAB>9999-12-31 23:59:59<TAB>5138
local t = os.date("!*t", 1700000000)
print(t.year, t.month, t.day, t.hour, t.min, t.sec, t.wday, t.yday, t.isdst)  -- expect: 2023<TAB>11<TAB>14<TAB>22<TAB>13<TAB>20<TAB>3<TAB>318<TAB>false
t = os.date("!*t", 951782400)
print(t.year, t.month, t.day, t.wday, t.yday)  -- expect: 2000<TAB>2<TAB>29<TAB>3<TAB>60
local keys = {}
for k in pairs(os.date("*t")) do keys[#keys + 1] = k end
table.sort(keys)
print(table.concat(keys, " "))  -- expect: day hour isdst min month sec wday yday year
print(os.date("*t", 3600).hour, os.date("!*t", 3600.0).hour, os.date("!%H", "7200"))  -- expect: 1<TAB>1<TAB>02
print(os.date("!", 0) == "", os.date("", 0) == "", #os.date() > 10, os.date("!%c", 0) == os.date("%c", 0))  -- expect: true<TAB>true<TAB>true<TAB>true
print(os.date("!plain text", 0), os.date("!%%d", 0), #os.date("!" .. ("%Y"):rep(300), 0))  -- expect: plain text<TAB>%d<TAB>1200
for _, f in ipairs { "%", "%E", "%O", "%Ez", "%Od%", "%Q", "%9", "%Ed", "%i", "%k", "%L", "%N", "%O%", "!%K", "%\0", "%-d" } do
  local ok, m = pcall(os.date, f, 0)
  print((f:gsub("%z", "0")), ok, (tostring(m):gsub("%z", "0")))  -- expect: %<TAB>false<TAB>bad argument #1 to 'os.date' (invalid conversion specifier '%')
  -- expect: %E<TAB>false<TAB>bad argument #1 to 'os.date' (invalid conversion specifier '%E')
  -- expect: %O<TAB>false<TAB>bad argument #1 to 'os.date' (invalid conversion specifier '%O')
  -- expect: %Ez<TAB>false<TAB>bad argument #1 to 'os.date' (invalid conversion specifier '%Ez')
  -- expect: %Od%<TAB>false<TAB>bad argument #1 to 'os.date' (invalid conversion specifier '%')
  -- expect: %Q<TAB>false<TAB>bad argument #1 to 'os.date' (invalid conversion specifier '%Q')
  -- expect: %9<TAB>false<TAB>bad argument #1 to 'os.date' (invalid conversion specifier '%9')
  -- expect: %Ed<TAB>false<TAB>bad argument #1 to 'os.date' (invalid conversion specifier '%Ed')
  -- expect: %i<TAB>false<TAB>bad argument #1 to 'os.date' (invalid conversion specifier '%i')
  -- expect: %k<TAB>false<TAB>bad argument #1 to 'os.date' (invalid conversion specifier '%k')
  -- expect: %L<TAB>false<TAB>bad argument #1 to 'os.date' (invalid conversion specifier '%L')
  -- expect: %N<TAB>false<TAB>bad argument #1 to 'os.date' (invalid conversion specifier '%N')
  -- expect: %O%<TAB>false<TAB>bad argument #1 to 'os.date' (invalid conversion specifier '%O%')
  -- expect: !%K<TAB>false<TAB>bad argument #1 to 'os.date' (invalid conversion specifier '%K')
  -- expect: %0<TAB>false<TAB>bad argument #1 to 'os.date' (invalid conversion specifier '%')
  -- expect: %-d<TAB>false<TAB>bad argument #1 to 'os.date' (invalid conversion specifier '%-d')
end
print(pcall(os.date, "%Y", "x"))  -- expect: false<TAB>bad argument #2 to 'os.date' (number expected, got string)
print(pcall(os.date, "%Y", 1.5))  -- expect: false<TAB>bad argument #2 to 'os.date' (number has no integer representation)
print(pcall(os.date, {}, 0))  -- expect: false<TAB>bad argument #1 to 'os.date' (string expected, got table)
print(pcall(os.date, "!%Y", math.maxinteger))  -- expect: false<TAB>date result cannot be represented in this installation
print(pcall(os.date, "!*t", math.mininteger))  -- expect: false<TAB>date result cannot be represented in this installation
print(os.date("!a\0b", 0) == "a\0b", os.date("!\0%Y\0", 0) == "\0001970\0")  -- expect: true<TAB>true
