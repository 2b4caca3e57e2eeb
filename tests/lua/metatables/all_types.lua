-- Metatables of basic types by debug.setmetatable, string metatable changes, userdata metatables.
local string_mt = getmetatable("")
string_mt.__call = function(s, a) return s .. "(" .. tostring(a) .. ")" end
assert(("f")(1) == "f(1)")
string_mt.__call = nil
string_mt.__add_saved, string_mt.__unm = string_mt.__unm, function(s) return s:reverse() end
assert(-"abc" == "cba")
string_mt.__unm, string_mt.__add_saved = string_mt.__add_saved, nil
assert(-"2" == -2)
local index = string_mt.__index
string_mt.__index = function(s, k) if type(k) == "number" then return s:sub(k, k) end return index[k] end
local word = "hello"
assert(word[1] == "h" and word[5] == "o" and word:upper() == "HELLO" and word[9] == "")
string_mt.__index = index
assert(word[1] == nil)
string.shout = function(s) return s:upper() .. "!" end
assert(word:shout() == "HELLO!")
string.shout = nil
assert(debug.setmetatable(true, { __index = function(b, k) return k .. tostring(b) end, __len = function() return 9 end }) == true)
assert((true).x == "xtrue" and (false).y == "yfalse" and #true == 9)
debug.setmetatable(true, nil)
assert(not pcall(function() return (true).x end))
debug.setmetatable(coroutine.create(print), { __index = coroutine, __call = function(co, ...) return coroutine.resume(co, ...) end })
local co = coroutine.create(function(a) return a * 2 end)
local ok, v = co(21)
assert(ok and v == 42 and co:status() == "dead")
debug.setmetatable(co, nil)
debug.setmetatable(nil, { __add = function(a, b) return a == nil and b or a end, __lt = function() return true end })
assert(nil + 5 == 5 and 5 + nil == 5 and (nil < 1) == true)
debug.setmetatable(nil, nil)
debug.setmetatable(1, { __lt = function() return true end, __index = math, __len = function(n) return n + 1 end })
assert((5):max(7) == 7 and #5 == 6 and #2.5 == 3.5 and (1 < {}) == true and 2 < 1 == false)
debug.setmetatable(1, nil)
local f_mt = { __index = function(f, k) return k end, __add = function(f, g) return function(...) return f(g(...)) end end }
debug.setmetatable(print, f_mt)
local inc, dbl = function(x) return x + 1 end, function(x) return x * 2 end
assert((inc + dbl)(5) == 11 and inc.name == "name" and math.sin.foo == "foo")
debug.setmetatable(print, nil)
local file_mt = getmetatable(io.stdout)
print(type(file_mt), file_mt.__name, type(file_mt.__index), type(file_mt.__gc), type(file_mt.__close), type(file_mt.__tostring))  -- expect: table<TAB>FILE*<TAB>table<TAB>function<TAB>function<TAB>function
assert(debug.getmetatable("").__index == string and debug.getmetatable(1) == nil)
print((select(2, pcall(debug.setmetatable, 1, 2))))  -- expect: bad argument #2 to 'debug.setmetatable' (nil or table expected, got number)
