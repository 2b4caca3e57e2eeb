-- Kind: tables, objects. Queues, deques, ring buffers, stacks and binary heaps, used by a shortest-path
-- search on a grid, a print spooler and a sliding-window maximum.

local Queue = {}
Queue.__index = Queue
function Queue.new() return setmetatable({ first = 1, last = 0 }, Queue) end
function Queue:push(v)
  self.last = self.last + 1
  self[self.last] = v
end
function Queue:push_front(v)
  self.first = self.first - 1
  self[self.first] = v
end
function Queue:pop()
  local v = self[self.first]
  if self.first > self.last then return nil end
  self[self.first] = nil
  self.first = self.first + 1
  return v
end
function Queue:pop_back()
  if self.first > self.last then return nil end
  local v = self[self.last]
  self[self.last] = nil
  self.last = self.last - 1
  return v
end
function Queue:size() return self.last - self.first + 1 end

local Heap = {}
Heap.__index = Heap
function Heap.new() return setmetatable({ keys = {}, values = {}, n = 0 }, Heap) end
function Heap:push(key, value)
  local keys, values = self.keys, self.values
  local i = self.n + 1
  self.n = i
  while i > 1 do
    local parent = i >> 1
    if keys[parent] <= key then break end
    keys[i], values[i] = keys[parent], values[parent]
    i = parent
  end
  keys[i], values[i] = key, value
end
function Heap:pop()
  local n = self.n
  if n == 0 then return nil end
  local keys, values = self.keys, self.values
  local top_key, top = keys[1], values[1]
  local key, value = keys[n], values[n]
  keys[n], values[n] = nil, nil
  n = n - 1
  self.n = n
  local i = 1
  while 2 * i <= n do
    local child = 2 * i
    if child < n and keys[child + 1] < keys[child] then child = child + 1 end
    if keys[child] >= key then break end
    keys[i], values[i] = keys[child], values[child]
    i = child
  end
  if n > 0 then keys[i], values[i] = key, value end
  return top, top_key
end

local function shortest(width, height, cost)
  local distance, heap = {}, Heap.new()
  for i = 0, width * height - 1 do distance[i] = math.huge end
  distance[0] = 0
  heap:push(0, 0)
  local visited = 0
  while heap.n > 0 do
    local cell, d = heap:pop()
    if d == distance[cell] then
      visited = visited + 1
      local x, y = cell % width, cell // width
      for k = 1, 4 do
        local nx = k == 1 and x + 1 or k == 2 and x - 1 or x
        local ny = k == 3 and y + 1 or k == 4 and y - 1 or y
        if nx >= 0 and nx < width and ny >= 0 and ny < height then
          local to = ny * width + nx
          local nd = d + cost(nx, ny)
          if nd < distance[to] then
            distance[to] = nd
            heap:push(nd, to)
          end
        end
      end
    end
  end
  return distance[width * height - 1], visited
end

local function spooler(jobs)
  local queue, done, clock = Queue.new(), 0, 0
  for i = 1, jobs do
    queue:push({ id = i, pages = i * 13 % 29 + 1, priority = i % 10 == 0 })
    if i % 3 == 0 then
      local job = queue:pop()
      clock = clock + math.min(job.pages, 10)
      job.pages = job.pages - 10
      if job.pages > 0 then
        if job.priority then queue:push_front(job) else queue:push(job) end
      else
        done = done + 1
      end
    end
  end
  while queue:size() > 0 do
    local job = queue:size() % 2 == 0 and queue:pop() or queue:pop_back()
    clock, done = clock + job.pages, done + 1
  end
  return clock, done
end

local function window_max(list, k)
  local deque, total = Queue.new(), 0
  for i = 1, #list do
    while deque:size() > 0 and list[deque[deque.last]] <= list[i] do deque:pop_back() end
    deque:push(i)
    if deque[deque.first] <= i - k then deque:pop() end
    if i >= k then total = total + list[deque[deque.first]] end
  end
  return total
end

local function ring(n, size)
  local buffer, head, count, dropped = {}, 0, 0, 0
  for i = 1, n do
    buffer[(head + count) % size] = i
    if count < size then count = count + 1 else
      head = (head + 1) % size
      dropped = dropped + 1
    end
    if i % 5 == 0 then
      head, count = (head + 1) % size, count - 1
    end
  end
  return buffer[head] + dropped
end

local list = {}
for i = 1, 20000 do list[i] = i * 7919 % 10007 end
for round = 1, 18 do
  local d, visited = shortest(70, 60, function(x, y) return (x * 7 + y * 13 * round) % 9 + 1 end)
  local clock, done = spooler(14000)
  print(d, visited, clock, done, window_max(list, 10 * round), ring(40000, 64))
end
