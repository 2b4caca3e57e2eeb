-- __newindex: functions, tables, chains; only for absent keys; rawset goes round it.
local log = {}
local t = setmetatable({ present = 1 }, { __newindex = function(t, k, v, ...)
  assert(select("#", ...) == 0)
  log[#log + 1] = tostring(k) .. "=" .. tostring(v)
  rawset(t, k, v)
end })
t.present = 2
t.new = 3
t.new = 4
t[1] = "a"
t[1] = "b"
t.new = nil
t.new = 5
print(table.concat(log, " "), t.present, t.new, t[1])  -- expect: new=3 1=a new=5<TAB>2<TAB>5<TAB>b
-- A table as target: the assignment goes there, with its own rules.
local store = {}
local proxy = setmetatable({}, { __newindex = store, __index = store })
proxy.x = 1
proxy[1], proxy[2] = "one", "two"
assert(store.x == 1 and rawget(proxy, "x") == nil and proxy.x == 1 and #store == 2 and #proxy == 0 and next(proxy) == nil)
proxy.x = nil
assert(store.x == nil and proxy.x == nil)
local far = {}
local chain = far
for _ = 1, 50 do chain = setmetatable({}, { __newindex = chain }) end
chain.y = 7
assert(far.y == 7)
-- Keys of every kind reach the handler; nil and NaN are refused only by the raw assignment.
local keys = {}
local any = setmetatable({}, { __newindex = function(_, k, v) keys[#keys + 1] = tostring(k) end })
any[1.5], any[true], any[2.0], any[nil], any[0 / 0] = 1, 1, 1, 1, 1
print(#keys, keys[3], keys[2], keys[4])  -- expect: 5<TAB>2.0<TAB>nil<TAB>true
local function e(f) return (select(2, pcall(f)):gsub("^.-:%d+: ", "")) end
local loop = {}
setmetatable(loop, { __newindex = loop })
print(e(function() loop.x = 1 end))  -- expect: '__newindex' chain too long; possible loop
print(e(function() setmetatable({}, { __newindex = 42 }).x = 1 end))  -- expect: attempt to index a number value
print(e(function() setmetatable({}, { __newindex = {} })[nil] = 1 end))  -- expect: table index is nil
print(e(function() local r = {} r[nil] = 1 end))  -- expect: table index is nil
print(e(function() local r = {} r[0 / 0] = 1 end))  -- expect: table index is NaN
print(e(function() rawset({}, nil, 1) end))  -- expect: table index is nil
print(e(function() rawset({}, 0 / 0, 1) end))  -- expect: table index is NaN
print(e(function() rawset(5, 1, 1) end))  -- expect: bad argument #1 to 'rawset' (table expected, got number)
-- A read-only table, and default values that are written on first read.
local ro = setmetatable({}, { __index = { v = 1 }, __newindex = function(_, k) error("read-only field '" .. k .. "'", 2) end })
print(pcall(function() ro.v = 2 end))  -- expect: false<TAB>newindex.lua:47: read-only field 'v'
local auto = setmetatable({}, { __index = function(tab, k) local v = k * 2 tab[k] = v return v end })
assert(auto[21] == 42 and rawget(auto, 21) == 42)
assert(rawset(auto, "k", 1) == auto)
