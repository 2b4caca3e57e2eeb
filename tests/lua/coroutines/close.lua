-- coroutine.close: statuses, results, pending closes in order, errors inside them, wrong uses.
local function tbc(name, log, fail)
  return setmetatable({}, { __close = function(_, err)
    log[#log + 1] = name .. ":" .. tostring(err)
    if fail then error(fail, 0) end
  end })
end
local log = {}
local co = coroutine.create(function()
  local a <close> = tbc("a", log)
  local b <close> = tbc("b", log)
  coroutine.yield(1)
  error("never")
end)
print(coroutine.close(coroutine.create(print)))  -- expect: true
coroutine.resume(co)
print(coroutine.close(co), coroutine.status(co), table.concat(log, " "))  -- expect: true<TAB>dead<TAB>b:nil a:nil
print(coroutine.close(co), coroutine.resume(co))  -- expect: true<TAB>false<TAB>cannot resume dead coroutine
log = {}
co = coroutine.create(function()
  local a <close> = tbc("a", log, "error a")
  local b <close> = tbc("b", log)
  local c <close> = tbc("c", log, "error c")
  coroutine.yield()
end)
coroutine.resume(co)
print(coroutine.close(co))  -- expect: false<TAB>error a
print(table.concat(log, " "), coroutine.status(co), coroutine.close(co))  -- expect: c:nil b:error c a:error c<TAB>dead<TAB>true
co = coroutine.create(error)
coroutine.resume(co, "failed")
print(coroutine.close(co))  -- expect: false<TAB>failed
print(coroutine.close(co))  -- expect: true
co = coroutine.create(function() error({ 7 }) end)
coroutine.resume(co)
local ok, err = coroutine.close(co)
print(ok, err[1])  -- expect: false<TAB>7
local function e(f, ...) return (select(2, pcall(f, ...))) end
print(e(coroutine.close, coroutine.running()))  -- expect: cannot close a running coroutine
print(e(coroutine.close))  -- expect: bad argument #1 to 'coroutine.close' (thread expected, got no value)
print(e(coroutine.close, 5))  -- expect: bad argument #1 to 'coroutine.close' (thread expected, got number)
co = coroutine.wrap(function() return e(coroutine.close, coroutine.running()) end)
print(co())  -- expect: cannot close a running coroutine
local outer
outer = coroutine.create(function()
  return coroutine.resume(coroutine.create(function() return e(coroutine.close, outer) end))
end)
print(coroutine.resume(outer))  -- expect: true<TAB>true<TAB>cannot close a normal coroutine
-- __close that yields during close; a coroutine suspended inside pcall, a metamethod and an iterator.
log = {}
co = coroutine.create(function()
  local a <close> = tbc("outer", log)
  pcall(function()
    local b <close> = tbc("in pcall", log)
    local t = setmetatable({}, { __index = function()
      local c <close> = tbc("in index", log)
      coroutine.yield()
    end })
    return t.x
  end)
  log[#log + 1] = "not reached"
end)
coroutine.resume(co)
print(coroutine.close(co), table.concat(log, " "))  -- expect: true<TAB>in index:nil in pcall:nil outer:nil
co = coroutine.create(function()
  local c <close> = setmetatable({}, { __close = function() coroutine.yield("in close") end })
  coroutine.yield("before")
end)
coroutine.resume(co)
print(coroutine.close(co))  -- expect: false<TAB>attempt to yield across a C-call boundary
-- Closing frees the stack: the objects become garbage.
local weak = setmetatable({}, { __mode = "v" })
co = coroutine.create(function() local big = {} weak[1] = big coroutine.yield() return big end)
coroutine.resume(co)
collectgarbage()
assert(weak[1])
coroutine.close(co)
collectgarbage()
print(weak[1], coroutine.status(co))  -- expect: nil<TAB>dead
