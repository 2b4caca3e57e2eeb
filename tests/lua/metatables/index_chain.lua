-- __index: functions, tables, chains of both, results nil and false, missing keys, non-table values.
local base = { a = 1, f = false }
local mid = setmetatable({ b = 2 }, { __index = base })
local top = setmetatable({ c = 3 }, { __index = mid })
assert(top.a == 1 and top.b == 2 and top.c == 3 and top.d == nil and top.f == false and rawget(top, "a") == nil)
base.a = 10
assert(top.a == 10)
base.a = nil
assert(top.a == nil)
mid.a = "mid"
assert(top.a == "mid")
top.a = "own"
assert(top.a == "own" and mid.a == "mid")
top.a = nil
assert(top.a == "mid")
local calls = {}
local f = setmetatable({}, { __index = function(t, k, ...)
  calls[#calls + 1] = k
  return select("#", ...) == 0 and tostring(k) .. "!", "dropped"
end })
assert(f.x == "x!" and f[1] == "1!" and f[1.5] == "1.5!" and f[true] == "true!" and select("#", f.y) == 1)
assert(#calls == 5)
local function nokey() return f[nil] end
assert(nokey() == "nil!" and f[0 / 0] ~= nil, "absent keys of every kind may be read")
-- Chain: table, then a function of a table further down, receiving the table it was found on.
local deep = {}
local last = setmetatable({}, { __index = function(t, k) return t end })
local cur = last
for _ = 1, 50 do cur = setmetatable({}, { __index = cur }) end
assert(cur.anything == last)
-- Numbers and strings as __index values use their own metatables.
local s = setmetatable({}, { __index = "str" })
assert(s.upper == string.upper and s.nothing == nil and not pcall(function() return s:len() end))
local function e(fn) return (select(2, pcall(fn)):gsub("^.-:%d+: ", "")) end
local loop = {}
setmetatable(loop, { __index = loop })
print(e(function() return loop.x end))  -- expect: '__index' chain too long; possible loop
local n = setmetatable({}, { __index = 42 })
print(e(function() return n.x end))  -- expect: attempt to index a number value
print(e(function() return n[1] end))  -- expect: attempt to index a number value
local b = setmetatable({}, { __index = function(t, k) error("no field " .. k, 0) end })
print(e(function() return b.missing end))  -- expect: no field missing
-- rawget does not look further; ipairs does.
local r = setmetatable({ 1, 2 }, { __index = function(_, i) if i <= 4 then return i * 10 end end })
local list = {}
for i, v in ipairs(r) do list[#list + 1] = i .. "=" .. v end
print(table.concat(list, " "), #r, rawget(r, 3))  -- expect: 1=1 2=2 3=30 4=40<TAB>2<TAB>nil
