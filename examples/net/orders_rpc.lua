-- A service and its callers, over RPC:   ./dev run examples/net/orders_rpc.lua
local loop = require "trinity.net.loop"
local rpc = require "trinity.net.rpc"

local prices = { tea = 2.5, cake = 4 }

local server = assert(rpc.serve {
  methods = {
    ["orders/total"] = function(order)
      local sum = 0
      for name, count in pairs(order) do
        if not prices[name] then error(rpc.failure("order.unknown", "there is no " .. name)) end
        sum = sum + prices[name] * count
      end
      return sum
    end,
    ["orders/ponder"] = function(_, call)
      loop.sleep(1)  -- too long for whoever is in a hurry
    end,
  },
  streams = {
    ["orders/watch"] = function(count, call)
      for i = 1, count do call:send { order = i, state = i < count and "brewing" or "ready" } end
    end,
  },
})

local client <close> = assert(rpc.connect { port = server.port })
print(client:call("orders/total", { tea = 2, cake = 1 }))
print(client:call("orders/total", { coffee = 1 }))
print(client:call("orders/ponder", nil, 0.02))
for event in client:stream("orders/watch", 3) do print(event.order, event.state) end
server:stop()
