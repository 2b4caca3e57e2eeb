-- rawget, rawset, rawequal and rawlen see no metamethods.
local mt = { __index = function() return "index" end, __newindex = function() error("newindex") end, __len = function() return 99 end,
  __eq = function() return true end }
local t, u = setmetatable({ 1, 2 }, mt), setmetatable({}, mt)
print(t.x, rawget(t, "x"), rawget(t, 1), #t, rawlen(t), t == u, rawequal(t, u))  -- expect: index<TAB>nil<TAB>1<TAB>99<TAB>2<TAB>true<TAB>false
print(rawset(t, "x", 5) == t, t.x, rawget(t, "x"))  -- expect: true<TAB>5<TAB>5
print(rawset(t, "x", nil) == t, rawget(t, "x"))  -- expect: true<TAB>nil
print(rawlen("abc"), rawlen("\0\0"), rawequal("a", "a"), rawequal(1, 1.0), rawequal(0 / 0, 0 / 0))  -- expect: 3<TAB>2<TAB>true<TAB>true<TAB>false
print(rawequal(t, t), rawequal(nil, false), rawequal(nil, nil), rawequal("1", 1))  -- expect: true<TAB>false<TAB>true<TAB>false
print(pcall(rawget, 5, 1))  -- expect: false<TAB>bad argument #1 to 'rawget' (table expected, got number)
print(pcall(rawget, {}))  -- expect: false<TAB>bad argument #2 to 'rawget' (value expected)
print(pcall(rawget))  -- expect: false<TAB>bad argument #1 to 'rawget' (table expected, got no value)
print(pcall(rawset, "s", 1, 1))  -- expect: false<TAB>bad argument #1 to 'rawset' (table expected, got string)
print(pcall(rawset, {}, 1))  -- expect: false<TAB>bad argument #3 to 'rawset' (value expected)
print(pcall(rawset, {}))  -- expect: false<TAB>bad argument #2 to 'rawset' (value expected)
print(pcall(rawlen, 5))  -- expect: false<TAB>bad argument #1 to 'rawlen' (table or string expected, got number)
print(pcall(rawlen))  -- expect: false<TAB>bad argument #1 to 'rawlen' (table or string expected, got no value)
print(pcall(rawlen, nil))  -- expect: false<TAB>bad argument #1 to 'rawlen' (table or string expected, got nil)
print(pcall(rawequal, 1))  -- expect: false<TAB>bad argument #2 to 'rawequal' (value expected)
print(pcall(rawequal))  -- expect: false<TAB>bad argument #1 to 'rawequal' (value expected)
print(rawget({ 1, 2 }, 3, "extra"), rawlen({}, "extra"))  -- expect: nil<TAB>0
print(rawget({ [1] = "a" }, 1.0), rawget({ [2^53] = "b" }, 2^53))  -- expect: a<TAB>b
-- rawset beside a read-only view
local view = setmetatable({}, { __newindex = function() error("read-only", 2) end })
print(pcall(function() view.a = 1 end))  -- expect: false<TAB>raw_functions.lua:25: read-only
rawset(view, "a", 1)
print(view.a, pcall(function() view.a = 2 end))  -- expect: 1<TAB>true
