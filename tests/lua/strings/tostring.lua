-- tostring and tonumber of all types, __tostring and __name.
print(tostring(nil), tostring(true), tostring(false), tostring("s"), tostring(12), tostring(-1.5), tostring(1e15), tostring(2^63))  -- expect: nil<TAB>true<TAB>false<TAB>s<TAB>12<TAB>-1.5<TAB>1e+15<TAB>9.2233720368548e+18
print(tostring({}):match("^table: "), tostring(print):match("^%a+"), tostring(io.stdout):match("^file %("), tostring(coroutine.create(print)):match("^thread: "))  -- expect: table: <TAB>function<TAB>file (<TAB>thread:<SPACE>
print(tostring(setmetatable({}, { __tostring = function() return "custom" end })))  -- expect: custom
print(tostring(setmetatable({}, { __name = "My.Type" })):match("^My%.Type: "))  -- expect: My.Type:<SPACE>
print(tostring(setmetatable({}, { __name = 5 })):match("^table: "))  -- expect: table:<SPACE>
print(pcall(tostring, setmetatable({}, { __tostring = function() return 5 end })))  -- expect: true<TAB>5
print(pcall(tostring, setmetatable({}, { __tostring = function() return nil end })))  -- expect: false<TAB>'__tostring' must return a string
print(pcall(tostring, setmetatable({}, { __tostring = function() error("no text", 0) end })))  -- expect: false<TAB>no text
print(pcall(tostring, setmetatable({}, { __tostring = "not callable" })))  -- expect: false<TAB>attempt to call a string value
print(pcall(tostring))  -- expect: false<TAB>bad argument #1 to 'tostring' (value expected)
print(tostring(setmetatable({}, { __tostring = setmetatable({}, { __call = function() return "called" end }) })))  -- expect: called
local t = {}
print(tostring(t) == tostring(t), tostring(t) ~= tostring({}), tostring(t):match("^table: 0x%x+$") ~= nil)  -- expect: true<TAB>true<TAB>true
print(#tostring(12), tostring(-0.0), tostring(0.0), tostring(1 / 0), tostring(-1 / 0), (tostring(0 / 0):gsub("-", "")))  -- expect: 2<TAB>-0.0<TAB>0.0<TAB>inf<TAB>-inf<TAB>nan
print(tonumber("10"), tonumber("  10  "), tonumber("0x10"), tonumber("1e1"), tonumber(""), tonumber(" "), tonumber("10a"), tonumber({}))  -- expect: 10<TAB>10<TAB>16<TAB>10.0<TAB>nil<TAB>nil<TAB>nil<TAB>nil
print(pcall(tonumber))  -- expect: false<TAB>bad argument #1 to 'tonumber' (value expected)
print(tonumber(5), tonumber(5.5), tonumber(true), tonumber(print), tonumber("5") + 0)  -- expect: 5<TAB>5.5<TAB>nil<TAB>nil<TAB>5
print(tonumber("10", 2), tonumber("ff", 16), tonumber("FF", 16), tonumber("zz", 36), tonumber("-z", 36), tonumber("8", 8), tonumber("7", 8))  -- expect: 2<TAB>255<TAB>255<TAB>1295<TAB>-35<TAB>nil<TAB>7
print(tonumber("  11  ", 2), tonumber("1 1", 2), tonumber("", 10), tonumber("-", 10), tonumber("+5", 10), tonumber("- 5", 10), tonumber("1e1", 16))  -- expect: 3<TAB>nil<TAB>nil<TAB>nil<TAB>5<TAB>nil<TAB>481
print(tonumber("7fffffffffffffff", 16), tonumber("8000000000000000", 16), tonumber("ffffffffffffffff", 16), tonumber("10000000000000000", 16))  -- expect: 9223372036854775807<TAB>-9223372036854775808<TAB>-1<TAB>0
print(tonumber("1.0", 10), tonumber("0x1", 16), tonumber("1\0", 10), tonumber("\t1\n", 10))  -- expect: nil<TAB>nil<TAB>nil<TAB>1
print(pcall(tonumber, "1", 1))  -- expect: false<TAB>bad argument #2 to 'tonumber' (base out of range)
print(pcall(tonumber, "1", 37))  -- expect: false<TAB>bad argument #2 to 'tonumber' (base out of range)
print(pcall(tonumber, 1, 10))  -- expect: false<TAB>bad argument #1 to 'tonumber' (string expected, got number)
print(pcall(tonumber, {}, 10))  -- expect: false<TAB>bad argument #1 to 'tonumber' (string expected, got table)
print(pcall(tonumber, "1", "x"))  -- expect: false<TAB>bad argument #2 to 'tonumber' (number expected, got string)
print(pcall(tonumber, "1", 2.5))  -- expect: false<TAB>bad argument #2 to 'tonumber' (number has no integer representation)
print(pcall(tonumber, nil, 10))  -- expect: false<TAB>bad argument #1 to 'tonumber' (string expected, got nil)
print(tonumber("9", 10.0), tonumber("9", "10"))  -- expect: 9<TAB>9
