-- The example of trinity.net.http.
dofile("../../../examples/net/http.lua")
