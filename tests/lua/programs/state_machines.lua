-- Hierarchical state machines, a vending machine, a traffic light, a turnstile, a protocol checker.
local Machine = {}
Machine.__index = Machine
local function machine(definition)
  local m = setmetatable({ states = definition.states, history = {}, context = definition.context or {} }, Machine)
  m:enter(definition.start)
  return m
end
function Machine:log(...) self.history[#self.history + 1] = table.concat({ ... }, " ") end
local function path(name)
  local out = {}
  for part in name:gmatch("[^.]+") do out[#out + 1] = #out > 0 and out[#out] .. "." .. part or part end
  return out
end
function Machine:enter(name)
  local from, to = path(self.current or ""), path(name)
  local common = 0
  while from[common + 1] and from[common + 1] == to[common + 1] and common + 1 < #to do common = common + 1 end
  for i = #from, common + 1, -1 do
    local s = self.states[from[i]]
    if s and s.exit then s.exit(self) end
  end
  self.current = name
  for i = common + 1, #to do
    local s = self.states[to[i]] or error("no state " .. to[i], 0)
    if s.enter then s.enter(self) end
  end
  local initial = self.states[name].initial
  if initial then return self:enter(name .. "." .. initial) end
end
function Machine:send(event, ...)
  local p = path(self.current)
  for i = #p, 1, -1 do
    local s = self.states[p[i]]
    local t = s.on and s.on[event]
    if t then
      local target = type(t) == "function" and t(self, ...) or type(t) == "string" and t
      if target then self:enter(target) end
      return true
    end
  end
  self:log("?" .. event)
  return false
end
function Machine:flush()
  print(self.current, table.concat(self.history, ", "))
  self.history = {}
end
local vending = machine {
  start = "idle",
  context = { credit = 0, stock = { cola = 1, tea = 2 }, price = { cola = 150, tea = 80 } },
  states = {
    idle = { enter = function(m) m:log("ready") end, on = { coin = function(m, v) m.context.credit = v return "paying" end } },
    paying = {
      enter = function(m) m:log("credit " .. m.context.credit) end,
      on = {
        coin = function(m, v) m.context.credit = m.context.credit + v return "paying" end,
        choose = function(m, what)
          local c = m.context
          if not c.price[what] then return m:log("no " .. what) end
          if c.stock[what] == 0 then return m:log(what .. " sold out") end
          if c.credit < c.price[what] then return m:log("needs " .. c.price[what] - c.credit) end
          c.stock[what], c.credit = c.stock[what] - 1, c.credit - c.price[what]
          m:log("drop " .. what)
          return c.credit > 0 and "change" or "idle"
        end,
        cancel = "change",
      },
    },
    change = {
      enter = function(m)
        local c, out = m.context, {}
        for _, v in ipairs { 100, 50, 20, 10 } do
          while c.credit >= v do
            out[#out + 1] = v
            c.credit = c.credit - v
          end
        end
        m:log("returns " .. table.concat(out, "+"))
        m:enter("idle")
      end,
    },
  },
}
vending:flush()  -- expect: idle<TAB>ready
for _, e in ipairs { { "choose", "tea" }, { "coin", 100 }, { "choose", "cola" }, { "coin", 100 }, { "choose", "cola" }, { "coin", 200 }, { "choose", "cola" }, { "choose", "soup" }, { "choose", "tea" }, { "coin", 30 }, { "cancel" } } do vending:send(table.unpack(e)) end
vending:flush()  -- expect: idle<TAB>?choose, credit 100, needs 50, credit 200, drop cola, returns 50, ready, credit 200, cola sold out, no soup, drop tea, returns 100+20, ready, credit 30, returns 20+10, ready
local function mark(m, s) return function(x) x:log(s) end end
local phone = machine {
  start = "off",
  states = {
    off = { on = { power = "on" } },
    on = { initial = "locked", enter = mark(nil, "+on"), exit = mark(nil, "-on"), on = { power = "off", low = "on.saving" } },
    ["on.locked"] = { enter = mark(nil, "+locked"), exit = mark(nil, "-locked"), on = { unlock = "on.home" } },
    ["on.home"] = { enter = mark(nil, "+home"), exit = mark(nil, "-home"), on = { lock = "on.locked", call = "on.busy" } },
    ["on.busy"] = { initial = "ringing", enter = mark(nil, "+busy"), exit = mark(nil, "-busy"), on = { hang = "on.home" } },
    ["on.busy.ringing"] = { enter = mark(nil, "+ringing"), exit = mark(nil, "-ringing"), on = { answer = "on.busy.talking" } },
    ["on.busy.talking"] = { enter = mark(nil, "+talking"), exit = mark(nil, "-talking") },
    ["on.saving"] = { enter = mark(nil, "+saving"), exit = mark(nil, "-saving") },
  },
}
for e in ("power unlock call answer hang call low nothing power power unlock lock"):gmatch("%a+") do
  phone:send(e)
  phone:flush()  -- expect: on.locked<TAB>+on, +locked
  -- expect: on.home<TAB>-locked, +home
  -- expect: on.busy.ringing<TAB>-home, +busy, +ringing
  -- expect: on.busy.talking<TAB>-ringing, +talking
  -- expect: on.home<TAB>-talking, -busy, +home
  -- expect: on.busy.ringing<TAB>-home, +busy, +ringing
  -- expect: on.saving<TAB>-ringing, -busy, +saving
  -- expect: on.saving<TAB>?nothing
  -- expect: off<TAB>-saving, -on
  -- expect: on.locked<TAB>+on, +locked
  -- expect: on.home<TAB>-locked, +home
  -- expect: on.locked<TAB>-home, +locked
end
print(pcall(phone.enter, phone, "nowhere"))  -- expect: false<TAB>no state nowhere
-- a machine from a text table, minimized
local text = [[
a 0 b 1 c
b 0 b 1 d
c 0 b 1 c
d 0 b 1 e
e 0 b 1 c accept
f 0 e 1 e
]]
local states, order = {}, {}
for name, zero, one, accept in text:gmatch("(%l) 0 (%l) 1 (%l)( ?a?c?c?e?p?t?)\n") do
  states[name] = { zero, one, accept = accept ~= "" }
  order[#order + 1] = name
end
local reachable, queue = { a = true }, { "a" }
for _, s in ipairs(queue) do
  for i = 1, 2 do
    local n = states[s][i]
    if not reachable[n] then
      reachable[n] = true
      queue[#queue + 1] = n
    end
  end
end
table.sort(queue)
local class = {}
for _, s in ipairs(queue) do class[s] = states[s].accept and 1 or 0 end
local count, before = 2, 0
while count ~= before do
  before = count
  local keys, n, new = {}, 0, {}
  for _, s in ipairs(queue) do
    local k = class[s] .. ":" .. class[states[s][1]] .. ":" .. class[states[s][2]]
    if not keys[k] then
      keys[k] = n
      n = n + 1
    end
    new[s] = keys[k]
  end
  class, count = new, n
end
local groups = {}
for _, s in ipairs(queue) do groups[class[s] + 1] = (groups[class[s] + 1] or "") .. s end
print(count, table.concat(groups, " "))  -- expect: 4<TAB>ac b d e
for _, input in ipairs { "011", "0011", "1", "01011", "0110" } do
  local s = "a"
  for bit in input:gmatch("%d") do s = states[s][bit + 1] end
  print(input, s, states[s].accept)  -- expect: 011<TAB>e<TAB>true
  -- expect: 0011<TAB>e<TAB>true
  -- expect: 1<TAB>c<TAB>false
  -- expect: 01011<TAB>e<TAB>true
  -- expect: 0110<TAB>b<TAB>false
end
