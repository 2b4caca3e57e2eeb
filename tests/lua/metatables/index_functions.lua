-- __index and __newindex as functions and tables: proxies, defaults, chains, rawness.
local log = {}
local function proxy(target)
  return setmetatable({}, {
    __index = function(_, k)
      log[#log + 1] = "get " .. tostring(k)
      return target[k]
    end,
    __newindex = function(_, k, v)
      log[#log + 1] = "set " .. tostring(k)
      target[k] = v
    end,
    __len = function() return #target end,
    __pairs = function() return pairs(target) end,
    __call = function(_, ...) return target, ... end,
  })
end
local data = { 1, 2, x = "y" }
local p = proxy(data)
print(p[1], p.x, p.none, #p)  -- expect: 1<TAB>y<TAB>nil<TAB>2
p[3], p.z = 3, "new"
print(data[3], data.z, rawget(p, 3), next(p))  -- expect: 3<TAB>new<TAB>nil<TAB>nil
print(table.concat(log, ","))  -- expect: get 1,get x,get none,set z,set 3
log = {}
p.x = p.x .. p.z
p[#p + 1] = #p
print(data.x, data[4], table.concat(log, ","))  -- expect: ynew<TAB>3<TAB>get x,get z,set x,set 4
print(select("#", p(1, 2)), (p()) == data)  -- expect: 3<TAB>true
local keys = {}
for k in pairs(p) do keys[#keys + 1] = tostring(k) end
table.sort(keys)
print(table.concat(keys, " "))  -- expect: 1 2 3 4 x z
-- defaults of several kinds
local zero = setmetatable({}, { __index = function() return 0 end })
for c in ("mississippi"):gmatch "." do zero[c] = zero[c] + 1 end
print(zero.m, zero.i, zero.s, zero.p, zero.q, rawget(zero, "q"))  -- expect: 1<TAB>4<TAB>4<TAB>2<TAB>0<TAB>nil
local auto
auto = setmetatable({}, { __index = function(t, k)
  local v = setmetatable({}, getmetatable(t))
  rawset(t, k, v)
  return v
end })
auto.a.b.c.d = "deep"
print(auto.a.b.c.d, rawget(auto.a, "b") ~= nil, rawget(auto, "x"))  -- expect: deep<TAB>true<TAB>nil
-- arguments: the original object, the key as it is
local who = setmetatable({}, { __index = function(t, k) return t, k, "ignored" end })
print(who.x == who, select("#", who.x), (who[1.0]) == who)  -- expect: true<TAB>1<TAB>true
local kinds = setmetatable({}, { __index = function(_, k) return math.type(k) or type(k) end })
print(kinds[1], kinds[1.0], kinds[1.5], kinds.s, kinds[true], kinds[print], kinds[2^53])  -- expect: integer<TAB>float<TAB>float<TAB>string<TAB>boolean<TAB>function<TAB>float
-- a chain of tables ends in a function
local base = setmetatable({}, { __index = function(t, k) return "made " .. k end })
local chain = base
for i = 1, 10 do chain = setmetatable({ ["level" .. i] = i }, { __index = chain }) end
print(chain.level1, chain.level10, chain.none)  -- expect: 1<TAB>10<TAB>made none
-- __newindex to a table stores there, by its own rules
local store = setmetatable({}, { __newindex = function(t, k, v) rawset(t, k, v * 2) end })
local writer = setmetatable({}, { __newindex = store })
writer.a = 5
print(rawget(writer, "a"), rawget(store, "a"))  -- expect: nil<TAB>10
store.a = 1
writer.a = 7
print(rawget(store, "a"), rawget(writer, "a"))  -- expect: 7<TAB>nil
-- existing keys do not ask, nil values do
local asked = 0
local t = setmetatable({ have = 1, [1] = "one" }, { __newindex = function(t, k, v)
  asked = asked + 1
  rawset(t, k, v)
end, __index = function() asked = asked + 100 end })
t.have, t[1] = 2, "uno"
t.new = 1
t.new = 2
t.new = nil
t.new = 3
print(asked, t.have, t[1], t.new, t.nothing, asked)  -- expect: 2<TAB>2<TAB>uno<TAB>3<TAB>nil<TAB>102
-- loops
local a, b = {}, {}
setmetatable(a, { __index = b })
setmetatable(b, { __index = a })
print(pcall(function() return a.x end))  -- expect: false<TAB>index_functions.lua:79: '__index' chain too long; possible loop
setmetatable(a, { __newindex = b })
setmetatable(b, { __newindex = a })
print(pcall(function() a.x = 1 end))  -- expect: false<TAB>index_functions.lua:82: '__newindex' chain too long; possible loop
local own = {}
setmetatable(own, own)
own.__index = function(_, k) return k .. "?" end
print(own.huh, own.__index ~= nil)  -- expect: huh?<TAB>true
own.__index = own
print(pcall(function() return own.huh end))  -- expect: false<TAB>index_functions.lua:88: '__index' chain too long; possible loop
-- a missing __index is no error for tables
print(setmetatable({}, {}).x, setmetatable({}, { __index = {} }).x)  -- expect: nil<TAB>nil
print(pcall(function() return setmetatable({}, { __index = 5 }).x end))  -- expect: false<TAB>index_functions.lua:91: attempt to index a number value
print(setmetatable({}, { __index = "text" }).len == string.len)  -- expect: true
