-- A scheduler of coroutines in simulated time: sleeping, messages, timeouts, failures.
local Loop = {}
Loop.__index = Loop
function Loop.new() return setmetatable({ now = 0, queue = {}, serial = 0, log = {} }, Loop) end
function Loop:at(time, action)
  self.serial = self.serial + 1
  local e, q = { time = time, serial = self.serial, action = action }, self.queue
  local i = #q + 1
  while i > 1 and (q[i - 1].time > time or q[i - 1].time == time and q[i - 1].serial > e.serial) do
    q[i] = q[i - 1]
    i = i - 1
  end
  q[i] = e
  return e
end
function Loop:say(...)
  self.log[#self.log + 1] = ("[%g] %s"):format(self.now, table.concat({ ... }, " "))
end
function Loop:spawn(name, f, ...)
  local task = { name = name, inbox = {} }
  task.co = coroutine.create(f)
  self:at(self.now, function() self:step(task, task, self) end)
  task.args = table.pack(...)
  return task
end
function Loop:step(task, ...)
  if coroutine.status(task.co) == "dead" then return end
  self.current = task
  local ok, what, value = coroutine.resume(task.co, ...)
  if not ok then
    self:say(task.name, "failed:", tostring(what))
    task.failed = what
  elseif coroutine.status(task.co) == "dead" then
    self:say(task.name, "returned", tostring(what))
    for _, w in ipairs(task.waiting or {}) do self:at(self.now, function() self:step(w, what) end) end
    task.result = what
  elseif what == "sleep" then
    self:at(self.now + value, function() self:step(task) end)
  elseif what == "receive" then
    task.receiving = true
    if value then
      task.timer = self:at(self.now + value, function()
        if task.receiving then
          task.receiving = false
          self:step(task, nil, "timeout")
        end
      end)
    end
    self:deliver(task)
  elseif what == "join" then
    if value.result ~= nil or coroutine.status(value.co) == "dead" then
      self:at(self.now, function() self:step(task, value.result) end)
    else
      value.waiting = value.waiting or {}
      table.insert(value.waiting, task)
    end
  end
end
function Loop:deliver(task)
  if task.receiving and #task.inbox > 0 then
    task.receiving = false
    local m = table.remove(task.inbox, 1)
    self:at(self.now, function() self:step(task, m) end)
  end
end
function Loop:send(task, m)
  table.insert(task.inbox, m)
  self:deliver(task)
end
function Loop:run()
  while #self.queue > 0 do
    local e = table.remove(self.queue, 1)
    self.now = e.time
    e.action()
  end
end
local sleep = function(n) return coroutine.yield("sleep", n) end
local receive = function(t) return coroutine.yield("receive", t) end
local join = function(t) return coroutine.yield("join", t) end

local loop = Loop.new()
local printer = loop:spawn("printer", function(self)
  local n = 0
  while true do
    local m, why = receive(5)
    if not m then
      loop:say("printer gives up:", why)
      return n
    end
    n = n + 1
    loop:say("printing", m)
    sleep(0.5)
  end
end)
for i = 1, 3 do
  loop:spawn("worker" .. i, function(self)
    for job = 1, i do
      sleep(i)
      loop:send(printer, self.name .. "/" .. job)
    end
    return i * 10
  end)
end
loop:spawn("boss", function()
  local w = loop:spawn("helper", function()
    sleep(2.25)
    return "help"
  end)
  loop:say("boss got", join(w))
  local bad = loop:spawn("bad", function()
    sleep(1)
    error("broken", 0)
  end)
  sleep(3)
  loop:say("bad said", tostring(bad.failed))
  return join(printer) + 1
end)
loop:run()
for _, line in ipairs(loop.log) do print(line) end  -- expect: [1] worker1 returned 10
-- expect: [1] printing worker1/1
-- expect: [2] printing worker2/1
-- expect: [2.25] helper returned help
-- expect: [2.25] boss got help
-- expect: [3] printing worker3/1
-- expect: [3.25] bad failed: broken
-- expect: [4] worker2 returned 20
-- expect: [4] printing worker2/2
-- expect: [5] printer gives up: timeout
-- expect: [5] printer returned 4
-- expect: [5.25] bad said broken
-- expect: [5.25] boss returned 5
-- expect: [9] worker3 returned 30
print(loop.now, #loop.queue)  -- expect: 9.5<TAB>0
