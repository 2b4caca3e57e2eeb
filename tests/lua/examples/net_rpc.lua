-- The example of trinity.net.rpc.
dofile("../../../examples/net/orders_rpc.lua")
