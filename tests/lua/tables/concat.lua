-- table.concat: separators, ranges, numbers, errors, metamethods.
print(table.concat({}), table.concat({}, ","), table.concat({ "x" }, ","))  -- expect: <TAB><TAB>x
print(table.concat({ 1, 2, 3 }), table.concat({ 1, 2, 3 }, ", "), table.concat({ 1, 2.5, -0.0, 1e100 }, " "))  -- expect: 123<TAB>1, 2, 3<TAB>1 2.5 -0.0 1e+100
print(table.concat({ "a", "b", "c", "d" }, "-", 2), table.concat({ "a", "b", "c", "d" }, "-", 2, 3))  -- expect: b-c-d<TAB>b-c
print(table.concat({ "a", "b" }, "-", 3), table.concat({ "a", "b" }, "-", 2, 1), table.concat({ "a" }, "-", 1, 1))  -- expect: <TAB><TAB>a
print(table.concat({ [0] = "z", "a" }, ",", 0), table.concat({ [-2] = "m", [-1] = "n", [0] = "o" }, ",", -2, 0))  -- expect: z,a<TAB>m,n,o
print(table.concat({ 1, 2, 3 }, 0), table.concat({ 1, 2, 3 }, 1.5), table.concat({ 1, 2 }, nil))  -- expect: 10203<TAB>11.521.53<TAB>12
print(table.concat({ 1, 2, 3 }, ",", "2", "3"), table.concat({ 1, 2, 3 }, ",", 2.0))  -- expect: 2,3<TAB>2,3
print(#table.concat({ "a\0b", "c" }, "\0"))  -- expect: 5
print(pcall(table.concat, { 1, 2, {} }))  -- expect: false<TAB>invalid value (table) at index 3 in table for 'concat'
print(pcall(table.concat, { 1, nil, 3 }, ",", 1, 3))  -- expect: false<TAB>invalid value (nil) at index 2 in table for 'concat'
print(pcall(table.concat, { 1, 2 }, ",", 1, 3))  -- expect: false<TAB>invalid value (nil) at index 3 in table for 'concat'
print(pcall(table.concat, { true }))  -- expect: false<TAB>invalid value (boolean) at index 1 in table for 'concat'
print(pcall(table.concat, { print }, ",", 1, 1))  -- expect: false<TAB>invalid value (function) at index 1 in table for 'concat'
print(pcall(table.concat, { 1, 2 }, {}))  -- expect: false<TAB>bad argument #2 to 'table.concat' (string expected, got table)
print(pcall(table.concat, { 1, 2 }, ",", {}))  -- expect: false<TAB>bad argument #3 to 'table.concat' (number expected, got table)
print(pcall(table.concat, { 1, 2 }, ",", 1, "x"))  -- expect: false<TAB>bad argument #4 to 'table.concat' (number expected, got string)
print(pcall(table.concat, { 1, 2 }, ",", 1.5))  -- expect: false<TAB>bad argument #3 to 'table.concat' (number has no integer representation)
print(pcall(table.concat, nil))  -- expect: false<TAB>bad argument #1 to 'table.concat' (table expected, got nil)
print(pcall(table.concat, "abc"))  -- expect: false<TAB>bad argument #1 to 'table.concat' (table expected, got string)
print(pcall(table.concat))  -- expect: false<TAB>bad argument #1 to 'table.concat' (table expected, got no value)
-- the edges of the integers
print(table.concat({ [math.maxinteger] = "last" }, ",", math.maxinteger, math.maxinteger))  -- expect: last
print(table.concat({ [math.mininteger] = "first" }, ",", math.mininteger, math.mininteger))  -- expect: first
print(table.concat({ [math.maxinteger - 1] = "x", [math.maxinteger] = "y" }, ",", math.maxinteger - 1, math.maxinteger))  -- expect: x,y
print(table.concat({}, ",", math.maxinteger, math.mininteger) == "")  -- expect: true
-- through metamethods
local proxy = setmetatable({}, { __index = function(_, i) return "v" .. i end, __len = function() return 3 end })
print(table.concat(proxy, " "), table.concat(proxy, " ", 2, 5), next(proxy))  -- expect: v1 v2 v3<TAB>v2 v3 v4 v5<TAB>nil
-- an element with __tostring or __concat is no string
print(pcall(table.concat, { setmetatable({}, { __tostring = error, __concat = error }) }))  -- expect: false<TAB>invalid value (table) at index 1 in table for 'concat'
-- big results
local parts = {}
for i = 1, 10000 do parts[i] = i % 10 end
local joined = table.concat(parts)
print(#joined, joined:sub(1, 12), joined:sub(-5), #table.concat(parts, "::"))  -- expect: 10000<TAB>123456789012<TAB>67890<TAB>29998
local long = { ("x"):rep(5000), ("y"):rep(5000) }
print(#table.concat(long, ("-"):rep(5000)))  -- expect: 15000
