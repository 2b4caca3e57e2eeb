-- Objects brought back by finalizers; finalizers set late, removed, set again.
local function full()
  collectgarbage()
  collectgarbage()
end
local saved
do
  local o = setmetatable({ name = "phoenix", child = { "alive" } }, { __gc = function(o) saved = o end })
end
full()
assert(saved and saved.name == "phoenix" and saved.child[1] == "alive")
-- called once, unless marked again
local calls = 0
do
  local mt = {}
  mt.__gc = function(o)
    calls = calls + 1
    saved = o
  end
  setmetatable({}, mt)
end
full()
assert(calls == 1)
saved = nil
full()
assert(calls == 1)
do
  local mt = {}
  mt.__gc = function(o)
    calls = calls + 1
    if calls < 5 then setmetatable(o, mt) end
  end
  setmetatable({}, mt)
end
for _ = 1, 10 do full() end
assert(calls == 5)
-- __gc added to the metatable after setmetatable does not count
local late = 0
do
  local mt = {}
  local o = setmetatable({}, mt)
  mt.__gc = function() late = late + 1 end
end
full()
assert(late == 0)
-- any value under __gc at setmetatable marks; what is there at the end is called
do
  local mt = { __gc = true }
  local o = setmetatable({}, mt)
  mt.__gc = function() late = late + 1 end
end
full()
assert(late == 1)
do
  local mt = { __gc = function() late = late + 1 end }
  local o = setmetatable({}, mt)
  mt.__gc = nil
end
full()
assert(late == 1)
-- removing the metatable does too
do
  local mt = { __gc = function() late = late + 1 end }
  local o = setmetatable({}, mt)
  setmetatable(o, nil)
end
full()
assert(late == 1)
-- a weak table loses values before finalization, keys after
local wv, wk = setmetatable({}, { __mode = "v" }), setmetatable({}, { __mode = "k" })
local in_v, in_k
do
  local o = setmetatable({}, { __gc = function(o)
    in_v, in_k = wv[1], wk[o]
  end })
  wv[1], wk[o] = o, "still here"
end
full()
assert(in_v == nil and in_k == "still here" and next(wv) == nil)
full()
assert(next(wk) == nil)
-- finalizers create garbage and objects with finalizers
local made = 0
do
  local mt = {}
  mt.__gc = function()
    made = made + 1
    if made < 20 then setmetatable({}, mt) end
    local junk = {}
    for i = 1, 100 do junk[i] = { i } end
  end
  setmetatable({}, mt)
end
for _ = 1, 30 do full() end
assert(made == 20)
-- two objects that refer to each other are both finalized
local seen = {}
do
  local mt = { __gc = function(o) seen[#seen + 1] = o.name .. "->" .. o.other.name end }
  local a, b = { name = "a" }, { name = "b" }
  a.other, b.other = b, a
  setmetatable(a, mt)
  setmetatable(b, mt)
end
full()
assert(#seen == 2 and seen[1] == "b->a" and seen[2] == "a->b")
-- yields are not possible in finalizers, errors neither reach the program
do setmetatable({}, { __gc = function() coroutine.yield() end }) end
full()
print "ok"
