-- Kind: objects, closures. An event bus with listeners, once-handlers and bubbling through a widget
-- tree, driving small state machines: the callback style of GUI and server code.

local Emitter = {}
Emitter.__index = Emitter

function Emitter.init(self)
  self.handlers = {}
  return self
end
function Emitter:on(event, handler)
  local list = self.handlers[event]
  if not list then
    list = {}
    self.handlers[event] = list
  end
  list[#list + 1] = handler
  return self
end
function Emitter:off(event, handler)
  local list = self.handlers[event]
  for i = #list, 1, -1 do
    if list[i] == handler then table.remove(list, i) end
  end
end
function Emitter:once(event, handler)
  local function wrapper(...)
    self:off(event, wrapper)
    return handler(...)
  end
  return self:on(event, wrapper)
end
function Emitter:emit(event, ...)
  local list = self.handlers[event]
  if not list then return 0 end
  local called = 0
  for i = #list, 1, -1 do
    list[i](self, ...)
    called = called + 1
  end
  return called
end

local Widget = setmetatable({}, { __index = Emitter })
Widget.__index = Widget
local count = 0
function Widget.new(parent, kind)
  count = count + 1
  local self = Emitter.init(setmetatable({ id = count, parent = parent, kind = kind, children = {} }, Widget))
  if parent then parent.children[#parent.children + 1] = self end
  return self
end
function Widget:dispatch(event, detail)
  local target, hops = self, 0
  while target do
    target:emit(event, detail)
    if detail.stopped then break end
    target = target.parent
    hops = hops + 1
  end
  return hops
end

local Machine = {}
Machine.__index = Machine
local transitions = {
  idle = { press = "armed", hover = "hover" },
  hover = { press = "armed", leave = "idle" },
  armed = { release = "fired", leave = "idle" },
  fired = { reset = "idle", press = "armed" },
}
function Machine.new() return setmetatable({ state = "idle", changes = 0, visits = {} }, Machine) end
function Machine:feed(event)
  local to = transitions[self.state][event]
  if not to then return false end
  self.state = to
  self.changes = self.changes + 1
  self.visits[to] = (self.visits[to] or 0) + 1
  return true
end

local stats = { press = 0, release = 0, stopped = 0, once = 0 }
local root = Widget.new(nil, "root")
local leaves = {}
for panel = 1, 8 do
  local p = Widget.new(root, "panel")
  p:on("press", function(_, detail)
    if detail.x > 90 then
      detail.stopped = true
      stats.stopped = stats.stopped + 1
    end
  end)
  for button = 1, 6 do
    local b = Widget.new(p, "button")
    local machine = Machine.new()
    b.machine = machine
    for _, event in ipairs { "press", "release", "hover", "leave", "reset" } do
      b:on(event, function(self, detail)
        if machine:feed(event) then detail.handled = self.id end
      end)
    end
    b:once("press", function() stats.once = stats.once + panel * button end)
    leaves[#leaves + 1] = b
  end
end
root:on("press", function() stats.press = stats.press + 1 end)
root:on("release", function(_, detail) stats.release = stats.release + (detail.handled or 0) end)

local events = { "hover", "press", "release", "reset", "press", "leave" }
local hops, seed = 0, 5
for round = 1, 380000 do
  seed = (seed * 16807) % 2147483647
  local leaf = leaves[seed % #leaves + 1]
  hops = hops + leaf:dispatch(events[round % #events + 1], { x = seed % 100, y = round, stopped = false })
end

local changes, fired = 0, 0
for _, leaf in ipairs(leaves) do
  changes = changes + leaf.machine.changes
  fired = fired + (leaf.machine.visits.fired or 0)
end
print(hops, changes, fired)
print(stats.press, stats.release, stats.stopped, stats.once)
