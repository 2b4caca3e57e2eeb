-- debug.getupvalue, setupvalue, upvalueid, upvaluejoin.
local a, b = "A", "B"
local function f() return a, b end
local function g() return b, a end
print(debug.getupvalue(f, 1), debug.getupvalue(f, 2), debug.getupvalue(f, 3))  -- expect: a<TAB>b
print(debug.getupvalue(g, 1), debug.getupvalue(g, 2))  -- expect: b<TAB>a<TAB>A
print(debug.setupvalue(f, 1, "A2"), a, debug.setupvalue(f, 3, "x"))  -- expect: a<TAB>A2
print(debug.getupvalue(string.format, 1), debug.getupvalue(string.gmatch("x", "x"), 1) ~= nil, debug.getupvalue(string.format, 100))  -- expect: nil<TAB>true
print(debug.setupvalue(string.format, 1, 1))  -- expect:
print(pcall(debug.getupvalue, 5, 1))  -- expect: false<TAB>bad argument #1 to 'debug.getupvalue' (function expected, got number)
print(pcall(debug.getupvalue, f))  -- expect: false<TAB>bad argument #2 to 'debug.getupvalue' (number expected, got no value)
print(pcall(debug.setupvalue, f, 1))  -- expect: false<TAB>bad argument #3 to 'debug.setupvalue' (value expected)
print(pcall(debug.setupvalue, {}, 1, 1))  -- expect: false<TAB>bad argument #1 to 'debug.setupvalue' (function expected, got table)
print(debug.getupvalue(f, 0), debug.getupvalue(f, -1))  -- expect: nil
print(type(debug.upvalueid(f, 1)), debug.upvalueid(f, 1) == debug.upvalueid(g, 2), debug.upvalueid(f, 1) == debug.upvalueid(f, 2))  -- expect: userdata<TAB>true<TAB>false
print(debug.upvalueid(f, 3), pcall(debug.upvalueid, f, "x"))  -- expect: nil<TAB>false<TAB>bad argument #2 to 'debug.upvalueid' (number expected, got string)
print(pcall(debug.upvalueid, string.format, 1))  -- expect: true<TAB>nil
print(pcall(debug.upvalueid, 5, 1))  -- expect: false<TAB>bad argument #1 to 'debug.upvalueid' (function expected, got number)
local function counter()
  local n = 0
  return function()
    n = n + 1
    return n
  end
end
local c1, c2 = counter(), counter()
c1()
c1()
print(debug.upvalueid(c1, 1) == debug.upvalueid(c2, 1), c1(), c2())  -- expect: false<TAB>3<TAB>1
debug.upvaluejoin(c2, 1, c1, 1)
print(debug.upvalueid(c1, 1) == debug.upvalueid(c2, 1), c2(), c1(), c2())  -- expect: true<TAB>4<TAB>5<TAB>6
print(pcall(debug.upvaluejoin, f, 3, g, 1))  -- expect: false<TAB>bad argument #2 to 'debug.upvaluejoin' (invalid upvalue index)
print(pcall(debug.upvaluejoin, f, 1, g, 5))  -- expect: false<TAB>bad argument #4 to 'debug.upvaluejoin' (invalid upvalue index)
print(pcall(debug.upvaluejoin, string.format, 1, f, 1))  -- expect: false<TAB>bad argument #2 to 'debug.upvaluejoin' (invalid upvalue index)
print(pcall(debug.upvaluejoin, f, 1, string.format, 1))  -- expect: false<TAB>bad argument #4 to 'debug.upvaluejoin' (invalid upvalue index)
print(pcall(debug.upvaluejoin, f, 1))  -- expect: false<TAB>bad argument #4 to 'debug.upvaluejoin' (number expected, got no value)
print(select("#", debug.upvaluejoin(f, 1, g, 1)), f())  -- expect: 0<TAB>B<TAB>B
-- upvalues of closures from one loop are apart, in one iteration shared
local closures = {}
for i = 1, 2 do closures[#closures + 1], closures[#closures + 2] = function() return i end, function() i = i + 10 end end
print(debug.upvalueid(closures[1], 1) == debug.upvalueid(closures[2], 1), debug.upvalueid(closures[1], 1) == debug.upvalueid(closures[3], 1))  -- expect: true<TAB>false
closures[2]()
print(closures[1](), closures[3]())  -- expect: 11<TAB>2
-- joining while the variable is still on the stack
do
  local open = 1
  local function get() return open end
  local other = counter()
  debug.upvaluejoin(other, 1, get, 1)
  print(other(), open)  -- expect: 2<TAB>2
  open = 100
  print(other(), get())  -- expect: 101<TAB>101
end
-- main chunks have _ENV alone
local main = load("x = 1; return x")
print(debug.getupvalue(main, 1) == "_ENV", select(2, debug.getupvalue(main, 1)) == _G, debug.getupvalue(main, 2))  -- expect: true<TAB>true
debug.setupvalue(main, 1, setmetatable({}, { __index = function() return "faked" end, __newindex = function() end }))
print(main())  -- expect: faked
-- stripped functions lose names
local stripped = load(string.dump(function() return a, b end, true))
print(debug.getupvalue(stripped, 1), debug.getupvalue(stripped, 2))  -- expect: (no name)<TAB>(no name)<TAB>nil
-- what is set is the last argument, however many there are
local set = 1
local function get() return set end
print(debug.setupvalue(get, 1, "first", "second", "last"), get(), debug.setupvalue(get, 1, ("text"):gsub("t", "d")), get())  -- expect: set<TAB>last<TAB>set<TAB>2
