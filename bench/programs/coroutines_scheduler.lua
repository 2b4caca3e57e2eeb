-- Kind: coroutines, tables. A cooperative scheduler: tasks that sleep, wait on channels and locks, spawn
-- and join others, some failing; the core of an event-loop framework.

local Scheduler = {}
Scheduler.__index = Scheduler

local function new_scheduler()
  return setmetatable({ now = 0, ready = {}, first = 1, last = 0, timers = {}, switches = 0, failed = 0 }, Scheduler)
end

function Scheduler:push(task, ...)
  self.last = self.last + 1
  self.ready[self.last] = task
  task.n, task.a, task.b = select("#", ...), ...
end

function Scheduler:spawn(body, ...)
  local task = { co = coroutine.create(body), waiting = {}, done = false }
  self:push(task, ...)
  return task
end

-- Timers are a binary heap by (time, order of arrival).
local function earlier(a, b) return a.at < b.at or (a.at == b.at and a.seq < b.seq) end
function Scheduler:after(delay, task)
  local heap = self.timers
  self.seq = (self.seq or 0) + 1
  local item = { at = self.now + delay, seq = self.seq, task = task }
  local i = #heap + 1
  heap[i] = item
  while i > 1 do
    local parent = i // 2
    if not earlier(item, heap[parent]) then break end
    heap[i], heap[parent] = heap[parent], item
    i = parent
  end
end
function Scheduler:next_timer()
  local heap = self.timers
  local n = #heap
  if n == 0 then return nil end
  local top, item = heap[1], heap[n]
  heap[n] = nil
  n = n - 1
  if n > 0 then
    local i = 1
    while true do
      local child = 2 * i
      if child > n then break end
      if child < n and earlier(heap[child + 1], heap[child]) then child = child + 1 end
      if not earlier(heap[child], item) then break end
      heap[i] = heap[child]
      i = child
    end
    heap[i] = item
  end
  return top
end

local yield = coroutine.yield
local function sleep(n) return yield("sleep", n) end

local Channel = {}
Channel.__index = Channel
local function channel(capacity) return setmetatable({ items = {}, head = 1, tail = 0, cap = capacity }, Channel) end
function Channel:send(v)
  while self.tail - self.head + 1 >= self.cap do yield("park", self) end
  self.tail = self.tail + 1
  self.items[self.tail] = v
  yield("wake", self)
end
function Channel:receive()
  while self.tail < self.head do
    if self.closed then return nil end
    yield("park", self)
  end
  local v = self.items[self.head]
  self.items[self.head] = nil
  self.head = self.head + 1
  yield("wake", self)
  return v
end

function Scheduler:step(task)
  self.switches = self.switches + 1
  local ok, what, arg = coroutine.resume(task.co, task.a, task.b)
  task.a, task.b = nil, nil
  if coroutine.status(task.co) == "dead" then
    task.done = true
    if not ok then self.failed = self.failed + 1 end
    for _, waiter in ipairs(task.waiting) do self:push(waiter, ok, what) end
  elseif what == "sleep" then
    self:after(arg, task)
  elseif what == "park" then
    arg.parked = arg.parked or {}
    table.insert(arg.parked, task)
  elseif what == "wake" then
    local parked = arg.parked
    arg.parked = nil
    if parked then
      for _, waiter in ipairs(parked) do self:push(waiter) end
    end
    self:push(task)
  elseif what == "join" then
    if arg.done then self:push(task, true) else table.insert(arg.waiting, task) end
  else
    self:push(task)
  end
end

function Scheduler:run()
  while true do
    while self.first <= self.last do
      local task = self.ready[self.first]
      self.ready[self.first] = nil
      self.first = self.first + 1
      self:step(task)
    end
    local timer = self:next_timer()
    if not timer then break end
    self.now = timer.at
    self:push(timer.task)
  end
end

local sched = new_scheduler()
local received, sum, woken = 0, 0, 0

local function producer(ch, n)
  for i = 1, n do
    ch:send(i * 7 % 101)
    if i % 5 == 0 then sleep(i % 3 + 1) end
  end
end
local function consumer(ch)
  while true do
    local v = ch:receive()
    if v == nil then return received end
    received, sum = received + 1, sum + v
    if v % 10 == 0 then sleep(v % 7) end
  end
end
local function ticker(id)
  for i = 1, 640 do
    sleep(id % 9 + 1)
    woken = woken + i
    if id % 13 == 0 and i == 320 then error("ticker " .. id .. " failed") end
  end
end

for group = 1, 6 do
  sched:spawn(function()
    local ch = channel(4 + group)
    local makers = {}
    for i = 1, 4 do makers[i] = sched:spawn(producer, ch, 2600) end
    local users = {}
    for i = 1, 3 do users[i] = sched:spawn(consumer, ch) end
    for _, task in ipairs(makers) do yield("join", task) end
    ch.closed = true
    yield("wake", ch)
    for _, task in ipairs(users) do yield("join", task) end
  end)
end
for id = 1, 150 do sched:spawn(ticker, id) end
sched:run()
print(received, sum, woken, sched.failed, sched.now, sched.switches)
