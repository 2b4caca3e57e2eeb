-- trinity.net.loop: tasks, and the time that they wait for.
--
-- A task is a coroutine that the loop runs. What waits (loop.sleep, http.get, ...) lets other tasks run meanwhile; called by
-- the main program, outside of any task, it runs the loop until it is done.
local native = ...
local loop = { now = native.now, stop = native.stop, run = native.run }

local pack, unpack = table.pack, table.unpack

local function check_seconds(seconds, name, level)
  if type(seconds) ~= "number" or not (seconds >= 0 and seconds < 1e9) then
    error(("bad argument #1 to '%s' (seconds from 0 to 1e9 expected)"):format(name), level + 1)
  end
end

-- Waits; other tasks run.
function loop.sleep(seconds)
  check_seconds(seconds, "sleep", 2)
  return native.sleep(seconds)
end

local Task = { __name = "task" }
Task.__index = Task

local function with_traceback(message)
  if type(message) ~= "string" and type(message) ~= "number" then return message end
  return debug.traceback(message, 2)
end

-- What to do with the error of a task that nobody waits for.
loop.on_error = function(message)
  io.stderr:write("trinity: a task failed: ", tostring(message), "\n")
end

local function finish(task, ok, ...)
  task.done, task.ok, task.results = true, ok, pack(...)
  local tickets = task.tickets
  task.tickets = nil
  if tickets then
    for _, ticket in ipairs(tickets) do native.wake(ticket) end
  elseif not ok then
    -- Whoever waits later still gets it; but most errors nobody waits for.
    loop.on_error((...))
  end
end

local function body(task, f, ...)
  finish(task, xpcall(f, with_traceback, ...))
end

-- Calls f(...) in a task of its own, in a later turn of the loop.
function loop.spawn(f, ...)
  if type(f) ~= "function" then
    error(("bad argument #1 to 'spawn' (function expected, got %s)"):format(type(f)), 2)
  end
  local task = setmetatable({}, Task)
  native.start(body, task, f, ...)
  return task
end

-- Waits for the end of the task. Its results, or nil and its error.
function Task:wait()
  if not self.done then
    local ticket = native.ticket()
    self.tickets = self.tickets or {}
    table.insert(self.tickets, ticket)
    local ok, why = native.wait(ticket)
    if not ok then return nil, why end
  end
  if self.ok then return unpack(self.results, 1, self.results.n) end
  return nil, self.results[1]
end

return loop
