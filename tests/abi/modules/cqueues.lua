-- needs: lua-cqueues
-- Coroutines, sockets and threads of its own, yields across C calls.
local cqueues, socket, condition = require "cqueues", require "cqueues.socket", require "cqueues.condition"
local loop, order, woken = cqueues.new(), {}, condition.new()
for i = 3, 1, -1 do loop:wrap(function() cqueues.sleep(i * 0.01) order[#order + 1] = i end) end
loop:wrap(function() woken:wait() order[#order + 1] = "woken" end)
loop:wrap(function() cqueues.sleep(0.05) woken:signal() end)
local a, b = assert(socket.pair())
loop:wrap(function() a:write("one\ntwo\n") a:flush() a:shutdown "w" end)
local lines = {}
loop:wrap(function() for line in b:lines() do lines[#lines + 1] = line end end)
assert(loop:loop())
assert(table.concat(order, " ") == "1 2 3 woken" and table.concat(lines, " ") == "one two")
local failing = cqueues.new()
failing:wrap(function() error "in a coroutine" end)
local ok, message = failing:loop() ; assert(not ok and tostring(message):find "in a coroutine")
local nested = cqueues.new()
nested:wrap(function()
  local inner = cqueues.new() local got
  inner:wrap(function() cqueues.sleep(0.01) got = "inner" end)
  assert(inner:loop()) assert(got == "inner")
end)
assert(nested:loop())
local errno, signal, notify = require "cqueues.errno", require "cqueues.signal", require "cqueues.notify"
assert(errno.strerror(errno.ENOENT):find "No such file")
local thread = require "cqueues.thread"
local t, connection = thread.start(function(connection, word) connection:write(word, " back\n") end, "sent")
assert(connection:read "*l" == "sent back") ; assert(t:join())
print "ok"
