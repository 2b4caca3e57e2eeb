-- table.insert and table.remove work through __index, __newindex and __len.
local log = {}
local store = { "a", "b", "c" }
local proxy = setmetatable({}, {
  __len = function()
    log[#log + 1] = "#"
    return #store
  end,
  __index = function(_, k)
    log[#log + 1] = "r" .. k
    return store[k]
  end,
  __newindex = function(_, k, v)
    log[#log + 1] = "w" .. k .. "=" .. tostring(v)
    store[k] = v
  end,
})
local function flush()
  print(table.concat(log, " "))
  log = {}
end
table.insert(proxy, "d")
flush()  -- expect: # w4=d
table.insert(proxy, 2, "x")
flush()  -- expect: # r4 w5=d r3 w4=c r2 w3=b w2=x
print(table.concat(store))  -- expect: axbcd
print(table.remove(proxy))  -- expect: d
flush()  -- expect: # r5 w5=nil
print(table.remove(proxy, 1))  -- expect: a
flush()  -- expect: # r1 r2 w1=x r3 w2=b r4 w3=c w4=nil
print(table.concat(store))  -- expect: xbc
print(table.remove(proxy, 4))  -- expect: nil
flush()  -- expect: # r4 w4=nil
print(next(proxy))  -- expect: nil
-- the length must be an integer
local function with_len(n) return setmetatable({}, { __len = function() return n end }) end
print(pcall(table.insert, with_len("x"), 1))  -- expect: false<TAB>object length is not an integer
print(pcall(table.insert, with_len(1.5), 1))  -- expect: false<TAB>object length is not an integer
print(pcall(table.insert, with_len(nil), 1))  -- expect: false<TAB>object length is not an integer
print(pcall(table.remove, with_len({})))  -- expect: false<TAB>object length is not an integer
local f = with_len(2.0)
table.insert(f, "at three")
print(rawget(f, 3))  -- expect: at three
local s = with_len("4")
print(pcall(table.insert, s, "v"))  -- expect: true
print(rawget(s, 5))  -- expect: v
-- lengths at the edge
local top = with_len(math.maxinteger)
print(pcall(table.insert, top, "wraps"))  -- expect: true
print(rawget(top, math.mininteger))  -- expect: wraps
local negative = with_len(-1)
table.insert(negative, "v")
print(negative[0])  -- expect: v
print(pcall(table.remove, with_len(-5)))  -- expect: true<TAB>nil
print(pcall(table.remove, with_len(-5), -5))  -- expect: true<TAB>nil
-- objects that are no tables but have the metamethods
local mt = { __index = function(_, k) return k <= 3 and k * 10 or nil end, __newindex = function() end, __len = function() return 3 end }
debug.setmetatable(1, mt)
print(pcall(table.remove, 5), pcall(table.insert, 5, 1))  -- expect: true<TAB>true
print(table.concat(5, ","))  -- expect: 10,20,30
debug.setmetatable(1, { __index = mt.__index, __len = mt.__len })
print(pcall(table.remove, 5))  -- expect: false<TAB>bad argument #1 to 'table.remove' (table expected, got number)
print(table.concat(5, ","), table.unpack(5))  -- expect: 10,20,30<TAB>10<TAB>20<TAB>30
debug.setmetatable(1, { __index = mt.__index })
print(pcall(table.concat, 5))  -- expect: false<TAB>bad argument #1 to 'table.concat' (table expected, got number)
debug.setmetatable(1, nil)
print(pcall(table.concat, 5))  -- expect: false<TAB>bad argument #1 to 'table.concat' (table expected, got number)
