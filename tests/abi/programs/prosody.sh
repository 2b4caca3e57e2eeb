# needs: prosody lua-socket lua-expat lua-filesystem lua-sec python3
# The XMPP server under the interpreter in TRINITY (without it, under Debian's): a client logs in and sends itself messages.
lua=lua5.4
[ -n "$LD_LIBRARY_PATH" ] && [ -n "$TRINITY" ] && lua=$TRINITY
port=$((30000 + $$ % 2000))
mkdir -p data
cat >prosody.cfg.lua <<END
run_as_root = true
daemonize = false
pidfile = "$PWD/pid"
data_path = "$PWD/data"
admins = {}
modules_enabled = { "roster", "saslauth", "disco", "ping", "message" }
modules_disabled = { "s2s", "tls", "offline" }
authentication = "internal_plain"
storage = "internal"
allow_unencrypted_plain_auth = true
c2s_require_encryption = false
c2s_ports = { $port }
c2s_interfaces = { "127.0.0.1" }
log = { info = "$PWD/log" }
VirtualHost "localhost"
END
mkdir -p data/localhost/accounts
echo 'return { ["password"] = "secret" };' >data/localhost/accounts/someone.dat
unset LD_LIBRARY_PATH
"$lua" /usr/bin/prosody --config "$PWD/prosody.cfg.lua" -F >out 2>&1 &
server=$!
python3 - "$port" <<'END'
import base64, socket, sys, time
for _ in range(50):
    try:
        s = socket.create_connection(("127.0.0.1", int(sys.argv[1])), 5)
        break
    except OSError:
        time.sleep(0.2)
else:
    sys.exit("no server")
s.settimeout(10)
text = ""
def until(mark):
    global text
    while mark not in text:
        piece = s.recv(65536).decode()
        if not piece:
            sys.exit("closed: " + text)
        text += piece
    at = text.index(mark) + len(mark)
    found, text = text[:at], text[at:]
    return found
head = "<?xml version='1.0'?><stream:stream to='localhost' xmlns='jabber:client' xmlns:stream='http://etherx.jabber.org/streams' version='1.0'>"
def send(x):
    s.sendall(x.encode())
send(head)
print("PLAIN" in until("</stream:features>"))
send("<auth xmlns='urn:ietf:params:xml:ns:xmpp-sasl' mechanism='PLAIN'>%s</auth>" % base64.b64encode(b"\0someone\0wrong").decode())
print("not-authorized" in until("</failure>"))
send("<auth xmlns='urn:ietf:params:xml:ns:xmpp-sasl' mechanism='PLAIN'>%s</auth>" % base64.b64encode(b"\0someone\0secret").decode())
print("success" in until("/>"))
send(head)
print("urn:ietf:params:xml:ns:xmpp-bind" in until("</stream:features>"))
send("<iq type='set' id='b'><bind xmlns='urn:ietf:params:xml:ns:xmpp-bind'><resource>r</resource></bind></iq>")
print("someone@localhost/r" in until("</iq>"))
send("<presence/>")
for i in range(500):
    send("<message to='someone@localhost/r' type='chat' id='m%d'><body>message %d &amp; more</body></message>" % (i, i))
count = 0
for i in range(500):
    count += "message %d &amp; more" % i in until("</message>")
print(count)
send("<iq type='get' id='p' to='localhost'><ping xmlns='urn:xmpp:ping'/></iq>")
print("result" in until("/>"))
END
kill "$server"
wait "$server" 2>/dev/null
true
