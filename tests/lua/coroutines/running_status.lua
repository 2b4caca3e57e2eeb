-- coroutine.running, status, isyieldable and close, seen from everywhere.
local main, is_main = coroutine.running()
print(type(main), is_main, coroutine.status(main), coroutine.isyieldable(), coroutine.isyieldable(main))  -- expect: thread<TAB>true<TAB>running<TAB>false<TAB>false
local co
co = coroutine.create(function(...)
  local self, m = coroutine.running()
  print(self == co, m, coroutine.status(self), coroutine.status(main), coroutine.isyieldable(), coroutine.isyieldable(main))
  print(pcall(coroutine.resume, self))
  print(coroutine.resume(self))
  print(coroutine.resume(main))
  print(pcall(coroutine.close, self))
  print(pcall(coroutine.close, main))
  table.sort({ 2, 1 }, function(a, b)
    print("in sort", coroutine.isyieldable())
    return a < b
  end)
  ;("x"):gsub("x", function() print("in gsub", coroutine.isyieldable()) end)
  print(pcall(coroutine.isyieldable))
  print(select(2, pcall(coroutine.running)) == co)
  local _ = setmetatable({}, { __index = function() print("in index", coroutine.isyieldable()) end }).x
  for _ in function() print("in iterator", coroutine.isyieldable()) end do end
  coroutine.yield("yielded")
  return "returned"
end)
print(coroutine.status(co))  -- expect: suspended
print(coroutine.resume(co))  -- expect: true<TAB>false<TAB>running<TAB>normal<TAB>true<TAB>false
-- expect: true<TAB>false<TAB>cannot resume non-suspended coroutine
-- expect: false<TAB>cannot resume non-suspended coroutine
-- expect: false<TAB>cannot resume non-suspended coroutine
-- expect: false<TAB>cannot close a running coroutine
-- expect: false<TAB>cannot close a normal coroutine
-- expect: in sort<TAB>false
-- expect: in gsub<TAB>false
-- expect: true<TAB>true
-- expect: true
-- expect: in index<TAB>true
-- expect: in iterator<TAB>true
-- expect: true<TAB>yielded
print(coroutine.status(co), coroutine.isyieldable(co))  -- expect: suspended<TAB>true
print(coroutine.resume(co))  -- expect: true<TAB>returned
print(coroutine.status(co), coroutine.isyieldable(co))  -- expect: dead<TAB>true
print(coroutine.resume(co))  -- expect: false<TAB>cannot resume dead coroutine
print(coroutine.close(co), coroutine.status(co))  -- expect: true<TAB>dead
print(pcall(coroutine.close, main))  -- expect: false<TAB>cannot close a running coroutine
print(coroutine.resume(main))  -- expect: false<TAB>cannot resume non-suspended coroutine
print(pcall(coroutine.yield, 1))  -- expect: false<TAB>attempt to yield from outside a coroutine
for _, name in ipairs { "create", "wrap", "resume", "status", "close", "isyieldable" } do
  print(name, pcall(coroutine[name]))  -- expect: create<TAB>false<TAB>bad argument #1 to 'coroutine.create' (function expected, got no value)
  print(name, pcall(coroutine[name], 5))  -- expect: create<TAB>false<TAB>bad argument #1 to 'coroutine.create' (function expected, got number)
  -- expect: wrap<TAB>false<TAB>bad argument #1 to 'coroutine.wrap' (function expected, got no value)
  -- expect: wrap<TAB>false<TAB>bad argument #1 to 'coroutine.wrap' (function expected, got number)
  -- expect: resume<TAB>false<TAB>bad argument #1 to 'coroutine.resume' (thread expected, got no value)
  -- expect: resume<TAB>false<TAB>bad argument #1 to 'coroutine.resume' (thread expected, got number)
  -- expect: status<TAB>false<TAB>bad argument #1 to 'coroutine.status' (thread expected, got no value)
  -- expect: status<TAB>false<TAB>bad argument #1 to 'coroutine.status' (thread expected, got number)
  -- expect: close<TAB>false<TAB>bad argument #1 to 'coroutine.close' (thread expected, got no value)
  -- expect: close<TAB>false<TAB>bad argument #1 to 'coroutine.close' (thread expected, got number)
  -- expect: isyieldable<TAB>true<TAB>false
  -- expect: isyieldable<TAB>false<TAB>bad argument #1 to 'coroutine.isyieldable' (thread expected, got number)
end
print(pcall(coroutine.create, "x"))  -- expect: false<TAB>bad argument #1 to 'coroutine.create' (function expected, got string)
print(pcall(coroutine.wrap, nil))  -- expect: false<TAB>bad argument #1 to 'coroutine.wrap' (function expected, got nil)
print(coroutine.resume(coroutine.create(print), "through", "print"))  -- expect: through<TAB>print
-- expect: true
print(coroutine.wrap(select)("#", 1, 2, 3), coroutine.wrap(pcall)(error, "e"))  -- expect: 3<TAB>false<TAB>e
local w = coroutine.wrap(function() return 1 end)
print(w(), pcall(w))  -- expect: 1<TAB>false<TAB>cannot resume dead coroutine
print(pcall(w))  -- expect: false<TAB>cannot resume dead coroutine
w = coroutine.wrap(function() error({ "object" }) end)
print(type(select(2, pcall(w))), pcall(w))  -- expect: table<TAB>false<TAB>cannot resume dead coroutine
-- closing in all states
local fresh = coroutine.create(function() end)
print(coroutine.close(fresh), coroutine.status(fresh), coroutine.close(fresh))  -- expect: true<TAB>dead<TAB>true
local failed = coroutine.create(function() error("failed", 0) end)
coroutine.resume(failed)
print(coroutine.close(failed))  -- expect: false<TAB>failed
print(coroutine.close(failed))  -- expect: true
local tbc = coroutine.create(function()
  local x <close> = setmetatable({}, { __close = function(_, e) print("closing with", e, coroutine.isyieldable()) end })
  local y <close> = setmetatable({}, { __close = function(_, e) error("in close", 0) end })
  coroutine.yield()
end)
coroutine.resume(tbc)
print(coroutine.close(tbc))  -- expect: closing with<TAB>in close<TAB>false
-- expect: false<TAB>in close
print(coroutine.status(tbc), coroutine.resume(tbc))  -- expect: dead<TAB>false<TAB>cannot resume dead coroutine
local names = {}
for k in pairs(coroutine) do names[#names + 1] = k end
table.sort(names)
print(table.concat(names, " "))  -- expect: close create isyieldable resume running status wrap yield
-- an error out of a function that cannot be yielded across leaves nothing of that
local dead = coroutine.create(function() table.sort({ 3, 2, 1 }, function() error("in sort") end) end)
print(coroutine.resume(dead))  -- expect: false<TAB>running_status.lua:92: in sort
print(coroutine.status(dead), coroutine.isyieldable(dead))  -- expect: dead<TAB>true
