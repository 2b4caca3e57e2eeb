-- needs: lua-luv
local uv = require "luv"
local order = {}
local timer = uv.new_timer() ; timer:start(10, 10, function() order[#order + 1] = "t" if #order >= 3 then timer:close() end end)
local idle = uv.new_idle() ; idle:start(function() idle:stop() idle:close() end)
local server = uv.new_tcp() ; server:bind("127.0.0.1", 0)
local received = {}
server:listen(8, function()
  local peer = uv.new_tcp() ; server:accept(peer)
  peer:read_start(function(_, data) if data then received[#received + 1] = data else peer:close() server:close() end end)
end)
local client = uv.new_tcp()
client:connect("127.0.0.1", server:getsockname().port, function(err)
  assert(not err) client:write("hello", function() client:shutdown(function() client:close() end) end)
end)
uv.run() ; assert(#order == 3 and table.concat(received) == "hello")
local co = coroutine.running and coroutine.wrap(function()
  local me = coroutine.running()
  uv.fs_stat(".", function(_, stat) coroutine.resume(me, stat) end)
  return coroutine.yield().type
end)
co() ; uv.run()
local out, pipe = {}, uv.new_pipe()
local process = uv.spawn("sh", {args = {"-c", "echo out; exit 3"}, stdio = {nil, pipe}}, function(code) out.code = code end)
pipe:read_start(function(_, data) if data then out[#out + 1] = data else pipe:close() end end)
uv.run() ; process:close() ; assert(out.code == 3 and table.concat(out) == "out\n")
local work = uv.new_work(function(n) local s = 0 for i = 1, n do s = s + i end return s end, function(s) out.sum = s end)
work:queue(1000) ; uv.run() ; assert(out.sum == 500500)
local thread = uv.new_thread(function(word) assert(word == "passed") end, "passed") ; assert(thread:join())
assert(type(uv.hrtime()) == "number" and uv.version_string())
assert(not pcall(uv.new_tcp().bind, 5)) 
print "ok"
