-- A small JSON service and a client of it, in one program:   ./dev run examples/net/http.lua
local http = require "trinity.net.http"
local json = require "trinity.net.json"
local loop = require "trinity.net.loop"

-- Each request runs in a task of its own; what waits in one lets the others go on.
local function total(order)
  local sum = 0
  for _, item in ipairs(order.items) do sum = sum + item.price * item.qty end
  return sum
end

local function handle(request)
  if request.method ~= "POST" or request.path ~= "/orders" then return { status = 404, body = "no such thing\n" } end
  local order, why = json.decode(request.body)
  if not order then return { status = 400, body = why .. "\n" } end
  return {
    headers = { ["Content-Type"] = "application/json" },
    body = json.encode { id = order.id, total = total(order) },
  }
end

local server = assert(http.serve { handler = handle })  -- port 0: any that is free
local url = ("http://127.0.0.1:%d/orders"):format(server.port)

-- Three requests at once. A program that only serves would call loop.run() here.
local tasks = {}
for id = 1, 3 do
  tasks[id] = loop.spawn(function()
    local order = { id = id, items = { { price = 2.5, qty = id }, { price = 1, qty = 1 } } }
    local response = assert(http.post(url, json.encode(order)))
    return response.status, response.body
  end)
end
for _, task in ipairs(tasks) do print(task:wait()) end

print(http.post(url, "{oops").body)
server:stop()
