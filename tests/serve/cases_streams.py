"""Answers whose body is a function: pieces that are sent when they are there."""

import http.client
import socket

from server import until

# Each waits until the step that the client names is allowed (`steps`).
STEPS = """return function(req, ctx)
  local n = 0
  return {status = 201, headers = {["X-Kind"] = "steps", ["Content-Length"] = "5"}, body = function()
    n = n + 1
    if n > 3 then return nil end
    while n > 1 and not ctx.kv.steps:get(req.query.of .. n) do end
    return "step " .. n .. "\\n"
  end}
end"""
ALLOW = "return function(req, ctx) return tostring(ctx.kv.steps:put(req.query.step, 'yes')) end"
COUNTS = """return function(req, ctx)
  local n, most = 0, tonumber(req.query.n)
  return {body = function()
    if n == most then return nil end
    n = n + 1
    ctx.kv.steps:put("count", tostring(n))
    return ("x"):rep(65536)
  end}
end"""
COUNT = "return function(req, ctx) return ctx.kv.steps:get('count') or '0' end"
LONG = "deadline_ms = 60000\nsubrequests = 1000000\noutput_bytes = 268435456"


def deploy_all(s):
    for name, code in {"steps": STEPS, "allow": ALLOW, "counts": COUNTS, "count": COUNT}.items():
        s.deploy_main(name, code, limits=LONG, capabilities='kv = ["steps:write"]')


def live(s):
    return s.admin("GET", "/v1/requests").json["requests"]


def begun(s, path):
    """A connection that has got the head of an answer, and the answer."""
    connection = s.connect()
    connection.request("GET", path)
    return connection, connection.getresponse()


def streams(s):
    """a piece is there when the function has made it, and not when the answer is whole; the connection goes on behind the last"""
    deploy_all(s)
    connection, answer = begun(s, "/acme/steps?of=a")
    assert answer.status == 201 and answer.getheader("X-Kind") == "steps", answer.headers
    assert answer.getheader("Transfer-Encoding") == "chunked" and answer.getheader("Content-Length") is None, answer.headers
    assert answer.getheader("Trinity-Request") and answer.getheader("Trinity-Version")
    assert answer.readline() == b"step 1\n"
    assert [r["function"] for r in live(s)] == ["acme/steps"]
    for n in (2, 3):
        assert s.get(f"/acme/allow?step=a{n}").body == b"true"
        assert answer.readline() == b"step %d\n" % n
    assert answer.read() == b"" and answer.isclosed()
    connection.request("GET", "/acme/count")
    assert connection.getresponse().read() == b"0"
    connection.close()


def streams_otherwise(s):
    """HTTP/1.0 ends the body with the connection, HEAD gets none; of an invocation and of a quick function the body is gathered"""
    s.deploy_main("three", """return function()
      local n = 0
      return {headers = {["Content-Type"] = "text/plain"}, body = function() n = n + 1 return ({"one ", "", "three"})[n] end}
    end""")
    for wanted in [b"HTTP/1.0", b"HTTP/1.1"]:
        with socket.create_connection(("127.0.0.1", s.port), timeout=30 * s.slow) as raw:
            raw.sendall(b"GET /acme/three " + wanted + b"\r\nHost: x\r\nConnection: close\r\n\r\n")
            got = b"".join(iter(lambda: raw.recv(65536), b""))
            head, _, body = got.partition(b"\r\n\r\n")
            plain = b"one three"
            assert b" 200 " in head and body in (plain, b"4\r\none \r\n5\r\nthree\r\n0\r\n\r\n", b"9\r\none three\r\n0\r\n\r\n"), got
            assert body == plain or wanted == b"HTTP/1.1", got
    s.deploy_main("none", "return function(req) return {status = tonumber(req.query.of), body = coroutine.wrap("
                          "function() coroutine.yield('no') coroutine.yield(nil) end)} end")
    connection = s.connect()
    for status in (204, 304, 200):
        connection.request("GET", f"/acme/none?of={status}")
        answer = connection.getresponse()
        assert (answer.status, answer.read()) == (status, b"no" if status == 200 else b""), answer.headers
    connection.close()
    head = s.ask("HEAD", "/acme/three")
    assert head.status == 200 and head.body == b""
    invoked = s.admin("POST", "/v1/t/acme/f/three:invoke", '{"method": "GET"}')
    assert invoked.status == 200 and invoked.json["body"] == "one three", invoked.body
    for _ in range(200):
        assert s.get("/acme/three").body == b"one three"


def stream_held_back(s):
    """a client that does not read holds back the function; nothing of what it reads at last is missing"""
    deploy_all(s)
    most = 1000
    with socket.socket() as raw:
        raw.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 65536)
        raw.settimeout(60 * s.slow)
        raw.connect(("127.0.0.1", s.port))
        raw.sendall(b"GET /acme/counts?n=%d HTTP/1.0\r\n\r\n" % most)
        seen = []

        def stands():
            seen.append(int(s.get("/acme/count").body))
            return seen[-1] > 1 and len(seen) > 20 and len(set(seen[-20:])) == 1

        assert until(30 * s.slow, stands), seen
        assert seen[-1] < most, "all was made, and nobody has read any of it"
        got = b"".join(iter(lambda: raw.recv(1 << 20), b""))
        assert got.partition(b"\r\n\r\n")[2] == b"x" * (65536 * most), len(got)


def stream_left(s):
    """a client that leaves ends the function"""
    deploy_all(s)
    connection, answer = begun(s, "/acme/counts?n=100000000")
    assert answer.read(10) == b"x" * 10
    connection.sock and connection.sock.close()
    answer.close()
    connection.close()
    assert until(20 * s.slow, lambda: not live(s)), live(s)


def cut(s, path):
    """Whether the body was cut, and what came of it."""
    connection, answer = begun(s, path)
    try:
        return False, answer.read()
    except http.client.IncompleteRead as error:
        return True, error.partial
    finally:
        connection.close()


def stream_cut(s):
    """what fails before the first piece is an error like any; what fails behind it leaves a body that is not whole, and a line of the log"""
    s.deploy_main("fails", """return function(req, ctx)
      local n = 0
      return {body = function()
        n = n + 1
        if n <= tonumber(req.query.at) then return "good " end
        if req.query.how == "error" then error("no more") end
        if req.query.how == "table" then return {} end
        if req.query.how == "output" then return ("x"):rep(70000) end
        while true do end
      end}
    end""", limits="deadline_ms = 300\noutput_bytes = 65536")
    for how, code in {"error": "lua.error", "table": "lua.error", "output": "limit.output", "deadline": "limit.deadline"}.items():
        first = s.get(f"/acme/fails?at=0&how={how}")
        assert first.code == code, (how, first.body)
        # Until the function is tried where the client's thread waits, and again when it is.
        assert cut(s, f"/acme/fails?at=2&how={how}") == (True, b"good good "), how
        lines = s.admin("GET", "/v1/logs?function=acme/fails&n=1").body
        assert code.encode() in lines, lines
    s.deploy_main("wrong", "return function() return {body = 1} end")
    assert b"expected a string or a function" in s.admin("POST", "/v1/t/acme/f/wrong:invoke", "{}").body


SHARED = [streams, streams_otherwise, stream_held_back, stream_left, stream_cut]
OWN = []
