-- stderr: a handler failed: http.lua:\d+: oops
-- stderr: a task failed: http.lua:\d+: nobody waits
-- trinity.net.http and loop: a server and its clients in one program.
local loop = require "trinity.net.loop"
local http = require "trinity.net.http"
assert(require "trinity.net".http == http and require "trinity.net".nothing == nil)

-- Machines may be slow: what must come is waited for, not timed.
local function eventually(condition)
  for _ = 1, 1000 do
    if condition() then return true end
    loop.sleep(0.01)
  end
end

local active, most_active = 0, 0
local server = assert(http.serve {
  max_body = 1000,
  handler = function(request)
    local path = request.path
    if path == "/echo" then
      return { status = 201, headers = { ["X-Two"] = { "1", "2" }, ["X-Number"] = 7 },
               body = ("%s %s %s %s"):format(request.method, request.body, request.query, request.headers["x-asked"]) }
    elseif path == "/slow" then
      active = active + 1
      most_active = math.max(active, most_active)
      loop.sleep(0.05)
      active = active - 1
      return "slow"
    elseif path == "/pieces" then
      return { body = function(write)
        for i = 1, 3 do
          assert(write("piece " .. i .. "\n"))
          loop.sleep(0.001)
        end
      end }
    elseif path == "/fails" then
      error "oops"
    elseif path == "/headers" then
      return { headers = { ["Content-Length"] = "3" }, body = "" }
    end
    return "hello"
  end,
})
local url = "http://127.0.0.1:" .. server.port

-- From the main program.
local r = assert(http.get(url .. "/"))
assert(r.status == 200 and r.body == "hello" and r.headers["content-length"] == "5")
r = assert(http.post(url .. "/echo?a=b", "body", { ["X-Asked"] = "yes" }))
assert(r.status == 201 and r.body == "POST body a=b yes", r.body)
assert(r.headers["x-two"] == "1, 2" and r.headers["x-number"] == "7")
r = assert(http.get(url .. "/pieces"))
assert(r.body == "piece 1\npiece 2\npiece 3\n" and r.headers["transfer-encoding"] == "chunked")
assert(http.get(url .. "/fails").status == 500)
assert(http.request { method = "HEAD", url = url }.body == "")
assert(http.post(url .. "/", ("x"):rep(1001)).status == 413)

-- What fails outside is nil and why; what the program got wrong is an error.
local ok, message, code = http.get "http://127.0.0.1:1/"
assert(not ok and message:find "cannot connect to 127.0.0.1:1", message)
ok, message = http.get "nonsense"
assert(not ok and message:find "expected a URL", message)
ok, message, code = http.request { url = url .. "/slow", timeout = 0.001 }
assert(not ok and code == "timeout")
ok, message = http.get(url, { Host = "x" })
assert(not ok and message:find "the client's own", message)
ok, message = http.get(url, { ["A"] = "x\r\nB: y" })
assert(not ok and message:find "control character", message)
assert(not pcall(http.get) and not pcall(http.request, { url = url, wrong = 1 }))
assert(not pcall(http.serve, {}) and not pcall(http.serve, { handler = print, port = "x" }))
ok, message = http.serve { handler = print, address = "nowhere" }
assert(not ok and message == "'nowhere' is not an IP address")
ok, message = http.serve { handler = print, port = server.port, certificate = "/nonexistent", key = "/nonexistent" }
assert(not ok and message:find "/nonexistent", message)

-- Tasks run side by side, and have results.
local tasks = {}
for i = 1, 20 do
  tasks[i] = loop.spawn(function(n) return assert(http.get(url .. "/slow")).body, n end, i)
end
for i, task in ipairs(tasks) do
  local body, n = task:wait()
  assert(body == "slow" and n == i)
end
assert(most_active > 1, "requests waited for each other")
local task = loop.spawn(function() error "bad task" end)
ok, message = task:wait()
assert(ok == nil and message:find "bad task")
loop.spawn(function() error "nobody waits" end)
local order = {}
loop.spawn(function() for i = 1, 3 do order[#order + 1] = "a" .. i; coroutine.yield() end end)
loop.spawn(function() for i = 1, 3 do order[#order + 1] = "b" .. i; coroutine.yield() end end)
assert(eventually(function() return #order == 6 end))
assert(table.concat(order, " ") == "a1 b1 a2 b2 a3 b3", table.concat(order, " "))

-- A task that somebody closes while it waits, or before it has begun to, is never resumed.
local sleeper
loop.spawn(function() sleeper = coroutine.running(); loop.sleep(1); error "must not go on" end)
assert(eventually(function() return sleeper end))
assert(coroutine.close(sleeper) and coroutine.status(sleeper) == "dead")

server:stop(1)
loop.run()
assert(not http.get(url))
print "ok"
