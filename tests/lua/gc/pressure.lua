-- Programs that allocate much keep running in little memory.
collectgarbage()
local before = collectgarbage("count")
local function garbage(n)
  for i = 1, n do
    local t = { i, { i }, x = "s" .. i, f = function() return i end }
    t.self = t
  end
end
garbage(20000)
collectgarbage()
assert(collectgarbage("count") < before * 2 + 1000)
-- strings
local s = ""
for i = 1, 3000 do s = s .. "x" end
for i = 1, 20000 do local u = "unique" .. i end
collectgarbage()
assert(collectgarbage("count") < before * 2 + 1000)
-- coroutines
for i = 1, 2000 do
  local co = coroutine.wrap(function(a)
    local t = { a }
    coroutine.yield(t)
    return t
  end)
  assert(co(i)[1] == i)
end
collectgarbage()
assert(collectgarbage("count") < before * 2 + 2000)
-- closures with shared upvalues
for i = 1, 5000 do
  local a, b = {}, {}
  local f, g = function() return a, b end, function() a, b = b, a end
  g()
end
-- deep structures
local list
for i = 1, 20000 do list = { list } end
collectgarbage()
local depth = 0
while list do
  list = list[1]
  depth = depth + 1
end
assert(depth == 20000)
-- wide tables filled and cleared
for _ = 1, 5 do
  local t = {}
  for i = 1, 10000 do t[i] = { i } end
  for i = 1, 10000, 2 do t[i] = nil end
  collectgarbage("step", 10)
end
-- steps finish cycles
collectgarbage("incremental")
collectgarbage("stop")
assert(not collectgarbage("isrunning"))
garbage(1000)
local steps = 0
repeat steps = steps + 1 until collectgarbage("step", 100) or steps > 100000
assert(steps <= 100000)
collectgarbage("restart")
assert(collectgarbage("isrunning"))
-- both modes under allocation
for _, mode in ipairs { "generational", "incremental" } do
  collectgarbage(mode)
  local live = {}
  for i = 1, 20000 do
    live[i % 100 + 1] = { i, live[(i + 50) % 100 + 1] and i }
  end
  for i = 1, 100 do assert(type(live[i][1]) == "number") end
end
collectgarbage()
assert(collectgarbage("count") < before * 2 + 2000)
print "ok"
