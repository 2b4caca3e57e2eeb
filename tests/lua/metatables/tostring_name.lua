-- __tostring, __name and __metatable in tostring, print, getmetatable, setmetatable and messages.
local t = setmetatable({}, { __tostring = function(self) return "object" end })
assert(tostring(t) == "object" and #tostring({}) > 6 and tostring({}):find("^table: "))
print(t, tostring(t) .. "!", string.format("%s|%10s|%.3s", t, t, t))  -- expect: object<TAB>object!<TAB>object|    object|obj
local named = setmetatable({}, { __name = "Point" })
assert(tostring(named):find("^Point: ") and tostring(print):find("^builtin") == nil and tostring(print):find("^function: "))
assert(tostring(coroutine.create(print)):find("^thread: ") and tostring(io.stdout):find("^file %("))
assert(tostring(setmetatable({}, { __name = 5 })):find("^table: "))
local function e(f, ...) return (select(2, pcall(f, ...))) end
print(e(tostring, setmetatable({}, { __tostring = function() return 5 end })))  -- expect: 5
print(e(tostring, setmetatable({}, { __tostring = function() return nil end })))  -- expect: '__tostring' must return a string
print(e(tostring, setmetatable({}, { __tostring = function() error("inner", 0) end })))  -- expect: inner
print(e(tostring, setmetatable({}, { __tostring = 1 })))  -- expect: attempt to call a number value
print(e(print, setmetatable({}, { __tostring = function() return {} end })))  -- expect: '__tostring' must return a string
print(tostring(setmetatable({}, { __tostring = function(self, extra) return tostring(extra) end })))  -- expect: nil
print(e(tostring))  -- expect: bad argument #1 to 'tostring' (value expected)
print(e(string.rep, named))  -- expect: bad argument #1 to 'string.rep' (string expected, got Point)
print(e(function() return named + 1 end):gsub("^.-:%d+: ", ""))  -- expect: attempt to perform arithmetic on a Point value (upvalue 'named')<TAB>1
print(e(function() return named.x.y end):gsub("^.-:%d+: ", ""))  -- expect: attempt to index a nil value (field 'x')<TAB>1
print(e(function() return #named < named end):gsub("^.-:%d+: ", ""))  -- expect: attempt to compare number with Point<TAB>1
print(e(ipairs))  -- expect: bad argument #1 to 'ipairs' (value expected)
-- __metatable protects.
local hidden = setmetatable({}, { __metatable = "locked" })
print(getmetatable(hidden), getmetatable("").__name, getmetatable(5), getmetatable({}))  -- expect: locked<TAB>nil<TAB>nil<TAB>nil
print(e(setmetatable, hidden, {}))  -- expect: cannot change a protected metatable
print(e(setmetatable, {}, 5))  -- expect: bad argument #2 to 'setmetatable' (nil or table expected, got number)
print(e(setmetatable, {}))  -- expect: bad argument #2 to 'setmetatable' (nil or table expected, got no value)
print(e(setmetatable, 5, {}))  -- expect: bad argument #1 to 'setmetatable' (table expected, got number)
local off = setmetatable({}, { __metatable = false })
print(getmetatable(off), e(setmetatable, off, nil))  -- expect: false<TAB>cannot change a protected metatable
assert(setmetatable(t, nil) == t and getmetatable(t) == nil and tostring(t):find("^table"))
assert(getmetatable("abc").__index == string and getmetatable("abc") == getmetatable("x"))
