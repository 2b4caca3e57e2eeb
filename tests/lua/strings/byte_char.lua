-- string.byte, string.char, string.len and string.reverse.
print(("A"):byte(), ("abc"):byte(2), ("abc"):byte(-1), ("abc"):byte(1, -1))  -- expect: 65<TAB>98<TAB>99<TAB>97<TAB>98<TAB>99
print(("abc"):byte(0), ("abc"):byte(4), ("abc"):byte(-4), pcall(string.byte, "", ""))  -- expect: nil<TAB>nil<TAB>nil<TAB>false<TAB>bad argument #2 to 'string.byte' (number expected, got string)
print(("abc"):byte(0, 10))  -- expect: 97<TAB>98<TAB>99
print(("abc"):byte(-100, 1), ("abc"):byte(3, 2), ("abc"):byte(10, 20))  -- expect: 97<TAB>nil
print(("\0\255"):byte(1, 2), ("abc"):byte(2.0), ("abc"):byte("3"))  -- expect: 0<TAB>98<TAB>99
print(select("#", (""):byte()), select("#", ("abc"):byte(5)), select("#", ("abc"):byte(1, 2)))  -- expect: 0<TAB>0<TAB>2
print(("abc"):byte(math.mininteger, math.maxinteger))  -- expect: 97<TAB>98<TAB>99
print(pcall(string.byte))  -- expect: false<TAB>bad argument #1 to 'string.byte' (string expected, got no value)
print(pcall(string.byte, {}))  -- expect: false<TAB>bad argument #1 to 'string.byte' (string expected, got table)
print(pcall(string.byte, "a", {}))  -- expect: false<TAB>bad argument #2 to 'string.byte' (number expected, got table)
print(pcall(string.byte, "a", 1.5))  -- expect: false<TAB>bad argument #2 to 'string.byte' (number has no integer representation)
print(pcall(string.byte, "a", 1, "x"))  -- expect: false<TAB>bad argument #3 to 'string.byte' (number expected, got string)
print(string.byte(123, 1, -1))  -- expect: 49<TAB>50<TAB>51
print(string.char(), string.char(76, 117, 97), #string.char(0, 0, 0), string.char("65", 66.0))  -- expect: <TAB>Lua<TAB>3<TAB>AB
print(pcall(string.char, 256))  -- expect: false<TAB>bad argument #1 to 'string.char' (value out of range)
print(pcall(string.char, -1))  -- expect: false<TAB>bad argument #1 to 'string.char' (value out of range)
print(pcall(string.char, 65, 300))  -- expect: false<TAB>bad argument #2 to 'string.char' (value out of range)
print(pcall(string.char, "x"))  -- expect: false<TAB>bad argument #1 to 'string.char' (number expected, got string)
print(pcall(string.char, 65.5))  -- expect: false<TAB>bad argument #1 to 'string.char' (number has no integer representation)
print(pcall(string.char, nil))  -- expect: false<TAB>bad argument #1 to 'string.char' (number expected, got nil)
print(pcall(string.char, 1, nil))  -- expect: false<TAB>bad argument #2 to 'string.char' (number expected, got nil)
print(("abc"):reverse(), (""):reverse() == "", ("a\0b"):reverse() == "b\0a", string.reverse(120))  -- expect: cba<TAB>true<TAB>true<TAB>021
print(string.len(12.5), ("\0\0"):len(), pcall(string.len, nil))  -- expect: 4<TAB>2<TAB>false<TAB>bad argument #1 to 'string.len' (string expected, got nil)
-- every byte survives the way there and back
local all = {}
for i = 0, 255 do all[i + 1] = string.char(i) end
local text = table.concat(all)
local back = { text:byte(1, -1) }
for i = 0, 255 do assert(back[i + 1] == i and text:byte(i + 1) == i and text:byte(i - 256) == i) end
print(#text, text:reverse():reverse() == text, select("#", text:rep(20):byte(1, -1)))  -- expect: 256<TAB>true<TAB>5120
print(pcall(string.byte, ("x"):rep(2000000), 1, -1))  -- expect: false<TAB>stack overflow (string slice too long)
