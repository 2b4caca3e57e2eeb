-- The functions of the library string, and calls through unusual receivers.
local names = {}
for name in pairs(string) do names[#names + 1] = name end
table.sort(names)
print(table.concat(names, " "))  -- expect: byte char dump find format gmatch gsub len lower match pack packsize rep reverse sub unpack upper
print(pcall(string.len))  -- expect: false<TAB>bad argument #1 to 'string.len' (string expected, got no value)
print(pcall(string.sub))  -- expect: false<TAB>bad argument #1 to 'string.sub' (string expected, got no value)
print(pcall(string.reverse))  -- expect: false<TAB>bad argument #1 to 'string.reverse' (string expected, got no value)
print(pcall(string.find))  -- expect: false<TAB>bad argument #1 to 'string.find' (string expected, got no value)
print(pcall(string.find, "x"))  -- expect: false<TAB>bad argument #2 to 'string.find' (string expected, got no value)
print(pcall(string.match, "x", {}))  -- expect: false<TAB>bad argument #2 to 'string.match' (string expected, got table)
print(pcall(string.find, "x", "x", "y"))  -- expect: false<TAB>bad argument #3 to 'string.find' (number expected, got string)
print(pcall(string.find, "x", "x", 1.5))  -- expect: false<TAB>bad argument #3 to 'string.find' (number has no integer representation)
print(pcall(function() return ("x"):bad() end))  -- expect: false<TAB>library_fields.lua:14: attempt to call a nil value (method 'bad')
print(pcall(function() local s = "x" return s:bad() end))  -- expect: false<TAB>library_fields.lua:15: attempt to call a nil value (method 'bad')
print(pcall(function() return ("x").y.z end))  -- expect: false<TAB>library_fields.lua:16: attempt to index a nil value (field 'y')
print(pcall(function() return ("x"):rep() end))  -- expect: false<TAB>library_fields.lua:17: bad argument #1 to 'rep' (number expected, got no value)
print(pcall(function() return ("x"):rep({}) end))  -- expect: false<TAB>library_fields.lua:18: bad argument #1 to 'rep' (number expected, got table)
print(pcall(function() return ("x").rep() end))  -- expect: false<TAB>library_fields.lua:19: bad argument #1 to 'rep' (string expected, got no value)
print(pcall(function() return string.rep("x") end))  -- expect: false<TAB>library_fields.lua:20: bad argument #2 to 'rep' (number expected, got no value)
print(pcall(function() return ("x"):format(1):sub("a") end))  -- expect: false<TAB>library_fields.lua:21: bad argument #1 to 'sub' (number expected, got string)
print(pcall(function() return ("%d"):format("a") end))  -- expect: false<TAB>library_fields.lua:22: bad argument #1 to 'format' (number expected, got string)
print(pcall(function() local s = string return s.char(-1) end))  -- expect: false<TAB>library_fields.lua:23: bad argument #1 to 'char' (value out of range)
print(pcall(function() return ("x"):gsub("(", "") end))  -- expect: true<TAB>x<TAB>2
