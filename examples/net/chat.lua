-- A chat room over WebSocket, and two guests:   ./dev run examples/net/chat.lua
local http = require "trinity.net.http"
local loop = require "trinity.net.loop"
local websocket = require "trinity.net.websocket"

local guests = {}

-- Every connection is a task of its own, so it simply waits for its next message.
local function handle(request)
  local guest = websocket.accept(request)
  if not guest then return end
  guests[guest] = true
  for message in guest:messages() do
    for other in pairs(guests) do
      if other ~= guest then other:send(request.query .. ": " .. message) end
    end
  end
  guests[guest] = nil
end

local server = assert(http.serve { handler = handle })
local function enter(name) return assert(websocket.connect(("ws://127.0.0.1:%d/?%s"):format(server.port, name))) end

local ada, bob = enter "ada", enter "bob"
local listener = loop.spawn(function()
  for message in bob:messages() do
    print("bob hears", message)
    if message:find "bye" then return bob:close() end
  end
end)
ada:send "Hello?"
ada:send "Good, bye."
listener:wait()
ada:close()
server:stop()
