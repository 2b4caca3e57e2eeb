-- needs: lua-socket
local socket, ltn12, mime, url = require "socket", require "ltn12", require "mime", require "socket.url"
local server = assert(socket.bind("127.0.0.1", 0))
local _, port = server:getsockname()
local client = assert(socket.connect("127.0.0.1", port))
local peer = assert(server:accept())
assert(client:send "line one\nline two\nrest") ; client:shutdown "send"
assert(peer:receive() == "line one" and peer:receive "*l" == "line two" and peer:receive "*a" == "rest")
client:settimeout(0.05)
local nothing, why = client:receive() ; assert(nothing == nil and why == "timeout")
assert(#(socket.select({server}, nil, 0)) == 0)
peer:close() ; client:close() ; server:close()
assert(not socket.connect("127.0.0.1", port))
local a, b = assert(socket.udp()), assert(socket.udp())
assert(a:setsockname("127.0.0.1", 0)) ; local _, udp_port = a:getsockname()
assert(b:sendto("packet", "127.0.0.1", udp_port)) ; assert(a:receivefrom() == "packet")
assert(mime.b64 "any text" == "YW55IHRleHQ=" and mime.unb64 "YW55IHRleHQ=" == "any text")
assert(mime.qp "a=b" == "a=3Db")
local sink, out = ltn12.sink.table() ; ltn12.pump.all(ltn12.source.string "pumped", sink) ; assert(table.concat(out) == "pumped")
assert(url.parse "http://host:80/path?query".port == "80")
local unix = require "socket.unix"
local path = os.tmpname() ; os.remove(path)
local listener = assert(unix()) ; assert(listener:bind(path)) ; assert(listener:listen())
local one = assert(unix()) ; assert(one:connect(path)) ; local two = assert(listener:accept())
one:send "over unix\n" ; assert(two:receive() == "over unix") ; one:close() two:close() listener:close() os.remove(path)
assert(require "socket.serial") ; assert(require "mime.core") ; assert(require "socket.core")
local try = socket.newtry(function() end)
assert(select(2, socket.protect(function() try(nil, "protected") end)()) == "protected")
print "ok"
