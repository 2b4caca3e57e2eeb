-- trinity.net.websocket: connections of either side.
--
-- A connection has receive() -> message, binary; or nil, why, close code
--                  send(message, binary) -> true, ping(data), close(code, reason)
--                  messages(): an iterator over what is received, until the end
local native = ...
local options = require "trinity.net.options"
require "trinity.net.loop"
local websocket = {}

local Connection = {}
Connection.__index = Connection

local function wrap(socket) return setmetatable({ native = socket }, Connection) end
function Connection:receive() return self.native:receive() end
function Connection:send(message, binary) return self.native:send(message, binary) end
function Connection:ping(data) return self.native:ping(data) end
function Connection:close(code, reason) return self.native:close(code, reason) end
function Connection:messages()
  return function()
    local message, binary = self.native:receive()
    return message, binary
  end
end
Connection.__close = function(self) self.native:close() end

local known_connect = {
  url = "string", headers = "table", compress = "boolean", max_message = "integer", timeout = "number",
  authorities = "string", verify = "boolean",
}

-- Connects to a ws: or wss: URL (or a table with one, and options). The connection, or nil and why not.
function websocket.connect(url)
  local o = type(url) == "string" and { url = url } or options.check(url, known_connect, "connect", 2)
  if not o.url then error("connect: a url is missing", 2) end
  local socket, why, code = native.connect_websocket(o.url, o.headers, o.compress, o.max_message,
    options.milliseconds(o.timeout), o.authorities, o.verify)
  if not socket then return nil, why, code end
  return wrap(socket)
end

local known_accept = { compress = "boolean", max_message = "integer", idle = "number" }

-- In a handler of trinity.net.http: answers the request as a handshake, and gives the connection; or nil and why not (the
-- peer has been told). The handler goes on with the connection and returns nothing; it is closed then.
function websocket.accept(request, o)
  o = o and options.check(o, known_accept, "accept", 2) or {}
  local exchange = type(request) == "table" and request.exchange
  if not exchange then error("accept: a request of trinity.net.http expected", 2) end
  request.upgraded = true
  local socket, why = exchange:websocket(o.compress, o.max_message, options.milliseconds(o.idle))
  if not socket then return nil, why end
  request.upgraded = wrap(socket)
  return request.upgraded
end

return websocket
