-- trinity.net.http: an HTTP/1.1 server and client.
local native = ...
local options = require "trinity.net.options"
require "trinity.net.loop"
local http = {}

-- ── Server ──

local Server = {}
Server.__index = Server
function Server:stop(seconds) return self.native:stop(seconds) end

local function report(message)
  if type(message) ~= "string" then message = tostring(message) end
  return debug.traceback(message, 2)
end

-- Sends what a handler gave: text, or a table of status, headers and body, where body is text or a function that is given
-- another one to write with.
local function respond(exchange, response)
  if type(response) == "string" then return exchange:respond(200, nil, response) end
  if type(response) ~= "table" then
    error(("a handler gives a string or a table, this one gave a %s"):format(type(response)), 0)
  end
  local status, headers, body = response.status or 200, response.headers, response.body
  if type(body) ~= "function" then
    if not exchange:respond(status, headers, body) then
      error("a header has a name or a value that may not be there, or is the server's own", 0)
    end
    return
  end
  exchange:begin(status, headers)
  body(function(piece) return exchange:send(piece) end)
  exchange:finish()
end

local known_serve = {
  address = "string", port = "integer", handler = "function", certificate = "string", key = "string",
  max_body = "integer", max_connections = "integer", idle = "number",
}

-- Serves until server:stop(). Each request is a task: handler(request) -> response.
--   request   method, target, path, query (nil: none), headers (small names), body
--   response  text, or a table: status (200), headers, body (text, or function(write))
-- Gives the server, with its port; or nil and why it cannot listen.
function http.serve(o)
  options.check(o, known_serve, "serve", 2)
  local handler = o.handler
  if not handler then error("serve: a handler is missing", 2) end
  local function serve(exchange)
    local method, target, headers, body = exchange:request()
    local path, query = target:match("^([^?]*)%??(.*)$")
    local request = { method = method, target = target, path = path,
                      query = #query > 0 and query or nil, headers = headers, body = body, exchange = exchange }
    local ok, response = xpcall(handler, report, request)
    if ok and not request.upgraded then ok, response = xpcall(respond, report, exchange, response) end
    local connection = request.upgraded
    if connection and connection ~= true then connection:close() end
    if not ok then
      io.stderr:write("trinity.net.http: a handler failed: ", response, "\n")
      exchange:respond(500, nil, "the handler failed\n")
    end
  end
  local server, why = native.serve_http(serve, o.address, o.port, o.certificate, o.key, o.max_body,
    o.max_connections, options.milliseconds(o.idle))
  if not server then return nil, why end
  return setmetatable({ native = server, port = server:port() }, Server)
end

-- ── Client ──

local known_request = {
  method = "string", url = "string", headers = "table", body = "string", timeout = "number",
  max_body = "integer", authorities = "string", verify = "boolean",
}

-- Sends a request and waits for the response: a table of status, headers (small names) and body; or nil, why, and
-- "timeout" or "cancelled" where that is why.
function http.request(o)
  options.check(o, known_request, "request", 2)
  if not o.url then error("request: a url is missing", 2) end
  local status, body, headers = native.request(o.method or "GET", o.url, o.headers, o.body,
    options.milliseconds(o.timeout), o.max_body, o.authorities, o.verify)
  if not status then return nil, body, headers end
  return { status = status, headers = headers, body = body }
end

function http.get(url, headers) return http.request { url = url, headers = headers } end
function http.post(url, body, headers)
  return http.request { method = "POST", url = url, body = body, headers = headers }
end

return http
