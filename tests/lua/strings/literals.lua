-- String literals: escapes, long brackets, line ends, continuation.
local function bytes(s) return table.concat({ s:byte(1, -1) }, " ") end
print(bytes "\a\b\f\n\r\t\v\\\"\'", bytes '\a\'"')
print(bytes "\0\00\000\1\12\123\255", bytes "\0001", bytes "\x00\x7F\xff\xAb")
print(bytes "\u{0}\u{7F}\u{80}\u{7FF}\u{800}\u{FFFF}\u{10000}\u{10FFFF}")
print(bytes "\u{7FFFFFFF}\u{00000041}\u{e9}")
print(bytes "a\z
             b\z   c", bytes "x\z", bytes "\z
   \z  y")
print(bytes "line\
two", "one\
two" == "one\ntwo")
print(bytes [[raw \n "text" ]], bytes [==[a]]b]=]c]==], bytes [[
first newline dropped]], bytes [[

second kept]])
print([[a
b]] == "a\nb", #[==[]==], #[[]], [=[]]]=], [==[[[ ]] ]==])
print(bytes(load('return "a\r\nb"') and "never" or "error"))
print(bytes(load("return [[a\rb\nc\r\nd\n\re]]")()))
print(bytes(load("return 'a\\\rb\\\nc\\\r\nd\\\n\re'")()))
print(bytes(load("return 'x\\z \r\n \t y'")()))
print(#"\xe9\u{e9}é", "\65\066\x43\u{44}" == "ABCD")
local all = {}
for i = 0, 255 do all[i + 1] = ("\\%03d"):format(i) end
local f = load("return '" .. table.concat(all) .. "'")()
local good = #f == 256
for i = 0, 255 do good = good and f:byte(i + 1) == i end
print(good)
for i = 0, 255 do all[i + 1] = ("\\x%02X"):format(i) end
print(load('return "' .. table.concat(all) .. '"')() == f)
for _, bad in ipairs { [["\q"]], [["\400"]], [["\256"]], [["\x"]], [["\x1"]], [["\xg1"]], [["\u"]], [["\u41"]], [["\u{}"]], [["\u{110000000}"]], [["\u{41"]], [["\u{zz}"]], [["open]], [['open"]], [["\]], "'a\nb'", "[[open", "[=[open]]", "[=x", "'\\\0'" } do
  print((select(2, load("return " .. bad, "=s"))))
end
