-- Event emitters, observers, signals and computed values.
local Emitter = {}
Emitter.__index = Emitter
function Emitter.new() return setmetatable({ handlers = {}, depth = 0 }, Emitter) end
function Emitter:on(event, f, priority)
  local list = self.handlers[event] or {}
  self.handlers[event] = list
  local entry = { f = f, priority = priority or 0, serial = #list }
  list[#list + 1] = entry
  table.sort(list, function(a, b) return a.priority > b.priority or a.priority == b.priority and a.serial < b.serial end)
  return function()
    for i, e in ipairs(list) do
      if e == entry then return table.remove(list, i) ~= nil end
    end
    return false
  end
end
function Emitter:once(event, f)
  local off
  off = self:on(event, function(...)
    off()
    return f(...)
  end)
  return off
end
function Emitter:emit(event, ...)
  local list = self.handlers[event]
  if not list then return 0 end
  local called = 0
  for _, e in ipairs(table.move(list, 1, #list, 1, {})) do
    local ok, stop = pcall(e.f, ...)
    called = called + 1
    if not ok then
      if event == "error" then error(stop, 0) end
      self:emit("error", event, stop)
    elseif stop == "stop" then break end
  end
  return called
end
local log = {}
local function say(...) log[#log + 1] = table.concat({ ... }, " ") end
local function flush()
  print(#log, table.concat(log, "; "))
  log = {}
end
local e = Emitter.new()
local off = e:on("x", function(v) say("first", v) end)
e:on("x", function(v) say("important", v) end, 10)
e:once("x", function(v) say("once", v) end)
print(e:emit("x", 1), e:emit("x", 2), e:emit("nothing"))  -- expect: 3<TAB>2<TAB>0
flush()  -- expect: 5<TAB>important 1; first 1; once 1; important 2; first 2
print(off(), off(), e:emit("x", 3))  -- expect: true<TAB>false<TAB>1
flush()  -- expect: 1<TAB>important 3
e:on("x", function() return "stop" end, 5)
print(e:emit("x", 4))  -- expect: 2
flush()  -- expect: 1<TAB>important 4
e:on("error", function(event, m) say("error in", event, m) end)
e:on("bad", function() error("broken", 0) end)
e:on("bad", function() say("still called") end)
print(e:emit("bad"))  -- expect: 2
flush()  -- expect: 2<TAB>error in bad broken; still called
e:on("self", function() e:on("self", function() say("added while emitting") end) end)
print(e:emit("self"), e:emit("self"))  -- expect: 1<TAB>2
flush()  -- expect: 1<TAB>added while emitting
-- values that depend on values
local current
local function cell(v)
  local readers = {}
  return setmetatable({}, { __call = function(_, ...)
    if select("#", ...) > 0 then
      v = (...)
      local dirty = readers
      readers = {}
      for i = 1, #dirty do dirty[i]() end
    elseif current then
      readers[#readers + 1] = current
    end
    return v
  end })
end
local function effect(f)
  local function run()
    local outer = current
    current = run
    local ok, m = pcall(f)
    current = outer
    if not ok then say("effect failed", m) end
  end
  run()
end
local function computed(f)
  local c = cell()
  effect(function() c(f()) end)
  return c
end
local width, height = cell(3), cell(4)
local area = computed(function() return width() * height() end)
effect(function() say("area is", area()) end)
width(5)
height(10)
flush()  -- expect: 4<TAB>area is 12; area is 20; area is 50; area is 50
local flag, a, b = cell(true), cell("a"), cell("b")
effect(function() say(flag() and a() or b()) end)
b("b2")
a("a2")
flag(false)
a("a3")
b("b3")
flush()  -- expect: 8<TAB>a; a2; b2; b2; b2; b3; b3; b3
