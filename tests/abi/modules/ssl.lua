-- needs: lua-sec lua-luaossl lua-socket
-- A certificate made by one module serves a connection made by the other.
local socket, ssl = require "socket", require "ssl"
local pkey, x509, name = require "openssl.pkey", require "openssl.x509", require "openssl.x509.name"
local digest, rand, hmac, cipher = require "openssl.digest", require "openssl.rand", require "openssl.hmac", require "openssl.cipher"
local function hex(s) return (s:gsub(".", function(c) return ("%02x"):format(c:byte()) end)) end
assert(hex(digest.new "sha256":final "abc") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")
assert(#rand.bytes(16) == 16)
assert(#hmac.new("key", "sha1"):final "text" == 20)
local key16 = ("k"):rep(16)
local sealed = cipher.new "aes-128-cbc":encrypt(key16, key16):final "secret"
assert(cipher.new "aes-128-cbc":decrypt(key16, key16):final(sealed) == "secret")
assert(not pcall(digest.new, "no such digest"))
local key = pkey.new {type = "RSA", bits = 2048}
local certificate, subject = x509.new(), name.new()
subject:add("CN", "localhost") ; certificate:setSubject(subject) ; certificate:setIssuer(subject)
certificate:setPublicKey(key) ; certificate:setLifetime(os.time() - 100, os.time() + 10000) ; certificate:sign(key)
local function keep(text) local path = os.tmpname() local f = io.open(path, "w") f:write(text) f:close() return path end
local key_file, certificate_file = keep(key:toPEM "private"), keep(certificate:toPEM())
local server = assert(socket.bind("127.0.0.1", 0)) ; local _, port = server:getsockname()
local plain = assert(socket.connect("127.0.0.1", port)) ; local peer = assert(server:accept())
local c = assert(ssl.wrap(plain, {mode = "client", protocol = "tlsv1_2", verify = "none"}))
local s = assert(ssl.wrap(peer, {mode = "server", protocol = "tlsv1_2", key = key_file, certificate = certificate_file}))
c:settimeout(0) s:settimeout(0)
local c_done, s_done
for _ = 1, 1000 do
  c_done = c_done or c:dohandshake() ; s_done = s_done or s:dohandshake()
  if c_done and s_done then break end
end
assert(c_done and s_done)
c:settimeout(1) s:settimeout(1)
assert(c:send "over tls\n") ; assert(s:receive() == "over tls")
assert(c:getpeercertificate():subject()[1].value == "localhost")
c:close() s:close() server:close() os.remove(key_file) os.remove(certificate_file)
print "ok"
