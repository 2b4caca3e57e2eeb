-- trinity.net.rpc: calls between programs, with deadlines, cancelling and streams.
local native = ...
local options = require "trinity.net.options"
require "trinity.net.loop"
local rpc = {}

-- ── Server ──

local Server = {}
Server.__index = Server
function Server:stop() return self.native:stop() end

local Failure = {}
-- In a handler: error(rpc.failure(code, message)) fails the call with that code.
function rpc.failure(code, message)
  return setmetatable({ code = code, message = message or code }, Failure)
end

local function report(message)
  if getmetatable(message) == Failure then return message end
  return debug.traceback(tostring(message), 2)
end

local Call = {}
Call.__index = Call
function Call:send(item) return self.native:send(item) end
function Call:remaining() return self.native:remaining() end
function Call:cancelled() return self.native:cancelled() end

local known_serve = {
  address = "string", port = "integer", path = "string", methods = "table", streams = "table",
  certificate = "string", key = "string",
}

local function check_functions(functions, name)
  for method, f in pairs(functions) do
    if type(method) ~= "string" or type(f) ~= "function" then
      error(("serve: '%s' holds functions by name"):format(name), 3)
    end
  end
end

-- Serves until server:stop(). Each call is a task.
--   methods  names to functions (arguments, call) -> result
--   streams  names to functions (arguments, call), which send items with call:send(item)
--   certificate, key  PEM files: TLS, over TCP alone
-- Both may ask call:remaining() (seconds until its deadline) and call:cancelled(). Gives the server, with its port; or nil
-- and why it cannot listen.
function rpc.serve(o)
  options.check(o, known_serve, "serve", 2)
  local methods, streams = o.methods or {}, o.streams or {}
  check_functions(methods, "methods")
  check_functions(streams, "streams")
  local kinds = {}
  for name in pairs(methods) do kinds[name] = false end
  for name in pairs(streams) do kinds[name] = true end
  local function serve(call)
    local name, streaming, arguments, why = call:request()
    if why then return call:fail("call.arguments", why) end
    local f = (streaming and streams or methods)[name]
    local ok, result = xpcall(f, report, arguments, setmetatable({ native = call }, Call))
    if streaming then result = ok and nil or result end
    if ok then ok, result = xpcall(call.reply, report, call, result) end
    if ok then return end
    if getmetatable(result) == Failure then return call:fail(tostring(result.code), tostring(result.message)) end
    io.stderr:write("trinity.net.rpc: '", name, "' failed: ", result, "\n")
    call:fail("internal", "the handler failed")
  end
  if not o.certificate ~= not o.key then error("serve: 'certificate' and 'key' belong together", 2) end
  local server, why = native.serve_rpc(serve, o.address, o.port, o.path, kinds, o.certificate, o.key)
  if not server then return nil, why end
  return setmetatable({ native = server, port = server:port() }, Server)
end

-- ── Client ──

local Client = {}
Client.__index = Client

local known_connect = {
  host = "string", port = "integer", path = "string", tls = "boolean", authorities = "string", verify = "boolean",
}

-- A client of the server at a host and port, or at the path of a Unix socket. It connects by itself, again when the
-- connection is lost; so connecting does not fail, calls do. With `tls` the server's certificate must be good for the host,
-- by the system's authorities or those in the PEM file `authorities`, unless `verify` is false.
function rpc.connect(o)
  options.check(o, known_connect, "connect", 2)
  local client, why = native.connect_rpc(o.host, o.port, o.path, o.tls, o.authorities, o.verify)
  if not client then return nil, why end
  return setmetatable({ native = client }, Client)
end

-- Calls a method and waits for its result, `timeout` seconds at most. Its result; or nil, why, and a code (a result may be
-- nil as well: then there is no why).
function Client:call(method, arguments, timeout) return self.native:call(method, arguments, timeout) end

-- Calls a method that streams, for `for item in client:stream(...) do`. A stream that fails ends the loop with an error; one
-- that is left before its end is cancelled when it is collected, or at once where the loop is left by break.
function Client:stream(method, arguments, timeout)
  local items, why, code = self.native:stream(method, arguments, timeout)
  if not items then return nil, why, code end
  local function next_item()
    local more, item, its_code = items:next()
    if more then return item end
    if more == nil then error(("%s: %s (%s)"):format(method, item, its_code), 2) end
    return nil
  end
  return next_item, nil, nil, setmetatable({}, { __close = function() pcall(items.close, items) end })
end

-- Fails what is under way. A client that is not closed keeps loop.run() going.
function Client:close() return self.native:close() end
Client.__close = Client.close

return rpc
