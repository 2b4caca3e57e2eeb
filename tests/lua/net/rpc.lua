-- stderr: 'err' failed: rpc.lua:\d+: oops
-- trinity.net.rpc: a server and clients in one program, on TCP and on a Unix socket.
local loop = require "trinity.net.loop"
local rpc = require "trinity.net.rpc"

local cancelled, remaining

-- Machines may be slow: what must come is waited for, not timed.
local function eventually(condition)
  for _ = 1, 1000 do
    if condition() then return end
    loop.sleep(0.01)
  end
  error("it never came", 2)
end

local path = os.tmpname()
os.remove(path)
local server = assert(rpc.serve {
  path = path,
  methods = {
    ["calc/add"] = function(pair) return pair[1] + pair[2] end,
    echo = function(value) return value end,
    none = function() end,
    refuse = function() error(rpc.failure("order.unknown", "no such order")) end,
    err = function() error "oops" end,
    slow = function()
      loop.sleep(0.05)
      return "slow"
    end,
    patient = function(_, call)
      remaining = call:remaining()
      while not call:cancelled() do loop.sleep(0.01) end
      cancelled = true
    end,
  },
  streams = {
    count = function(n, call)
      for i = 1, n do
        local ok, why = call:send { i = i, pad = ("x"):rep(100) }
        if not ok then
          cancelled = why
          return
        end
      end
    end,
    broken = function(_, call)
      call:send(1)
      error(rpc.failure("stream.broken"))
    end,
  },
})

for _, where in ipairs { { port = server.port }, { path = path } } do
  local client <close> = assert(rpc.connect(where))
  assert(client:call("calc/add", { 1, 2 }) == 3)
  local value = { a = { 1, 2.5, "x" }, b = true, text = ("y"):rep(70000) }
  local back = client:call("echo", value)
  assert(back.a[2] == 2.5 and back.b == true and back.text == value.text)
  assert(select("#", client:call "none") == 1 and client:call "none" == nil)
  local ok, why, code = client:call "refuse"
  assert(ok == nil and why == "no such order" and code == "order.unknown")
  ok, why, code = client:call "nothing"
  assert(ok == nil and why == "no method 'nothing'" and code == "call.method")

  -- Deadlines reach the handler; what comes too late is not waited for.
  cancelled, remaining = nil, nil
  repeat  -- a machine may be so slow that the call comes too late to begin
    ok, why, code = client:call("patient", nil, 0.2)
    assert(ok == nil and code == "limit.deadline", code)
  until remaining
  assert(remaining <= 0.2)
  eventually(function() return cancelled == true end)

  -- Side by side, in any order.
  local tasks = {}
  for i = 1, 50 do tasks[i] = loop.spawn(function() return client:call("calc/add", { i, i }) end) end
  local slow = loop.spawn(function() return client:call "slow" end)
  for i, task in ipairs(tasks) do assert(task:wait() == 2 * i) end
  assert(slow:wait() == "slow")

  -- Streams: more than the window, left early, and broken.
  local n = 0
  for item in client:stream("count", 10000) do n = n + item.i end
  assert(n == 10000 * 10001 / 2)
  cancelled = nil
  for item in client:stream("count", 1000000) do
    if item.i == 5 then break end
  end
  eventually(function() return cancelled end)
  assert(cancelled == "nobody waits for this call any more", cancelled)
  ok, why = pcall(function() for _ in client:stream "broken" do end end)
  assert(not ok and why:find("stream.broken", 1, true), why)
end

local client = assert(rpc.connect { port = server.port })
local ok, why, code = client:call "err"
assert(ok == nil and why == "the handler failed" and code == "internal")
assert(not pcall(client.call, client, "echo", print) and not pcall(client.call, client, "echo", 1, -1))
client:close()
ok, why, code = client:call "none"
assert(ok == nil and code == "connection.lost")
client = assert(rpc.connect { port = 1 })
ok, why, code = client:call("none", nil, 0.05)
assert(ok == nil and code == "limit.deadline")
client:close()

-- Over TLS, with a certificate made here, where there is a program that makes some.
local pem = os.tmpname()
if os.execute("openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 1 -subj /CN=test " ..
    "-addext subjectAltName=IP:127.0.0.1 -keyout " .. pem .. " -out " .. pem .. ".cert 2>/dev/null") then
  local secure = assert(rpc.serve { certificate = pem .. ".cert", key = pem,
    methods = { echo = function(value) return value end } })
  for _, judged in ipairs { { authorities = pem .. ".cert" }, { verify = false } } do
    judged.port, judged.tls = secure.port, true
    local trusting <close> = assert(rpc.connect(judged))
    assert(trusting:call("echo", ("z"):rep(100000)) == ("z"):rep(100000))
  end
  local wary <close> = assert(rpc.connect { port = secure.port, tls = true })
  eventually(function()  -- what is wrong may be known only behind the first deadline
    ok, why = wary:call("echo", 1, 0.2)
    assert(ok == nil)
    return why:find("the certificate of 127.0.0.1 is not good", 1, true)
  end)
  secure:stop()
end
os.remove(pem)
os.remove(pem .. ".cert")
ok, why = rpc.serve { certificate = "/no/such.pem", key = "/no/such.pem" }
assert(ok == nil and why:find("/no/such.pem", 1, true), why)
assert(not pcall(rpc.serve, { certificate = pem }))

assert(not pcall(rpc.serve, { methods = { a = 1 } }) and not pcall(rpc.connect, { prt = 1 }))
server:stop()
loop.run()
print "ok"
