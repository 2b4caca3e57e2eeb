"""Functions that are not called by plain requests: WebSocket messages, and remote procedure calls."""

import pathlib
import threading
import time

from server import Server, until
from websocket import Closed, Refused, WebSocket

ECHO = """return {
  message = function(conn, data, is_text, ctx) conn:send(data, is_text and "text" or "binary") end }"""


# ── WebSocket ──

def socket_echo(s):
    """a function answers messages, text and binary, small and large"""
    s.deploy_main("ws-echo", ECHO)
    with WebSocket(s, "/acme/ws-echo") as peer:
        for message in ["hello", "", "ä€😀", b"\x00\xff", "x" * 200_000, b"\x01" * 70_000]:
            peer.send(message)
            assert peer.receive() == message, message[:20]
        assert peer.close(1000, "bye") == 1000


def socket_state(s):
    """messages are handled in order, each in a fresh state; conn.state goes on"""
    s.deploy_main("ws-state", """
      local counter = 0
      return {
        open = function(conn, req, ctx) conn.state = { path = req.path, who = req.query.who, n = 0 } conn:send("welcome") end,
        message = function(conn, data)
          counter = counter + 1
          conn.state.n = conn.state.n + 1
          conn:send(("%s %s %d %d %s"):format(conn.state.who, conn.state.path, conn.state.n, counter, data))
        end }""")
    with WebSocket(s, "/acme/ws-state/room?who=ada") as peer, WebSocket(s, "/acme/ws-state?who=bob") as other:
        assert peer.receive() == "welcome" and other.receive() == "welcome"
        for n in range(50):
            peer.send(str(n))  # without waiting: they queue
        other.send("x")
        for n in range(50):
            assert peer.receive() == f"ada /room {n + 1} 1 {n}"
        assert other.receive() == "bob / 1 1 x"


def socket_refused(s):
    """open may refuse, with an answer of its own; what is no handshake is none"""
    s.deploy_main("ws-door", """return {
      open = function(conn, req, ctx)
        if req.query.key == "no" then return false end
        if req.query.key == "why" then return { status = 401, headers = { ["X-Why"] = "key" }, body = "who are you" } end
        if req.query.key == "error" then error "x" end
        return true
      end,
      message = function(conn, data) conn:send(data) end }""")
    for query, status, body in [("key=no", 403, ""), ("key=why", 401, "who are you"), ("key=error", 500, None)]:
        try:
            WebSocket(s, "/acme/ws-door?" + query)
            raise AssertionError(query)
        except Refused as refused:
            assert refused.status == status and body in (None, refused.body), (query, refused)
    with WebSocket(s, "/acme/ws-door?key=yes") as peer:
        peer.send("in")
        assert peer.receive() == "in"
    for headers in [{"Sec-WebSocket-Version": "12"}, {"Sec-WebSocket-Key": "short"}]:
        try:
            WebSocket(s, "/acme/ws-door", headers)
            raise AssertionError(headers)
        except Refused as refused:
            assert refused.status in (400, 426), refused
    s.deploy_main("hello", "return function() return 'hello' end")
    try:
        WebSocket(s, "/acme/hello")
        raise AssertionError("a function without messages")
    except Refused as refused:
        assert refused.status == 404 and "no_handler" in refused.body, refused
    assert s.get("/acme/ws-door").code == "no_handler"


def socket_topics(s):
    """what is published reaches those who subscribed, of this function alone, from requests too"""
    code = """return {
      open = function(conn, req) conn:subscribe(req.query.topic) end,
      message = function(conn, data, is_text, ctx)
        if data == "leave" then conn:unsubscribe("news") return conn:send("left") end
        ctx.publish("news", "from a socket: " .. data)
      end,
      fetch = function(req, ctx) ctx.publish("news", req.body) ctx.publish("news", "\\0\\255", "binary") return "sent" end }"""
    for name in ["ws-topics", "ws-topics2"]:
        s.deploy_main(name, code)
    with WebSocket(s, "/acme/ws-topics?topic=news") as a, WebSocket(s, "/acme/ws-topics?topic=news") as b, \
            WebSocket(s, "/acme/ws-topics?topic=other") as c, WebSocket(s, "/acme/ws-topics2?topic=news") as d:
        a.send("one")
        assert a.receive() == b.receive() == "from a socket: one"
        assert s.post("/acme/ws-topics", "two").body == b"sent"
        for peer in [a, b]:
            assert (peer.receive(), peer.receive()) == ("two", b"\x00\xff")
        b.send("leave")
        assert b.receive() == "left"
        s.post("/acme/ws-topics", "three")
        assert a.receive() == "three"
        for peer in [b, c, d]:
            peer.socket.settimeout(0.2)
            try:
                raise AssertionError(peer.receive())
            except TimeoutError:
                pass


def chat_example(s):
    """the example of a room: who comes, what is said, who goes"""
    folder = pathlib.Path(__file__).resolve().parents[2] / "examples" / "functions" / "chat"
    s.deploy("acme", "chat", {"main.lua": (folder / "main.lua").read_text()})
    assert b"<script>" in s.get("/acme/chat").body
    with WebSocket(s, "/acme/chat?name=Ada") as ada:
        assert ada.receive() == "Ada comes in"
        with WebSocket(s, "/acme/chat?name=Bob") as bob:
            assert ada.receive() == bob.receive() == "Bob comes in"
            bob.send("hällo\nall")
            assert ada.receive() == bob.receive() == "Bob: hällo all"
            ada.send("x" * 600)
            assert ada.receive() == bob.receive() == "Ada: " + "x" * 500
        assert ada.receive() == "Bob goes, having said 1 things"
        ada.send(b"\x00")
        try:
            raise AssertionError(ada.receive())
        except Closed as end:
            assert (end.code, end.reason) == (1003, "words, please"), end


def socket_failures(s):
    """a handler that fails sends nothing and ends its connection; limits hold for each message"""
    s.deploy_main("ws-fail", """return {
      message = function(conn, data, is_text, ctx)
        conn:send("never seen")
        if data == "error" then error("secret words") end
        if data == "loop" then while true do end end
        if data == "state" then conn.state = print end
        if data == "large" then conn.state = ("x"):rep(70000) end
        if data == "flood" then for i = 1, 2000 do conn:send("x") end end
        if data == "utf8" then conn:send("\\255") end
        if data == "topics" then for i = 1, 100 do conn:subscribe("t" .. i) end end
        if data == "close" then conn:close(4001, "enough") end
        if data == "bad close" then conn:close(1005) end
      end }""", limits="deadline_ms = 100")
    for data, code, reason in [("error", 1011, "lua.error"), ("loop", 1011, "limit.deadline"), ("state", 1011, "lua.error"),
                               ("large", 1011, "limit.output"), ("flood", 1011, "limit.output"), ("utf8", 1011, "lua.error"),
                               ("bad close", 1011, "lua.error")]:
        with WebSocket(s, "/acme/ws-fail") as peer:
            peer.send(data)
            try:
                raise AssertionError((data, peer.receive()))
            except Closed as end:
                assert (end.code, end.reason) == (code, reason), (data, end)
    for data, code, reason in [("close", 4001, "enough"), ("topics", 1008, "more than 64 topics")]:
        with WebSocket(s, "/acme/ws-fail") as peer:
            peer.send(data)
            assert peer.receive() == "never seen"
            try:
                raise AssertionError(peer.receive())
            except Closed as end:
                assert (end.code, end.reason) == (code, reason), (data, end)
    f = s.admin("GET", "/v1/t/acme/f/ws-fail").json
    assert f["failures"]["limit.deadline"] == 1 and f["failures"]["lua.error"] == 4, f


def socket_ends(s):
    """the end of a connection is told once, with its code; a peer that vanishes too"""
    s.deploy_main("ws-end", """return {
      open = function(conn, req) conn.state = req.query.who end,
      message = function(conn, data) end,
      close = function(conn, code, reason, ctx) ctx.log(conn.state, code, reason) end }""")
    with WebSocket(s, "/acme/ws-end?who=ada") as peer:
        assert peer.close(4321, "done") == 4321
    with WebSocket(s, "/acme/ws-end?who=bob") as peer:
        pass
    lines = lambda: sorted(line["text"] for line in s.admin("GET", "/v1/logs?function=acme/ws-end&kind=log").json["lines"])
    assert until(10 * s.slow, lambda: len(lines()) == 2), lines()
    assert lines() == ["ada\t4321\tdone", "bob\t1006\t"], lines()


def socket_hostile(s):
    """frames that break the rules end their connection and nothing else"""
    s.deploy_main("ws-echo", ECHO)
    raw = {"unmasked": b"\x81\x02hi", "reserved bits": b"\xf1\x80\0\0\0\0", "unknown opcode": b"\x83\x80\0\0\0\0",
           "huge": b"\x82\xff" + b"\x7f" + b"\xff" * 7 + b"\0\0\0\0", "continuation of nothing": b"\x80\x80\0\0\0\0",
           "long ping": b"\x89\xfe\x00\x7e" + b"\0" * 130, "wrong text": b"\x81\x81\0\0\0\0\xff", "close code": b"\x88\x82\0\0\0\0\x03\xed"}
    for name, frame in raw.items():
        with WebSocket(s, "/acme/ws-echo") as peer:
            peer.socket.sendall(frame)
            try:
                raise AssertionError((name, peer.receive()))
            except Closed as end:
                assert end.code in (1002, 1007, 1009), (name, end)
    with WebSocket(s, "/acme/ws-echo") as peer:
        # The server has seen enough after half of it, and reads on, so that the answer is not lost in a reset.
        peer.send(b"x" * (2 << 20))
        try:
            raise AssertionError(peer.receive()[:10])
        except Closed as end:
            assert end.code == 1009, end
    # One who sends without reading, and is cut off when enough waits for it.
    with WebSocket(s, "/acme/ws-echo") as peer:
        peer.socket.settimeout(5 * s.slow)
        try:
            for _ in range(200):
                peer.send(b"y" * 500_000)
        except (OSError, TimeoutError):
            pass
    with WebSocket(s, "/acme/ws-echo") as peer:
        peer.send("still here")
        assert peer.receive() == "still here"


def socket_drain(trinity, slow):
    """a server that ends says goodbye to its connections, after what they are doing"""
    with Server(trinity, slow=slow) as s:
        s.deploy_main("ws-slow", """return { message = function(conn, data)
          local t = os.clock() while os.clock() - t < 0.3 do end conn:send("done") end }""", limits="deadline_ms = 5000")
        with WebSocket(s, "/acme/ws-slow") as idle, WebSocket(s, "/acme/ws-slow") as busy:
            busy.send("x")
            time.sleep(0.1)
            ends = []

            def listen(peer):
                try:
                    while True:
                        ends.append(peer.receive())
                except Closed as end:
                    ends.append(end.code)

            threads = [threading.Thread(target=listen, args=(peer,)) for peer in (idle, busy)]
            for t in threads:
                t.start()
            began = time.monotonic()
            assert s.stop() == 0
            assert time.monotonic() - began < 9 * slow  # not by the end of drain_ms
            for t in threads:
                t.join()
            assert ends.count(1001) == 2, ends


# ── remote procedure calls ──

def calling(script, s, trinity):
    """Runs a Lua program with a connection `c` to the server's rpc plane; gives what it prints."""
    import subprocess
    program = f"""local rpc, loop = require "trinity.net.rpc", require "trinity.net.loop"
      local c = assert(rpc.connect {{ port = {s.rpc_port} }})
      local function p(...) print(...) end
      {script}"""
    done = subprocess.run([trinity, "-e", program], capture_output=True, text=True, timeout=60 * s.slow)
    assert done.returncode == 0, done
    return done.stdout.splitlines()


def rpc_calls(trinity, slow):
    """a function is called with any values, and gives any; its errors and limits are the call's"""
    with Server(trinity, '[rpc]\naddress = "127.0.0.1"\nport = 0\n', slow=slow) as s:
        s.deploy_main("add", """return {
          rpc = function(a, ctx)
            if a == "error" then error("secret words") end
            if a == "loop" then while true do end end
            if a == "function" then return print end
            if a == "left" then return ctx.remaining_ms() <= 300 end
            if type(a) ~= "table" then return a end
            return { sum = a.x + a.y, name = ctx.name, list = { 1, 2.5, "three", false } }
          end }""", limits="deadline_ms = 400")
        s.deploy_main("plain", "return function() return 'x' end")
        answers = calling("""
          local r = assert(c:call("acme/add", { x = 20, y = 22 }))
          p(r.sum, r.name, r.list[1], r.list[2], r.list[3], r.list[4])
          for _, v in ipairs { 1, 2.5, "text", true } do p(c:call("acme/add", v)) end
          for _, v in ipairs { "error", "loop", "function" } do p(c:call("acme/add", v)) end
          p(c:call("acme/add", "left", 0.3))
          p(c:call("acme/add", "loop", 0.05))
          p(c:call("acme/plain", 1))
          p(c:call("acme/nothing", 1))
          p(c:call("nothing", 1))
          p(c:call("acme/add", { x = 1 }))
          p(c:call("acme/add", { x = 1, y = 2 }).sum)
        """, s, trinity)
        assert answers[0] == "42\tadd\t1\t2.5\tthree\tfalse", answers
        assert answers[1:5] == ["1", "2.5", "text", "true"], answers
        codes = [line.split("\t")[-1] for line in answers[5:8]]
        assert codes == ["lua.error", "limit.deadline", "lua.error"] and "secret" not in " ".join(answers), answers
        assert answers[8] == "true" and "limit.deadline" in answers[9], answers
        assert "no_handler" in answers[10] and "call.method" in answers[11] and "call.method" in answers[12], answers
        assert "lua.error" in answers[13] and answers[14] == "3", answers
        f = s.admin("GET", "/v1/t/acme/f/add").json
        # Twelve, but the time of the call with 50 ms may be over before it begins.
        assert f["requests"] >= 11 and f["failures"]["lua.error"] == 3, f


def rpc_many(trinity, slow):
    """many calls at once, out of order; one who hangs up ends what it asked for"""
    with Server(trinity, '[rpc]\naddress = "127.0.0.1"\nport = 0\n', slow=slow) as s:
        s.deploy_main("spin", "return { rpc = function() while true do end end }", limits="deadline_ms = 20000")
        s.deploy_main("work", """return { rpc = function(n)
            local t = 0 for i = 1, n % 7 * 1000 do t = t + i end return n
          end }""", limits="deadline_ms = 20000")
        answers = calling("""
          local wrong, tasks = 0, {}
          for i = 1, 250 do tasks[i] = loop.spawn(function() if c:call("acme/work", i) ~= i then wrong = wrong + 1 end end) end
          for i = 1, 250 do tasks[i]:wait() end
          p(wrong)
          for i = 1, 3 do loop.spawn(function() c:call("acme/spin", 1) end) end
          loop.sleep(0.3)
          os.exit(0)
        """, s, trinity)
        assert answers == ["0"], answers
        # Three requests that would go on for twenty seconds: nobody waits for them, so they end.
        assert until(10 * slow, lambda: not s.admin("GET", "/v1/requests").json["requests"])


SHARED = [socket_echo, socket_state, socket_refused, socket_topics, chat_example, socket_failures, socket_ends, socket_hostile]
OWN = [socket_drain, rpc_calls, rpc_many]
