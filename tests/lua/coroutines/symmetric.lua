-- Symmetric transfer, schedulers with queues, and producer-consumer built on coroutines.
local yield, resume = coroutine.yield, coroutine.resume
local function dispatcher(co, ...)
  local value = ...
  while co do
    local ok, target, v = resume(co, value)
    assert(ok, target)
    co, value = target, v
  end
  return value
end
local log, A, B = {}, nil, nil
A = coroutine.create(function(v)
  for i = 1, 3 do
    log[#log + 1] = "A" .. i .. v
    v = yield(B, "a" .. i)
  end
  return nil, "finished"
end)
B = coroutine.create(function(v)
  while true do
    log[#log + 1] = "B" .. v
    v = yield(A, "b")
  end
end)
print(dispatcher(A, "start"), table.concat(log, " "))  -- expect: finished<TAB>A1start Ba1 A2b Ba2 A3b Ba3
-- Round robin with failing and finishing tasks.
local tasks, done = {}, {}
for i = 1, 5 do
  tasks[i] = { name = "t" .. i, co = coroutine.create(function(n)
    for k = 1, i do
      n = n + yield(k)
      if i == 4 and k == 2 then error("t4 broke", 0) end
    end
    return "sum" .. n
  end) }
end
while #tasks > 0 do
  for k = #tasks, 1, -1 do
    local t = tasks[k]
    local ok, v = resume(t.co, 1)
    if coroutine.status(t.co) == "dead" then
      done[#done + 1] = t.name .. ":" .. tostring(ok) .. ":" .. v
      table.remove(tasks, k)
    end
  end
end
table.sort(done)
print(table.concat(done, " "))  -- expect: t1:true:sum2 t2:true:sum3 t3:true:sum4 t4:false:t4 broke t5:true:sum6
-- Producer, filter, consumer with flow by resume.
local function producer(list) return coroutine.create(function() for _, v in ipairs(list) do yield(v) end return nil end) end
local function receive(p) local _, v = resume(p) return v end
local function filter(p) return coroutine.create(function() local n = 0 while true do local v = receive(p) if v == nil then return nil end n = n + 1 yield(n .. v) end end) end
local out = {}
local f = filter(producer { "a", "b", "c" })
while true do
  local v = receive(f)
  if not v then break end
  out[#out + 1] = v
end
print(table.concat(out, ","), coroutine.status(f))  -- expect: 1a,2b,3c<TAB>dead
-- Exceptions used for control from the outside: resume with a request to fail.
local co = coroutine.create(function()
  local r = {}
  for i = 1, 3 do
    local ok, m = pcall(function() local cmd = yield(i) if cmd then error(cmd, 0) end return "fine" end)
    r[i] = m
  end
  return table.concat(r, " ")
end)
resume(co)
resume(co)
resume(co, "fail me")
print(resume(co, "and me"))  -- expect: true<TAB>fine fail me and me
