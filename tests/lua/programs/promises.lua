-- Promises with chaining, all, race, errors, and async functions on coroutines.
local queue, log = {}, {}
local function later(f) queue[#queue + 1] = f end
local function say(...) log[#log + 1] = table.concat({ ... }, " ") end
local Promise = {}
Promise.__index = Promise
local function settle(p, state, value)
  if p.state then return end
  p.state, p.value = state, value
  for _, w in ipairs(p.waiting) do later(w) end
end
local function resolve(p, v)
  if getmetatable(v) == Promise then
    v:next(function(x) settle(p, "done", x) end, function(e) settle(p, "failed", e) end)
  else settle(p, "done", v) end
end
function Promise.new(f)
  local p = setmetatable({ waiting = {} }, Promise)
  local ok, e = pcall(f, function(v) resolve(p, v) end, function(e) settle(p, "failed", e) end)
  if not ok then settle(p, "failed", e) end
  return p
end
function Promise:next(good, bad)
  return Promise.new(function(done, fail)
    local function run()
      local handler = self.state == "done" and good or self.state == "failed" and bad
      if not handler then
        if self.state == "done" then done(self.value) else fail(self.value) end
        return
      end
      local ok, v = pcall(handler, self.value)
      if ok then done(v) else fail(v) end
    end
    if self.state then later(run) else table.insert(self.waiting, run) end
  end)
end
function Promise:catch(f) return self:next(nil, f) end
function Promise:finally(f)
  return self:next(function(v) f() return v end, function(e) f() error(e, 0) end)
end
function Promise.all(list)
  return Promise.new(function(done, fail)
    local results, left = {}, #list
    if left == 0 then done(results) end
    for i, p in ipairs(list) do
      p:next(function(v)
        results[i], left = v, left - 1
        if left == 0 then done(results) end
      end, fail)
    end
  end)
end
function Promise.race(list)
  return Promise.new(function(done, fail) for _, p in ipairs(list) do p:next(done, fail) end end)
end
local now, timers = 0, {}
local function delay(t, v, bad)
  return Promise.new(function(done, fail) timers[#timers + 1] = { now + t, function() (bad and fail or done)(v) end, #timers } end)
end
local function run()
  while true do
    while #queue > 0 do table.remove(queue, 1)() end
    if #timers == 0 then break end
    table.sort(timers, function(a, b) return a[1] < b[1] or a[1] == b[1] and a[3] < b[3] end)
    local t = table.remove(timers, 1)
    now = t[1]
    t[2]()
  end
  print(now, table.concat(log, "; "))
  log = {}
end
local function async(f)
  return function(...)
    local args = table.pack(...)
    return Promise.new(function(done, fail)
      local co = coroutine.create(f)
      local function step(...)
        local ok, v = coroutine.resume(co, ...)
        if not ok then return fail(v) end
        if coroutine.status(co) == "dead" then return done(v) end
        v:next(function(x) step(true, x) end, function(e) step(false, e) end)
      end
      step(table.unpack(args, 1, args.n))
    end)
  end
end
local function await(p)
  local ok, v = coroutine.yield(p)
  if not ok then error(v, 0) end
  return v
end
Promise.new(function(done) done(1) end):next(function(v) say("got", v) return v + 1 end):next(function(v) say("then", v) error("oops", 0) end):next(function() say("skipped") end):catch(function(e) say("caught", e) return "fixed" end):next(say)
say("synchronous")
run()  -- expect: 0<TAB>synchronous; got 1; then 2; caught oops; fixed
Promise.all { delay(3, "c"), delay(1, "a"), delay(2, "b") }:next(function(r) say(table.unpack(r)) end)
Promise.all {}:next(function(r) say("empty", #r) end)
Promise.all { delay(1, "x"), delay(2, "bad", true), delay(9, "late") }:catch(function(e) say("all failed:", e) end)
Promise.race { delay(5, "slow"), delay(4, "fast") }:next(function(v) say("winner", v) end)
Promise.race { delay(5, "slow"), delay(4, "bad", true) }:next(say, function(e) say("race failed", e) end)
run()  -- expect: 9<TAB>empty 0; all failed: bad; c a b; winner fast; race failed bad
delay(1, "v"):finally(function() say("finally") end):next(function(v) say("value", v) end)
delay(1, "e", true):finally(function() say("finally too") end):catch(function(e) say("error", e) end)
run()  -- expect: 10<TAB>finally; value v; finally too; error e
local fetch = async(function(name, t)
  local v = await(delay(t, name:upper()))
  return v .. "@" .. now
end)
async(function()
  say("start")
  local one = await(fetch("one", 2))
  local two, three = fetch("two", 3), fetch("three", 1)
  say(one, await(two), await(three))
  local ok, e = pcall(function() return await(delay(1, "rejected", true)) end)
  say(tostring(ok), e)
  for i = 1, 3 do say(i, await(fetch("loop", 1))) end
  error("the end", 0)
end)():catch(function(e) say("async failed:", e) end)
run()  -- expect: 19<TAB>start; ONE@12 TWO@15 THREE@13; false rejected; 1 LOOP@17; 2 LOOP@18; 3 LOOP@19; async failed: the end
Promise.new(function(done, fail) done(1) fail(2) done(3) end):next(function(v) say("first wins", v) end)
Promise.new(function() error("in the executor", 0) end):catch(say)
Promise.new(function(done) done(delay(2, "adopted")) end):next(say)
run()  -- expect: 21<TAB>first wins 1; in the executor; adopted
