-- seconds: 60
-- modes: not gc-stress move-stack ; a collection or a move of a full stack at each of its calls takes minutes
-- Stack overflow is an ordinary error: message, recovery, handlers, in coroutines and metamethods.
local function inf(n) return 1 + inf(n + 1) end
local ok, m = pcall(inf, 1)
print(ok, m:match("stack overflow") , #m < 1000)  -- expect: false<TAB>stack overflow<TAB>true
for _ = 1, 3 do assert(not pcall(inf, 1)) end
local function fine(n) return n == 0 and "fine" or (fine(n - 1)) end
assert(fine(1000) == "fine")
-- The message carries the position of the overflowing call.
print((m:gsub("%(message truncated.*", ""):gsub("\n.*", "")))  -- expect: stack_overflow.lua:4: stack overflow
-- A handler runs with some extra stack.
local ok2, m2 = xpcall(inf, function(e) return "handled: " .. tostring(e):match("stack overflow") end, 1)
print(ok2, m2)  -- expect: false<TAB>handled: stack overflow
-- A handler that overflows again.
local ok4, m4 = xpcall(inf, function() return inf(1) end, 1)
print(ok4, type(m4))  -- expect: false<TAB>string
-- In coroutines, through metamethods, sort, gsub, pcall chains.
local co = coroutine.create(inf)
local ok5, m5 = coroutine.resume(co, 1)
print(ok5, m5:match("stack overflow"), coroutine.status(co))  -- expect: false<TAB>stack overflow<TAB>dead
local mt = {}
mt.__index = function(t, k) return t[k + 1] end
local ok6, m6 = pcall(function() return setmetatable({}, mt)[1] end)
print(ok6, m6:match("C stack overflow") or m6:match("stack overflow"))  -- expect: false<TAB>C stack overflow
local function viapcall(n) return select(2, pcall(viapcall, n + 1)) end
local deep = viapcall(1)
print(type(deep), deep:match("stack overflow"))  -- expect: string<TAB>stack overflow
local function viasort() table.sort({ 1, 2, 3 }, viasort) end
print(select(2, pcall(viasort)):match("stack overflow"))  -- expect: stack overflow
local function viagsub() return (("x"):gsub("x", viagsub)) end
print(select(2, pcall(viagsub)):match("C stack overflow"))  -- expect: C stack overflow
local function viaco() return select(2, coroutine.resume(coroutine.create(viaco))) end
print(tostring(viaco()):match("C stack overflow"))  -- expect: C stack overflow
-- Many arguments, many results, deep recursion with big frames.
local function wide(...) return 1 + wide(...) end
print(select(2, pcall(wide, table.unpack({}, 1, 240))):match("stack overflow"))  -- expect: stack overflow
local t = {}
for i = 1, 190 do t[i] = "local a" .. i .. " = n" end
local big = load("local function f(n) " .. table.concat(t, " ") .. " return 1 + f(n + 1) end return f")()
print(select(2, pcall(big, 1)):match("stack overflow"))  -- expect: stack overflow
print(select(2, pcall(string.rep, "x", 1 << 40)))  -- expect: resulting string too large
assert(fine(5000) == "fine")
