-- trinity.net: the modules of the network as one table, each loaded when it is first asked for.
local names = { loop = true, http = true, websocket = true, rpc = true, parse = true, json = true, msgpack = true }
return setmetatable({}, {
  __index = function(net, name)
    if not names[name] then return nil end
    local module = require("trinity.net." .. name)
    rawset(net, name, module)
    return module
  end,
})
