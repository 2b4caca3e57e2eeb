-- Objects found dead together are finalized in the reverse order of setmetatable; a finalizer may bring its object back.
local log = {}
local function note(o) log[#log + 1] = o[1] end
local held = {}
for i = 1, 4 do held[i] = setmetatable({i}, {__gc = note}) end
held = nil
collectgarbage()
print(table.concat(log, " "))                             -- expect: 4 3 2 1

-- Marking again does not change the place of an object.
log = {}
local a = setmetatable({"a"}, {__gc = note})
local b = setmetatable({"b"}, {__gc = note})
setmetatable(a, {__gc = note})
a, b = nil
collectgarbage()
print(table.concat(log, " "))                             -- expect: b a

-- A metatable that gains __gc later does not count; one that had it when it was set may change it.
log = {}
local mt = {}
local c = setmetatable({"c"}, mt)
mt.__gc = note
local d = setmetatable({"d"}, mt)
mt.__gc = function(o) log[#log + 1] = o[1] .. "!" end
c, d = nil
collectgarbage()
print(table.concat(log, " "))                             -- expect: d!

-- Resurrection: finalized once, unless it is marked again.
local saved
local function save(o) saved = o; log[#log + 1] = "saved" end
log = {}
setmetatable({"e"}, {__gc = save})
collectgarbage()
print(saved[1], #log)                                     -- expect: e<TAB>1
saved = nil
collectgarbage()
print(saved, #log)                                        -- expect: nil<TAB>1
setmetatable({"f"}, {__gc = function(o) save(o); setmetatable(o, getmetatable(o)) end})
collectgarbage()
saved = nil
collectgarbage()
print(saved[1], #log)                                     -- expect: f<TAB>3
getmetatable(saved).__gc = nil
saved = nil

-- What only a dead object reaches lives until its finalizer has run.
local weak_values, weak_keys = setmetatable({}, {__mode = "v"}), setmetatable({}, {__mode = "k"})
do
  local part = {}
  local owner = setmetatable({part}, {__gc = function(o)
    print(weak_values[1], weak_values[2], weak_keys[o], weak_keys[o[1]])
  end})
  weak_values[1], weak_values[2] = owner, part
  weak_keys[owner], weak_keys[part] = "owner", "part"
end
collectgarbage()                                          -- expect: nil<TAB>nil<TAB>owner<TAB>part
collectgarbage()
print(next(weak_values), next(weak_keys))                 -- expect: nil<TAB>nil

-- Finalizers do not nest, and cannot steer the collector.
local depth, deepest = 0, 0
for _ = 1, 300 do
  setmetatable({}, {__gc = function()
    depth = depth + 1
    deepest = math.max(depth, deepest)
    for _ = 1, 50 do local _ = {{}} end
    assert(collectgarbage() == nil and collectgarbage("count") == nil and collectgarbage("stop") == nil)
    depth = depth - 1
  end})
end
collectgarbage()
print(deepest, collectgarbage("isrunning"))               -- expect: 1<TAB>true
