-- The example of trinity.net.websocket.
dofile("../../../examples/net/chat.lua")
