-- trinity.net.websocket: both sides in one program.
local loop = require "trinity.net.loop"
local http = require "trinity.net.http"
local websocket = require "trinity.net.websocket"

local refusal, ended
local server = assert(http.serve { handler = function(request)
  if request.path ~= "/ws" then return "hello" end
  local c, why = websocket.accept(request, { max_message = 100000 })
  if not c then
    refusal = why
    return
  end
  for message, binary in c:messages() do
    if message == "close me" then return end
    if message == "flood" then
      for i = 1, 300 do assert(c:send(("%05d"):format(i):rep(1000))) end
    else
      assert(c:send(message, binary))
    end
  end
  ended = select(3, c:receive())
end })
local url = ("ws://127.0.0.1:%d/ws"):format(server.port)

for _, compress in ipairs { true, false } do
  local c <close> = assert(websocket.connect { url = url, compress = compress })
  for i = 0, 5 do
    local text = ("message %d "):format(i):rep(10 ^ i // 10)
    if #text < 100000 then
      assert(c:send(text))
      assert(c:receive() == text)
    end
  end
  assert(c:send("\0\xff", true))
  local message, binary = c:receive()
  assert(message == "\0\xff" and binary == true)
  assert(c:ping "hello")
  assert(c:send "")
  assert(c:receive() == "")
  -- Many at once, received late: the sender waits, nothing is lost.
  assert(c:send "flood")
  loop.sleep(0.02)
  for i = 1, 300 do assert(c:receive() == ("%05d"):format(i):rep(1000)) end
  local ok, why = c:send "\xff"
  assert(not ok and why == "the text is not UTF-8")
end

-- Ends.
local c = assert(websocket.connect(url))
assert(c:close(3000, "done"))
local ok, why, code = c:receive()
assert(ok == nil and code == 3000, code)
assert(not c:send "more")
for _ = 1, 1000 do
  if ended then break end
  loop.sleep(0.01)
end
assert(ended == 3000, ended)
c = assert(websocket.connect(url))
c:send "close me"
ok, why, code = c:receive()
assert(ok == nil and code == 1000, code)
c = assert(websocket.connect(url))
c:send(("x"):rep(100001))
ok, why, code = c:receive()
assert(ok == nil and code == 1009 and why == "the message is larger than allowed", why)
c = assert(websocket.connect(url))
local first = loop.spawn(function() return c:receive() end)
loop.sleep(0.01)
ok, why = c:receive()
assert(ok == nil and why == "another task receives already")
c:close()
assert(first:wait() == nil)

-- What is no WebSocket.
assert(http.get((url:gsub("^ws", "http"))).status == 400)
assert(refusal == "no upgrade to websocket is asked for", refusal)
ok, why = websocket.connect(("ws://127.0.0.1:%d/"):format(server.port))
assert(not ok and why == "the server answered 200 to the handshake", why)
ok, why = websocket.connect(("http://127.0.0.1:%d/"):format(server.port))
assert(not ok and why:find "ws: or wss: URL")
ok, why = websocket.connect "ws://127.0.0.1:1/"
assert(not ok and why:find "cannot connect")
assert(not pcall(websocket.connect, {}) and not pcall(websocket.accept, {}) and not pcall(c.close, c, 1006))

server:stop(1)
loop.run()
print "ok"
