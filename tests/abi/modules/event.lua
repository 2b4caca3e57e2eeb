-- needs: lua-event lua-socket
local event = require "luaevent.core"
local base, fired = event.new(), {}
local timer = base:addevent(nil, event.EV_TIMEOUT, function() fired[#fired + 1] = "timer" return event.LEAVE end, 0.02)
local socket = require "socket"
local server = assert(socket.bind("127.0.0.1", 0)) ; local _, port = server:getsockname()
local client = assert(socket.connect("127.0.0.1", port)) ; local peer = assert(server:accept())
base:addevent(peer, event.EV_READ, function() fired[#fired + 1] = peer:receive() return event.LEAVE end)
client:send "text\n"
base:loop()
table.sort(fired) ; assert(table.concat(fired, " ") == "text timer")
collectgarbage() collectgarbage()
print "ok"
