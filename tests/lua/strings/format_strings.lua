-- string.format with %s, %q, %p: precision, __tostring, quoting that reads back.
local function f(...) print("[" .. string.format(...) .. "]") end
f("%s %s %s %s", "x", 1, 1.5, true)  -- expect: [x 1 1.5 true]
f("%10s|%-10s|%.2s|%10.2s|%-10.2s|", "hello", "hello", "hello", "hello", "hello")  -- expect: [     hello|hello     |he|        he|he        |]
f("%.0s|%.10s|%s", "hello", "hello", "")  -- expect: [|hello|]
f("%s", nil)  -- expect: [nil]
f("%s", setmetatable({}, { __tostring = function() return "object" end }))  -- expect: [object]
f("%.3s|%8s", setmetatable({}, { __tostring = function() return "object" end }), setmetatable({}, { __tostring = function() return "object" end }))  -- expect: [obj|  object]
f("%5s|%-6s|", true, nil)  -- expect: [ true|nil   |]
print(#string.format("%s", "a\0b"), string.format("%s|", "a\0b") == "a\0b|")  -- expect: 3<TAB>true
print(pcall(string.format, "%10s", "a\0b"))  -- expect: false<TAB>bad argument #2 to 'string.format' (string contains zeros)
print(#string.format("%s", ("x"):rep(500)), #string.format("%.20s", ("x"):rep(500)), #string.format("%99s", ("x"):rep(500)))  -- expect: 500<TAB>20<TAB>500
print(pcall(string.format, "%s", setmetatable({}, { __tostring = function() return 1 end })))  -- expect: true<TAB>1
print(pcall(string.format, "%s"))  -- expect: false<TAB>bad argument #2 to 'string.format' (no value)
f("%q", "plain")  -- expect: ["plain"]
f("%q", 'with "quotes" and \\ slash')  -- expect: ["with \"quotes\" and \\ slash"]
f("%q", "new\nline\ttab\rreturn\0zero")  -- expect: ["new\
-- expect: line\9tab\13return\0zero"]
f("%q", "\0001\0a\1\0012\127\200")  -- expect: ["\0001\0a\1\0012\127È"]
f("%q %q %q", 1, -5, math.maxinteger)  -- expect: [1 -5 9223372036854775807]
f("%q", math.mininteger)  -- expect: [0x8000000000000000]
f("%q %q %q", 1.5, 0.1, -0.0)  -- expect: [0x1.8p+0 0x1.999999999999ap-4 -0x0p+0]
f("%q %q", 1 / 0, -1 / 0)  -- expect: [1e9999 -1e9999]
f("%q", 0 / 0)  -- expect: [(0/0)]
f("%q %q %q", nil, true, false)  -- expect: [nil true false]
f("%q", 2^53)  -- expect: [0x1p+53]
f("%q", 1e100)  -- expect: [0x1.249ad2594c37dp+332]
print(pcall(string.format, "%q", {}))  -- expect: false<TAB>bad argument #2 to 'string.format' (value has no literal form)
print(pcall(string.format, "%q", print))  -- expect: false<TAB>bad argument #2 to 'string.format' (value has no literal form)
print(pcall(string.format, "%5q", "x"))  -- expect: false<TAB>specifier '%q' cannot have modifiers
print(pcall(string.format, "%.2q", "x"))  -- expect: false<TAB>specifier '%q' cannot have modifiers
print(pcall(string.format, "%q"))  -- expect: false<TAB>bad argument #2 to 'string.format' (no value)
-- %q reads back
for _, v in ipairs { "", "a", "\"\\\n\r\0", "\r\n", "\0000", "\0\0", "\27[0m", ("\\"):rep(10), 0, -1, 1.5, 1 / 3, 1e308, 5e-324, math.mininteger, true, false, 2^63 } do
  local back = load("return " .. string.format("%q", v))()
  assert(back == v and math.type(back) == math.type(v))
end
local all = {}
for i = 0, 255 do all[#all + 1] = string.char(i) .. "1" end
all = table.concat(all)
assert(load("return " .. string.format("%q", all))() == all)
-- %p
print(string.format("%p", 1), string.format("%p", nil), string.format("%p", true), string.format("%10p|%-10p|", 1, 2))  -- expect: (null)<TAB>(null)<TAB>(null)<TAB>    (null)|(null)    |
local t = {}
print(string.format("%p", t) == tostring(t):match("0x%x+"), string.format("%p", t) == string.format("%p", t), string.format("%p", t) ~= string.format("%p", {}))  -- expect: true<TAB>true<TAB>true
print(string.format("%p", "short") == string.format("%p", "sh" .. "ort"), string.format("%p", print):match("^0x%x+$") ~= nil)  -- expect: true<TAB>true
print(#string.format("%40p", t), string.format("%-40p", t):match("^0x%x+ +$") ~= nil)  -- expect: 40<TAB>true
print(pcall(string.format, "%p"))  -- expect: false<TAB>bad argument #2 to 'string.format' (no value)
print(pcall(string.format, "%.3p", t))  -- expect: false<TAB>invalid conversion specification: '%.3p'
