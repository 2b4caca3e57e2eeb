"""What the function server must do: one function a case, each given a server that is running.

A case's docstring is its title. Cases that need a server of their own take the name of the binary as well.
"""

import http.client
import json
import pathlib
import threading
import time

from escapes import ESCAPES
from server import Server, manifest, until

HELLO = "return function(req, ctx) return 'hello' end"


# ── functions and their answers ──

def hello(s):
    """a function answers"""
    s.deploy_main("hello", HELLO)
    reply = s.get("/acme/hello")
    assert (reply.status, reply.body) == (200, b"hello"), (reply.status, reply.body)
    assert reply.headers["trinity-version"] == "v1"
    assert reply.headers["content-type"].startswith("text/plain")


def request_table(s):
    """the handler sees method, path, query, headers and body"""
    s.deploy_main("echo", """return function(req, ctx)
      return { status = 201, headers = { ["X-A"] = "1", ["Set-Cookie"] = { "a=1", "b=2" } },
        json = { method = req.method, path = req.path, a = req.query.a, b = req.query.b, h = req.headers["x-test"],
                 body = req.body, name = ctx.name, tenant = ctx.tenant, version = ctx.version,
                 request = ctx.request } }
    end""")
    reply = s.ask("PUT", "/acme/echo/deep/path?a=1+2%26&b&b=%C3%A4", b"text", {"X-Test": "yes"})
    assert reply.status == 201, reply.body
    seen = reply.json
    assert seen.pop("request") == reply.headers["trinity-request"]
    assert seen == {"method": "PUT", "path": "/deep/path", "a": "1 2&", "b": "ä", "h": "yes",
                    "body": "text", "name": "echo", "tenant": "acme", "version": "v1"}, seen
    assert reply.headers["x-a"] == "1" and reply.headers["content-type"] == "application/json"


def json_body(s):
    """req:json() decodes, and says what is wrong with what is no JSON"""
    s.deploy_main("sum", """return function(req)
      local n = 0
      for _, v in ipairs(req:json()) do n = n + v end
      return { json = { sum = n } }
    end""")
    assert s.post("/acme/sum", "[1, 2, 39]").json == {"sum": 42}
    assert s.post("/acme/sum", "[1, 2").code == "lua.error"
    assert s.post("/acme/sum", "[" * 100000).code == "lua.error"


def answers(s):
    """answers are checked: status, headers, bodies"""
    for answer, status in [("nil", 204), ("{ status = 404 }", 404), ("42", 500), ("{ status = 99 }", 500),
                           ("{ status = '200' }", 500), ("{ headers = 1 }", 500), ("{ body = {} }", 500),
                           ("{ body = 'a', json = 1 }", 500), ("{ json = print }", 500),
                           ("{ headers = { a = {} , b = print } }", 500)]:
        s.deploy_main("answers", f"return function() return {answer} end")
        reply = s.get("/acme/answers")
        assert reply.status == status, (answer, reply.status, reply.body)


def header_injection(s):
    """a header cannot break out of its line, nor change the framing"""
    s.deploy_main("inject", """return function() return { body = "x", headers = {
      ["X-A"] = "1\\r\\nX-B: 2", ["X C"] = "3", ["Content-Length"] = "100", ["Transfer-Encoding"] = "chunked",
      ["Connection"] = "close" } } end""")
    reply = s.get("/acme/inject")
    assert reply.body == b"x" and "x-b" not in reply.headers and "x c" not in reply.headers
    assert reply.headers["content-length"] == "1" and "connection" not in reply.headers


def modules(s):
    """require finds files of the bundle, and nothing else"""
    files = {"main.lua": """local a = require "a"
             return function() return { json = { a.name, require "deep.b", require "top", a == require "a" } } end""",
             "lib/a.lua": "return { name = 'a' }", "lib/deep/b.lua": "return ...", "top.lua": "return 'top'"}
    s.deploy("acme", "mods", files)
    assert s.get("/acme/mods").json == ["a", "deep.b", "top", True]
    for name in ["../x", "/etc/passwd", "a/b", "io", "socket", "", "a..b", "lib/a"]:
        s.deploy_main("mods2", f"return function() return require({json.dumps(name)}) end")
        reply = s.get("/acme/mods2")
        assert reply.code == "lua.error", (name, reply.body)
    circle = s.deploy("acme", "mods3", {"main.lua": "require 'a' return print", "lib/a.lua": "require 'b'",
                                        "lib/b.lua": "require 'a'"}, expect=422)
    assert circle.code == "load.init" and "circle" in circle.json["error"]["message"], circle.body


def head_and_methods(s):
    """HEAD has no body; pipelined requests are answered in order"""
    s.deploy_main("hello", HELLO)
    reply = s.ask("HEAD", "/acme/hello")
    assert reply.status == 200 and reply.body == b"" and reply.headers["content-length"] == "5"
    connection = s.connect()
    for _ in range(200):
        connection.request("GET", "/acme/hello")
        assert connection.getresponse().read() == b"hello"
    connection.close()


def not_found(s):
    """what is not there is a structured 404"""
    for path in ["/", "/acme", "/acme/nothing", "/other/hello", "/acme/hello%00", "/v1/f"]:
        reply = s.get(path)
        assert reply.status == 404 and reply.code == "not_found", (path, reply.body)
        assert reply.json["error"]["request"] == reply.headers["trinity-request"]


# ── isolation ──

VANDAL = """
  local counter, module = 0, require "shared"
  local point = setmetatable({ x = 1 }, { __index = { y = 2 }, __call = function(_, n) return n + 1 end })
  local ticks = coroutine.wrap(function() for i = 1, math.huge do coroutine.yield(i) end end)
  ticks()
  local half = coroutine.create(function() local c <close> = module.guard coroutine.yield() end)
  coroutine.resume(half)
  local function sum(t) local s = 0 for i = 1, #t do s = s + t[i] end return s end
  return function(req)
    local n = tonumber(req.path:match("%d+"))
    local fresh = { ["made" .. counter] = 1, common = 2 }
    local seen = { counter, module.n, leaked or 0, ("x").evil and 1 or 0, string.evil and 1 or 0,
                   math.pi == 3 and 1 or 0, #module.list, type(print) == "function" and 1 or 0,
                   point.x, point.y, point(1), ticks(), coroutine.status(half), sum(module.list), sum { 1, 2.5 },
                   rawget(point, "z") or 0, next(module.extra) or 0, fresh.made0 }
    counter, module.n, leaked = counter + 1, module.n + 1, 7
    string.evil = function() end
    getmetatable("").__index = function() return 1 end
    math.pi, print, tostring = 3, nil, nil
    for i = 1, 20 do module.list[#module.list + 1] = i + n end
    for i = 1, 20 do local t = {} t["k" .. i .. n % 50], t.k = i, sum { n, i } end
    module.extra[n] = n
    point.z, getmetatable(point).__index, getmetatable(point).__call = n, nil, nil
    for i = 1, n % 5 do ticks() end
    if n % 3 == 0 then coroutine.close(half) end
    if n % 4 == 0 then setmetatable({}, { __gc = function() module.n = n end }) end
    if n % 100 == 0 then local junk = {} for i = 1, 20000 do junk[i] = { i } end end
    setmetatable(_G, { __index = function() return 9 end })
    if n % 7 == 0 then error(seen) end
    return { body = table.concat(seen, ",") }
  end"""
VANDAL_MODULE = """local m = { n = 0, list = { 1, 2, 3 }, extra = {} }
  m.guard = setmetatable({}, { __close = function() m.n = m.n + 100 end })
  return m"""


def isolation(s):
    """1000 requests that change everything they reach: each sees the pristine state, in every tier and while the engine learns"""
    assert s.admin("PUT", "/v1/limits/hard", '{"hardened": true}').status in (200, 201)
    for tenant, limits in [("acme", ""), ("acme", "cpu_fuel = 50000000"), ("hard", "")]:
        s.deploy(tenant, "vandal", {"main.lua": VANDAL, "lib/shared.lua": VANDAL_MODULE}, limits=limits)
        answers = set()
        connection = s.connect()
        for i in range(1000):
            connection.request("GET", f"/{tenant}/vandal/{i}")
            reply = connection.getresponse()
            body = reply.read()
            assert reply.status == (500 if i % 7 == 0 else 200), (i, body)
            if i % 7:
                answers.add(body)
        connection.close()
        assert answers == {b"0,0,0,0,0,0,3,1,1,2,2,2,suspended,6,3.5,0,0,1"}, (tenant, limits, answers)


def fresh_randomness(s):
    """random numbers and ids differ between requests"""
    s.deploy_main("random", "return function(req, ctx) return math.random(1 << 60) .. ' ' .. ctx.request end")
    answers = {s.get("/acme/random").body for _ in range(50)}
    numbers = {a.split()[0] for a in answers}
    assert len(answers) == 50 and len(numbers) == 50


def escapes(s):
    """scripts that try to get out of their sandbox do not"""
    assert len(ESCAPES) >= 40
    for name, (body, allowed) in ESCAPES.items():
        s.deploy_main("escape", f"return function(req, ctx) return tostring((function() {body} end)()) end", limits="deadline_ms = 2000")
        reply = s.get("/acme/escape")
        assert reply.body.decode() in (allowed if isinstance(allowed, tuple) else (allowed,)), (name, reply.status, reply.body)


def hostile_requests(s):
    """requests that are bombs are refused or answered, and the server goes on"""
    import socket
    s.deploy_main("bomb", "return function(req) local ok = pcall(req.json, req) return tostring(ok) .. #req.query end")
    for body in ["[" * 1000000, '{"a":' * 100000, '"' + "\\u0000" * 100000, "1e" + "9" * 100000, '{"a":1,' * 50000, "\x00" * 100000]:
        assert s.post("/acme/bomb", body).status in (200, 500, 507), body[:20]
    for raw in [b"GET / HTTP/1.1\r\n" + b"A: b\r\n" * 5000 + b"\r\n", b"GET /" + b"a" * 100000 + b" HTTP/1.1\r\n\r\n",
                b"GET / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n",
                b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 99999999999999999999\r\n\r\n", b"\x16\x03\x01\x02\x00" * 100,
                b"POST /acme/bomb HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nFFFFFFFFFFFFFFFFF\r\n"]:
        for port in [s.port, s.admin_port]:
            with socket.create_connection(("127.0.0.1", port), timeout=30 * s.slow) as peer:
                try:
                    peer.sendall(raw)
                    answer = peer.recv(100)
                except ConnectionError:
                    continue
                assert answer == b"" or answer.startswith(b"HTTP/1.1 4") or answer.startswith(b"HTTP/1.1 5"), (raw[:40], answer)
    query = "&".join(f"k{n}=v" for n in range(700))
    assert s.get(f"/acme/bomb?{query}").status == 200
    # A client that sends half a request and goes.
    for _ in range(50):
        peer = socket.create_connection(("127.0.0.1", s.port))
        peer.sendall(b"POST /acme/bomb HTTP/1.1\r\nHost: a\r\nContent-Length: 1000\r\n\r\nhalf")
        peer.close()
    assert s.post("/acme/bomb", "1").body == b"true0"


def many_idle_connections(s):
    """a thousand connections that say nothing hinder nobody"""
    import socket
    s.deploy_main("hello", HELLO)
    peers = [socket.create_connection(("127.0.0.1", s.port)) for _ in range(1000)]
    assert s.get("/acme/hello").body == b"hello"
    for peer in peers:
        peer.close()
    assert s.get("/acme/hello").body == b"hello"


def tenants_apart(s):
    """tenants see neither each other's functions nor stores"""
    code = """return function(req, ctx)
      if req.method == "POST" then ctx.kv.box:put("k", req.body) end
      return ctx.kv.box:get("k") or "none"
    end"""
    for tenant in ["one", "two"]:
        s.deploy(tenant, "box", {"main.lua": code}, capabilities='kv = ["box:write"]')
    assert s.post("/one/box", "secret of one").body == b"secret of one"
    assert s.get("/two/box").body == b"none"
    assert s.get("/one/box").body == b"secret of one"


def capabilities(s):
    """what is not listed is denied"""
    for what, code in [("ctx.kv.other:get('k')", "cap.denied"), ("ctx.kv.box:put('a', 'b')", "cap.denied"),
                       ("ctx.secret('key')", "cap.denied"), ("ctx.fetch('http://127.0.0.1:1/')", "cap.denied"),
                       ("ctx.kv.box:get('')", None), ("ctx.kv.box.get(nil, 'k')", None),
                       ("ctx.fetch('http://127.0.0.1:9/x')", None)]:
        s.deploy_main("caps", f"return function(req, ctx) local v, why = {what} return tostring(v) end",
                      capabilities='kv = ["box:read"]\nfetch = ["http://127.0.0.1:9/*"]')
        assert s.get("/acme/caps").code == code, (what, s.get("/acme/caps").body)


def fetch_and_secrets(s):
    """a function asks another server, with a secret"""
    s.deploy_main("inner", "return function(req) return req.headers.key .. req.body end")
    assert s.admin("PUT", "/v1/t/acme/secrets/key", "s3cret").status == 204
    s.deploy_main("outer", f"""return function(req, ctx)
      local reply, why = ctx.fetch {{ url = "http://127.0.0.1:{s.port}/acme/inner", method = "POST", body = "!",
                                     headers = {{ key = ctx.secret "key" }} }}
      return reply and (reply.status .. reply.body) or why
    end""", capabilities=f'secrets = ["key"]\nfetch = ["http://127.0.0.1:{s.port}/*"]')
    assert s.get("/acme/outer").body == b"200s3cret!", s.get("/acme/outer").body
    assert s.admin("GET", "/v1/t/acme/secrets").json == {"secrets": ["key"]}


def subrequests(s):
    """calls to the outside are counted"""
    s.deploy_main("many", "return function(req, ctx) for i = 1, 100 do pcall(ctx.kv.box.get, nil, 'k') end end",
                  limits="subrequests = 5", capabilities='kv = ["box:read"]')
    assert s.get("/acme/many").code == "limit.subrequests"


# ── limits ──

RUNAWAYS = {
    "loop": "while true do end",
    "pcall loop": "while true do pcall(function() while true do end end) end",
    "error handler": "while true do xpcall(error, function() while true do end end) end",
    "coroutines": "local function f() while true do coroutine.wrap(f)() end end while true do pcall(f) end",
    "close": "while true do local x <close> = setmetatable({}, { __close = function() while true do end end }) end",
    "gc": "setmetatable({}, { __gc = function() while true do end end }) while true do local t = {} end",
    "metamethod": "local t = setmetatable({}, { __index = function(t, k) return t[k + 1] end }) while true do pcall(function() return t[1] end) end",
    "pattern": "return ('a'):rep(30):match(('a*'):rep(30) .. 'b')",
    "gsub": "local s = ('a'):rep(1000) while true do s:gsub('.', function() return 'b' end) end",
    "find": "while true do (('a'):rep(100000)):find(('a'):rep(50000) .. 'b', 1, true) end",
    "rep": "while true do pcall(string.rep, 'x', 1 << 30) end",
    "concat": "local t = {} for i = 1, 10000 do t[i] = 'x' end while true do table.concat(t) end",
    "sort": "local t = {} for i = 1, 10000 do t[i] = i end while true do pcall(table.sort, t, function() return math.random() < 0.5 end) end",
    "recursion": "local function f() return 1 + f() end while true do pcall(f) end",
    "load": "while true do load(('x = 1 '):rep(10000)) end",
    "tostring": "while true do tostring(setmetatable({}, { __tostring = function() while true do end end })) end",
    "format": "while true do ('%99.99f'):rep(100):format(table.unpack({}, 1, 0)) end",
    "unpack": "local t = {} while true do pcall(table.unpack, t, 1, 100000) end",
}


def deadlines(s):
    """every runaway program is ended at its deadline, and what it caught does not save it"""
    for name, code in RUNAWAYS.items():
        s.deploy_main("runaway", f"return function() {code} end", limits="deadline_ms = 50")
        reply = s.get("/acme/runaway")
        assert reply.code in ("limit.deadline", "lua.error"), (name, reply.status, reply.body)
        assert name == "format" or reply.code == "limit.deadline", (name, reply.body)


def fuel(s):
    """fuel ends a program at the same place every time"""
    s.deploy_main("fuel", "return function() local n = 0 while true do n = n + 1 end end",
                  limits="cpu_fuel = 1000000\ndeadline_ms = 5000")
    replies = [s.get("/acme/fuel") for _ in range(5)]
    assert all(r.code == "limit.cpu" and r.status == 504 for r in replies), replies[0].body
    assert replies[0].json["error"]["limit"] == 1000000


def memory(s):
    """memory is bounded, and the next request has all of it again"""
    s.deploy_main("memory", """return function(req)
      local t = {}
      for i = 1, tonumber(req.query.n) do t[i] = ("x"):rep(1000) .. i end
      return #t .. ""
    end""", limits="memory_bytes = 2097152\ndeadline_ms = 5000")
    for _ in range(3):
        assert s.get("/acme/memory?n=1000000").code == "limit.memory"
        assert s.get("/acme/memory?n=1000").body == b"1000"
    s.deploy_main("memory2", "return function() return ('x'):rep(1 << 40) end", limits="memory_bytes = 2097152")
    assert s.get("/acme/memory2").status in (500, 507)


def output(s):
    """answers and logs are bounded"""
    s.deploy_main("output", "return function(req) return ('x'):rep(tonumber(req.query.n)) end",
                  limits="output_bytes = 1000")
    assert len(s.get("/acme/output?n=1000").body) == 1000
    assert s.get("/acme/output?n=1001").code == "limit.output"
    s.deploy_main("talker", "return function() while true do pcall(print, ('x'):rep(1000)) end end",
                  limits="output_bytes = 1000")
    assert s.get("/acme/talker").code == "limit.output"


def depth(s):
    """recursion without end is an error of its own"""
    deep = "local function f() return 1 + f() end return function() return f() end"
    s.deploy_main("deep", deep, limits="memory_bytes = 268435456\ndeadline_ms = 10000")
    assert s.get("/acme/deep").code == "limit.recursion"
    # Its stack counts as memory.
    s.deploy_main("deep", deep, limits="memory_bytes = 1048576")
    assert s.get("/acme/deep").code == "limit.memory"


def answered_beside(s, path, others):
    """How many requests are answered while so many others, of a function that runs away, are not."""
    threads = [threading.Thread(target=s.get, args=[path]) for _ in range(others)]
    for t in threads:
        t.start()
    connection, count = s.connect(), 0
    while True:
        connection.request("GET", "/acme/hello")
        reply = connection.getresponse()
        assert reply.read() == b"hello" and reply.status == 200
        if not all(t.is_alive() for t in threads):
            break
        count += 1
    for t in threads:
        t.join()
    connection.close()
    return count


def others_go_on(s):
    """while programs run away on all threads, others are answered"""
    s.deploy_main("hello", HELLO)
    s.deploy_main("loop", "return function() while true do end end", limits="deadline_ms = 1000")
    for _ in range(100):
        s.get("/acme/hello")
    # More than once, because a machine may be too busy for anything in that second.
    assert until(30 * s.slow, lambda: answered_beside(s, "/acme/loop", 2) >= 10)


def stream_beside_runaways(s):
    """beside each runaway program a stream of requests goes on without an error"""
    s.deploy_main("hello", HELLO)
    for name, code in RUNAWAYS.items():
        s.deploy_main("runaway", f"return function() {code} end", limits="deadline_ms = 100")
        # What ends at once, by an error of its own, may leave no time for that.
        assert until(20 * s.slow, lambda: answered_beside(s, "/acme/runaway", 1) >= 5) or name == "format", name


def trusted_runaway(s):
    """a function that was always quick and then loops keeps nobody waiting; what it wrote is written once"""
    s.deploy_main("hello", HELLO)
    s.deploy_main("turncoat", """return function(req, ctx)
      if req.query.how then ctx.log("began", req.query.how) end
      if req.query.how == "loop" then while true do end end
      if req.query.how == "late" then local t = os.clock() while os.clock() - t < 0.1 do end end
      return 'done'
    end""", limits="deadline_ms = 3000")
    kept = s.connect()

    def ask(path):
        kept.request("GET", path)
        return kept.getresponse().read()

    for how in ["loop", "late", "loop"]:
        for _ in range(200):
            assert ask("/acme/turncoat") == b"done" and ask("/acme/hello") == b"hello"
        replies = []
        thread = threading.Thread(target=lambda: replies.append(s.get(f"/acme/turncoat?how={how}")))
        thread.start()
        answered = 0
        while thread.is_alive():
            assert ask("/acme/hello") == b"hello"
            answered += 1
        thread.join()
        # One could be answered after it, before its own answer is here.
        assert answered >= 5 or how == "late", (how, answered)
        assert replies[0].body == b"done" if how == "late" else replies[0].code == "limit.deadline", replies[0].body
    kept.close()
    lines = [line["text"] for line in s.admin("GET", "/v1/logs?function=acme/turncoat&kind=log").json["lines"]]
    assert lines == ["began\tloop", "began\tlate", "began\tloop"], lines


def errors(s):
    """a client gets the code, an administrator the message, the place and the traceback"""
    s.deploy_main("broken", "local function inner() error('secret detail') end\nreturn function() inner() end")
    reply = s.get("/acme/broken")
    assert reply.status == 500 and reply.code == "lua.error" and b"secret" not in reply.body, reply.body
    error = s.admin("POST", "/v1/t/acme/f/broken:invoke").json["error"]
    assert "secret detail" in error["message"] and error["where"].startswith("main.lua:1:"), error
    assert "main.lua:2" in error["traceback"], error
    assert reply.json["error"]["function"] == "acme/broken" and reply.json["error"]["version"] == "v1"
    log = s.admin("GET", "/v1/logs?kind=error&function=acme/broken").json["lines"]
    assert any("secret detail" in line["text"] for line in log)


# ── versions ──

def versions(s):
    """deploys make versions; rollback and If-Match work"""
    for n in range(1, 4):
        reply = s.deploy_main("vers", f"return function() return 'v{n}' end")
        assert reply.json["version"] == f"v{n}" and s.get("/acme/vers").body == f"v{n}".encode()
    base = "/v1/t/acme/f/vers"
    assert s.admin("POST", base + ":rollback").json["active"] == "v2"
    assert s.get("/acme/vers").body == b"v2"
    assert s.admin("POST", base + ":rollback", '{"to": "v1"}').json["active"] == "v1"
    assert s.get("/acme/vers").body == b"v1"
    assert s.admin("POST", base + ":rollback").code == "conflict"
    assert s.admin("POST", base + ":deploy", '{"version": "v3"}').json["active"] == "v3"
    assert s.admin("POST", base + ":deploy", '{"version": "v9"}').code == "not_found"
    assert s.deploy_main("vers", HELLO, expect=412, **{"If-Match": "v1"}).code == "precondition_failed"
    assert s.deploy_main("vers", HELLO, **{"If-Match": '"v3"'}).json["version"] == "v4"
    rows = s.admin("GET", base + "/versions").json["versions"]
    assert [r["version"] for r in rows] == ["v4", "v3", "v2", "v1"] and rows[0]["percent"] == 100
    bundle = s.admin("GET", base + "/versions/v2").json
    assert bundle["files"]["main.lua"] == "return function() return 'v2' end"
    assert s.admin("GET", "/v1/t/acme/f/vers").headers["etag"] == '"v4"'


def canary(s):
    """a canary gets its share of the requests, and can be ended or made active"""
    s.deploy_main("can", "return function() return 'old' end")
    s.deploy_main("can", "return function() return 'new' end", query="?percent=20")
    got = [s.get("/acme/can").body for _ in range(200)]
    assert got.count(b"new") == 40, got.count(b"new")
    s.admin("POST", "/v1/t/acme/f/can:rollback")
    assert {s.get("/acme/can").body for _ in range(20)} == {b"old"}
    s.admin("POST", "/v1/t/acme/f/can:deploy", '{"version": "v2"}')
    assert {s.get("/acme/can").body for _ in range(20)} == {b"new"}


def bad_deploys(s):
    """what cannot run is refused, and changes nothing"""
    s.deploy_main("good", HELLO)
    for main, code in [("return function(", "load.syntax"), ("error 'no'", "load.init"), ("return 1", "load.init"),
                       ("while true do end", "limit.deadline"), ("\x1bLua", "load.syntax"),
                       ("local t = {} while true do t[#t + 1] = ('x'):rep(1000) .. #t end", "limit.memory")]:
        reply = s.deploy_main("good", main, expect=None or (504 if "deadline" in code else 507 if "memory" in code else 422))
        assert reply.code == code, (main, reply.body)
    for files, what in [({}, "function.toml"), ({"function.toml": "[function]\nname = 'good'\n"}, "main.lua"),
                        ({"function.toml": "[function]\nname = 'x'\n", "main.lua": "return print"}, "names"),
                        ({"function.toml": "[function]\nname = 'good'\n[limits]\ndeadlin_ms = 1\n", "main.lua": ""}, "did you mean 'deadline_ms'"),
                        ({"function.toml": "[function]\nname = 'good'\n", "main.lua": "", "../x.lua": ""}, "..")]:
        reply = s.admin("PUT", "/v1/t/acme/f/good", json.dumps({"files": files}))
        assert reply.status == 422 and what in reply.json["error"]["message"], (files, reply.body)
    assert s.admin("PUT", "/v1/t/acme/f/good", "no json").code == "load.bundle"
    assert s.admin("PUT", "/v1/t/Acme/f/good", "{}").status in (400, 422)
    assert s.get("/acme/good").body == b"hello"
    assert len(s.admin("GET", "/v1/t/acme/f/good/versions").json["versions"]) == 1


def tar_deploy(s):
    """bundles come as tar archives too"""
    import io
    import tarfile
    room = io.BytesIO()
    with tarfile.open(fileobj=room, mode="w", format=tarfile.USTAR_FORMAT) as tar:
        for path, text in [("./function.toml", "[function]\nname = 'tarred'\n"), ("./main.lua", HELLO)]:
            info = tarfile.TarInfo(path)
            info.size = len(text)
            tar.addfile(info, io.BytesIO(text.encode()))
    headers = {"Content-Type": "application/x-tar"}
    assert s.admin("PUT", "/v1/t/acme/f/tarred", room.getvalue(), headers).status == 201
    assert s.get("/acme/tarred").body == b"hello"
    for cut in [100, 512, 600, 1100]:
        assert s.admin("PUT", "/v1/t/acme/f/tarred", room.getvalue()[:cut], headers).code == "load.bundle"
    link = io.BytesIO()
    with tarfile.open(fileobj=link, mode="w", format=tarfile.USTAR_FORMAT) as tar:
        info = tarfile.TarInfo("main.lua")
        info.type, info.linkname = tarfile.SYMTYPE, "/etc/passwd"
        tar.addfile(info)
    assert s.admin("PUT", "/v1/t/acme/f/tarred", link.getvalue(), headers).code == "load.bundle"


def delete(s):
    """a deleted function is gone"""
    s.deploy_main("gone", HELLO)
    assert s.get("/acme/gone").status == 200
    assert s.admin("DELETE", "/v1/t/acme/f/gone").status == 204
    assert s.get("/acme/gone").status == 404
    assert s.admin("DELETE", "/v1/t/acme/f/gone").status == 404


# ── administration ──

def tokens(s):
    """tokens have roles and tenants"""
    assert s.ask("GET", "/v1/f", admin=True).status == 401
    assert s.admin("GET", "/v1/f", token="wrong").code == "unauthorized"
    s.deploy_main("hello", HELLO)
    made = {}
    for role, tenant in [("viewer", ""), ("deployer", "acme"), ("admin", "acme")]:
        reply = s.admin("POST", "/v1/tokens", json.dumps({"role": role, "tenant": tenant, "note": "test"}))
        assert reply.status == 201, reply.body
        made[role] = reply.json
    viewer, deployer, scoped = (made[r]["token"] for r in ["viewer", "deployer", "admin"])
    assert s.admin("GET", "/v1/f", token=viewer).status == 200
    assert s.admin("DELETE", "/v1/t/acme/f/hello", token=viewer).code == "forbidden"
    assert s.admin("POST", "/v1/t/acme/f/hello:invoke", token=deployer).status == 200
    assert s.admin("GET", "/v1/t/other/f", token=deployer).code == "forbidden"
    assert s.admin("GET", "/v1/tokens", token=deployer).code == "forbidden"
    assert s.admin("POST", "/v1/tokens", '{"role": "admin"}', token=scoped).code == "forbidden"
    assert s.admin("GET", "/metrics", token=deployer).code == "forbidden"
    assert s.admin("GET", "/v1/logs?function=other/x", token=deployer).code == "forbidden"
    assert all(f["tenant"] == "acme" for f in s.admin("GET", "/v1/f", token=deployer).json["functions"])
    assert s.admin("DELETE", f"/v1/tokens/{made['viewer']['id']}").status == 204
    assert s.admin("GET", "/v1/f", token=viewer).status == 401
    assert s.token not in json.dumps(s.admin("GET", "/v1/tokens").json)
    # A token of a tenant that is misspelt would be of no use to anybody.
    before = s.admin("GET", "/v1/tokens").json
    refused = s.admin("POST", "/v1/tokens", '{"role": "deployer", "tenant": "acmee"}')
    assert (refused.status, refused.code) == (404, "not_found") and "there is no tenant acmee" in refused.json["error"]["message"], refused.body
    refused = s.command("token", "add", "--tenant", "acmee")
    assert refused.returncode == 1 and b"there is no tenant acmee" in refused.stderr and not refused.stdout, refused
    assert s.admin("GET", "/v1/tokens").json == before
    # A tenant comes to be by its limits, too: its deployer's token may be made before its first function.
    assert s.command("tenant", "put", "token-first").returncode == 0
    assert s.command("token", "add", "--tenant", "token-first").returncode == 0


def live_requests(s):
    """what runs is seen with its Lua stack, and can be killed"""
    s.deploy_main("spin", "local function spin() while true do end end\nreturn function() spin() end",
                  limits="deadline_ms = 20000")
    replies = []
    thread = threading.Thread(target=lambda: replies.append(s.get("/acme/spin")))
    thread.start()
    row = until(10 * s.slow, lambda: next(iter(s.admin("GET", "/v1/stuck?least_ms=50").json["requests"]), None))
    assert row and row["function"] == "acme/spin" and "main.lua:1" in row["stack"], row
    assert s.admin("POST", f"/v1/requests/{row['id']}:kill").status == 202
    thread.join()
    assert replies[0].code == "killed", replies[0].body
    assert s.admin("POST", f"/v1/requests/{row['id']}:kill").status == 404


def stack_of_one_that_waits(s):
    """a function that waits for another server is seen with its stack too"""
    s.deploy_main("slow", "return function() while true do end end", limits="deadline_ms = 20000")
    s.deploy_main("waits", f"""local function ask(ctx) return ctx.fetch("http://127.0.0.1:{s.port}/acme/slow") end
      return function(req, ctx) local reply = ask(ctx) return tostring(reply and reply.status) end""",
                  limits="deadline_ms = 20000", capabilities=f'fetch = ["http://127.0.0.1:{s.port}/*"]')
    replies = []
    thread = threading.Thread(target=lambda: replies.append(s.get("/acme/waits")))
    thread.start()

    def both():
        found = {row["function"]: row for row in s.admin("GET", "/v1/stuck?least_ms=50").json["requests"]}
        return found if {"acme/slow", "acme/waits"} <= set(found) else None

    rows = until(10 * s.slow, both)
    assert rows and "main.lua:1" in rows["acme/waits"]["stack"], rows
    assert s.admin("POST", f"/v1/requests/{rows['acme/slow']['id']}:kill").status == 202
    thread.join()
    assert replies[0].body == b"503", replies[0].body


def metrics(s):
    """metrics count what happened, in the form that Prometheus reads"""
    s.deploy_main("counted", "return function(req) if req.query.bad then error 'x' end return '' end")
    for _ in range(7):
        s.get("/acme/counted")
    for _ in range(3):
        s.get("/acme/counted?bad=1")
    reply = s.admin("GET", "/metrics")
    lines = reply.body.decode().splitlines()
    assert 'trinity_requests_total{tenant="acme",fn="counted",code="ok"} 7' in lines
    assert 'trinity_requests_total{tenant="acme",fn="counted",code="lua.error"} 3' in lines
    assert 'trinity_request_seconds_count{tenant="acme",fn="counted"} 10' in lines
    for line in lines:
        assert line.startswith("# ") or len(line.rsplit(" ", 1)) == 2, line
    f = s.admin("GET", "/v1/t/acme/f/counted").json
    assert f["requests"] == 10 and f["errors"] == 3 and f["failures"] == {"lua.error": 3}


def life(s):
    """a function tells how its requests got faster, and in which tiers"""
    s.deploy_main("lives", "return function() local n = 0 for i = 1, 1000 do n = n + i % 7 end return tostring(n) end")
    for _ in range(100):
        assert s.get("/acme/lives").status == 200
    stages = s.admin("GET", "/v1/t/acme/f/lives").json["life"]
    assert [stage["first"] for stage in stages] == [1, 2, 4, 8, 16, 32, 64], stages
    assert [sum(stage["by_tier"]) for stage in stages] == [1, 2, 4, 8, 16, 32, 37], stages
    assert all(stage["us"] > 0 for stage in stages), stages
    # What sandboxes have learnt is what they begin with.
    assert stages[-1]["by_tier"][2] > 0, stages
    s.deploy_main("lives", "return function() error 'x' end")
    s.get("/acme/lives")
    assert s.admin("GET", "/v1/t/acme/f/lives").json["life"] == []


def health(s):
    """health, readiness, the table of routes, the page"""
    assert s.ask("GET", "/healthz", admin=True).body == b"ok\n"
    assert s.ask("GET", "/readyz", admin=True).status == 200
    routes = s.ask("GET", "/v1/routes", admin=True).json["routes"]
    assert len(routes) > 20 and all(r["role"] in ("none", "viewer", "deployer", "admin") for r in routes)
    assert s.ask("POST", "/healthz", admin=True).status == 405
    assert s.admin("GET", "/v1/nothing").status == 404
    assert b"<html" in s.ask("GET", "/", admin=True).body.lower()
    assert s.admin("GET", "/v1/status").json["ready"] is True


def every_route_asks(s):
    """no route but the harmless ones answers without a token"""
    for route in s.ask("GET", "/v1/routes", admin=True).json["routes"]:
        path = route["path"]
        for word in ["tenant", "name", "version", "secret", "id"]:
            path = path.replace("{" + word + "}", "1")
        reply = s.ask(route["method"], path, admin=True)
        assert (reply.status == 401) == (route["role"] != "none"), (route, reply.status)


def tenant_limits(s):
    """a tenant runs no more requests at once than it may"""
    assert s.admin("PUT", "/v1/limits/small", '{"max_concurrent": 1}').status == 200
    s.deploy("small", "wait", {"main.lua": "return function() while true do end end"}, limits="deadline_ms = 3000")
    replies = []
    threads = [threading.Thread(target=lambda: replies.append(s.get("/small/wait"))) for _ in range(4)]
    for t in threads:
        t.start()
    for t in threads:
        t.join()
    codes = sorted(r.code for r in replies)
    assert codes.count("busy.tenant") >= 1 and "limit.deadline" in codes, codes
    busy = next(r for r in replies if r.code == "busy.tenant")
    assert busy.status == 503 and "retry-after" in busy.headers
    assert s.admin("PUT", "/v1/limits/small", '{"max_concurent": 1}').status == 400
    assert s.admin("GET", "/v1/limits/small").json["max_concurrent"] == 1


def logs_and_journal(s):
    """print and ctx.log end in the log; what administrators do in the journal"""
    s.deploy_main("talk", "return function(req, ctx) print('printed', 1) ctx.log('logged', nil) return ctx.request end")
    request = s.get("/acme/talk").body.decode()
    lines = s.admin("GET", "/v1/logs?function=acme/talk&kind=log").json["lines"]
    assert [line["text"] for line in lines[-2:]] == ["printed\t1", "logged\tnil"], lines
    assert lines[-1]["request"] == request
    journal = s.admin("GET", "/v1/journal").json["journal"]
    assert journal[0]["action"] == "function.deploy" and journal[0]["function"] == "talk"
    assert [r["sequence"] for r in journal] == sorted((r["sequence"] for r in journal), reverse=True)


# ── the command line ──

def mocked_fixtures(s):
    """a fixture says what keys, other servers and the clock tell"""
    folder = s.folder / "mocked"
    (folder / "fixtures").mkdir(parents=True)
    (folder / "function.toml").write_text(manifest("mocked", capabilities='kv = ["box:write"]\nfetch = ["https://rates.internal/*"]'))
    (folder / "main.lua").write_text("""return function(req, ctx)
      local rate = ctx.fetch("https://rates.internal/eur").body
      ctx.kv.box:put("seen", ctx.kv.box:get("seen") .. "!")
      return { json = { rate = rate, time = os.time(), date = os.date("!%Y-%m-%d"), epoch = os.date("!%Y", 0) } }
    end""")
    fixture = {"mocks": {"kv": {"box": {"seen": "a"}}, "fetch": {"https://rates.internal/eur": {"status": 200, "body": "1.08"}},
                         "now_ms": 1700000000123},
               "expect": {"json": {"rate": "1.08", "time": 1700000000, "date": "2023-11-14", "epoch": "1970"}, "kv": {"box": {"seen": "a!"}}}}
    (folder / "fixtures/one.json").write_text(json.dumps(fixture))
    done = s.command("test", "mocked")
    assert done.returncode == 0 and done.stdout.endswith(b"1 passed, 0 failed\n"), done
    fixture["mocks"]["now_ms"] += 86_400_000
    (folder / "fixtures/one.json").write_text(json.dumps(fixture))
    assert s.command("test", "mocked").returncode == 1


def no_fixtures(s):
    """a function without fixtures is loaded and its init is run, and what a fixture looks like is said"""
    folder = s.folder / "bare"
    folder.mkdir()
    (folder / "function.toml").write_text(manifest("bare"))
    for main, status, why in [
            (HELLO, 0, "bare has no fixtures"), ("return function(", 1, "main.lua:1"), ("return 7", 1, "load.init"),
            ("local t = nil\nt.x = 1\nreturn function() end", 1, "main.lua:2: attempt to index a nil value")]:
        (folder / "main.lua").write_text(main)
        done = s.command("test", "bare")
        assert done.returncode == status and why in (done.stdout + done.stderr).decode(), (main, done)
    (folder / "main.lua").write_text(HELLO)
    done = s.command("test", "bare")
    assert b"ok     bare: init\n" in done.stdout and b"fixtures/NAME.json" in done.stdout and done.stdout.endswith(b"1 passed, 0 failed\n"), done
    assert json.loads(s.command("test", "bare", "--json").stdout) == {"fixtures": [{"init": "bare", "ok": True}], "passed": 1, "failed": 0}
    # The fixture that it shows is one.
    shown = next(line for line in done.stdout.decode().splitlines() if line.lstrip().startswith("{"))
    (folder / "fixtures").mkdir()
    (folder / "fixtures/one.json").write_text(shown)
    done = s.command("test", "bare")
    assert done.returncode == 0 and b"ok     bare/fixtures/one.json\n1 passed, 0 failed\n" in done.stdout, done


def command_line(s):
    """from init to a deployed function, by commands alone"""
    assert s.command("init", "first").returncode == 0
    tested = s.command("test", "first")
    assert tested.returncode == 0 and tested.stdout.endswith(b"1 passed, 0 failed\n"), tested
    done = s.command("deploy", "first", "--tenant", "cli", "--note", "from a test")
    assert done.returncode == 0 and b"cli/first v1" in done.stdout, done
    assert s.get("/cli/first?name=Ada").json["message"] == "Hello, Ada!"
    called = s.command("invoke", "cli/first", "--query", "name=Bob")
    assert json.loads(called.stdout)["message"] == "Hello, Bob!" and b"200" in called.stderr, called
    (s.folder / "first/main.lua").write_text("return function() return 'two' end")
    assert s.command("deploy", "first", "--tenant", "cli").returncode == 0
    assert s.get("/cli/first").body == b"two"
    assert b"from a test" in s.command("versions", "cli/first").stdout
    assert b"v1" in s.command("rollback", "cli/first").stdout
    assert b"cli/first" in s.command("top").stdout
    assert s.command("logs").returncode == 0 and s.command("stuck").returncode == 0
    assert json.loads(s.command("versions", "cli/first", "--json").stdout)["versions"][0]["version"] == "v2"
    token = s.command("token", "add", "--role", "viewer").stdout.decode().strip()
    assert s.admin("GET", "/v1/f", token=token).status == 200
    assert s.command("secret", "put", "k", "--tenant", "cli", stdin=b"v\n").returncode == 0
    assert s.command("secret", "list", "--tenant", "cli").stdout == b"k\n"
    assert s.command("tenant", "put", "cli", "--max-concurrent", "7").returncode == 0
    assert b"7" in s.command("tenant", "list").stdout
    for words, status, why in [
            (["tenant", "put", "cli", "--max-concurrent", "ten"], 64, "--max-concurrent: expected a number from 1 to 1000000, found 'ten'"),
            (["tenant", "put", "cli", "--cpu-weight", "500"], 64, "--cpu-weight: expected a number from 1 to 100, found '500'"),
            (["tenant", "put", "A name"], 64, "'A name': a name is 1 to 63"), (["host", "put", "a host", "cli/first"], 64, "'a host': a host is 1 to 253"),
            (["logs", "first"], 64, "expected TENANT/NAME, found 'first'"), (["logs", "cli/frist"], 1, "there is no function cli/frist"),
            (["logs", "--most", "0"], 64, "--most: expected a number from 1 to 10000, found '0'"),
            (["stuck"], 0, "no request has run for 100 ms"), (["invoke", "cli/first", "-d", "@nothing"], 66, "cannot read 'nothing': No such file"),
            (["dev", "first", "--port", "70000"], 64, "--port: expected a number from 0 to 65535, found '70000'"),
            (["serve", "--port", "many"], 64, "--port: expected a number from 0 to 65535, found 'many'")]:
        done = s.command(*words)
        assert done.returncode == status and why in done.stderr.decode(), done
    wrong = s.command("deplyo", "first")
    assert wrong.returncode != 0
    wrong = s.command("deploy", "first", "--tennant", "x")
    assert wrong.returncode == 64 and b"did you mean '--tenant'" in wrong.stderr, wrong
    assert s.command("kill", "nothing").returncode == 1
    assert s.command("delete", "cli/first").returncode == 0
    (s.folder / "bad.toml").write_text("[listen]\nprot = 1\n")
    checked = s.command("config", "check", "bad.toml")
    assert checked.returncode == 1 and b"bad.toml:2" in checked.stderr and b"did you mean 'port'" in checked.stderr, checked
    shown = s.command("config", "show")
    assert shown.returncode == 0 and b"deadline" not in shown.stdout and b'address = "127.0.0.1"' in shown.stdout, shown
    (s.folder / "shown.toml").write_bytes(shown.stdout)
    assert s.command("config", "check", "shown.toml").returncode == 0
    assert json.loads(s.command("test", "first", "--json").stdout)["failed"] == 1  # main.lua is another one by now
    assert json.loads(s.command("secret", "put", "j", "--tenant", "cli", "--json", stdin=b"v").stdout) == {}
    bench = s.command("bench", "first", "--seconds", "0.05", "--json")
    rows = json.loads(bench.stdout)["bench"]
    assert [row["tiers"] for row in rows] == ["up to 1", "up to 2", "all"] and all(row["run_us"] > 0 and row["runs"] >= 5 for row in rows), bench
    near = s.command("deplyo")
    assert near.returncode != 0 and b"did you mean 'deploy'" in near.stderr, near
    backup = s.command("backup", "copy.db", "--data", str(s.folder / "data"))
    assert backup.returncode == 0 and (s.folder / "copy.db").exists(), backup


def manual_and_completion(s):
    """pages and completions are made from the tables, and are good troff and good shell"""
    import shutil
    import subprocess
    commands = s.command("manual", "commands").stdout
    for word in [b".SS trinity deploy", b"\\-\\-canary", b".SS trinity host", b".SH ENVIRONMENT"]:
        assert word in commands, (word, commands[:400])
    settings = s.command("manual", "settings").stdout
    assert b"max_body_bytes" in settings and b"[websocket]" in settings
    if shutil.which("man"):
        for page in [commands, settings, s.command("manual", "api").stdout]:
            shown = subprocess.run(["man", "--warnings", "-l", "-"], input=page, capture_output=True, env={"MANWIDTH": "80", "PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8"})
            assert shown.returncode == 0 and not shown.stderr, shown.stderr
    script = s.command("completion", "bash").stdout.decode()
    asked = script + "\nCOMP_WORDS=(trinity dep) COMP_CWORD=1\n_trinity\necho \"${COMPREPLY[@]}\"\n" \
        "COMP_WORDS=(trinity deploy --c) COMP_CWORD=2\n_trinity\necho \"${COMPREPLY[@]}\"\nCOMP_WORDS=(trinity tenant p) COMP_CWORD=2\n_trinity\necho \"${COMPREPLY[@]}\"\n" \
        "COMP_WORDS=(trinity tenant '') COMP_CWORD=2\n_trinity\necho \"${COMPREPLY[@]}\"\n"
    done = subprocess.run(["bash", "--norc"], input=asked, capture_output=True, text=True, cwd=s.folder)
    lines = done.stdout.splitlines()
    assert not done.stderr and lines[0] == "deploy" and "--canary" in lines[1] and "--config" in lines[1] and lines[2] == "put" and lines[3] == "list put", done
    if shutil.which("zsh"):
        assert subprocess.run(["zsh", "-n"], input=s.command("completion", "zsh").stdout).returncode == 0
    assert s.command("completion", "fish").returncode == 64


# ── the process ──

def survives_kill(trinity, slow):
    """what was acknowledged is there after kill -9"""
    import signal
    with Server(trinity, slow=slow) as s:
        for n in range(1, 6):
            s.deploy_main("kept", f"return function() return 'n{n}' end")
        s.stop(signal.SIGKILL)
        s.start()
        assert s.get("/acme/kept").body == b"n5"
        assert len(s.admin("GET", "/v1/t/acme/f/kept/versions").json["versions"]) == 5


def killed_while_deploying(trinity, slow):
    """kill -9 at any moment of a deploy loses nothing that was acknowledged, and breaks nothing"""
    import random
    import signal
    pick = random.Random(7)
    with Server(trinity, slow=slow) as s:
        acknowledged = 0
        for _ in range(6):
            over = threading.Event()

            def deploy():
                nonlocal acknowledged
                while not over.is_set():
                    try:
                        reply = s.deploy_main("torn", f"return function() return 'n{acknowledged + 1}' end")
                    except (OSError, ConnectionError, AssertionError, http.client.HTTPException):
                        return
                    acknowledged = int(reply.json["version"][1:])

            thread = threading.Thread(target=deploy)
            thread.start()
            time.sleep(pick.uniform(0.02, 0.3) * slow)
            s.process.kill()
            thread.join()
            over.set()
            s.stop()
            s.start()
            if acknowledged == 0:
                continue
            rows = s.admin("GET", "/v1/t/acme/f/torn/versions").json["versions"]
            numbers = [int(row["version"][1:]) for row in rows]
            assert numbers == list(range(numbers[0], 0, -1)), numbers
            active = next(int(row["version"][1:]) for row in rows if row["percent"])
            # Each kill may leave a version that is stored and not active, which nobody was told of.
            assert acknowledged <= active <= numbers[0], (active, acknowledged, numbers)
            assert s.get("/acme/torn").status == 200
            acknowledged = active
        assert acknowledged > 0


def disk_full(trinity, slow):
    """a full disk is an error in words; what runs goes on, what was acknowledged stays"""
    with Server(trinity, slow=slow, file_bytes=600_000) as s:
        s.deploy_main("kept", HELLO)
        for n in range(40):
            bundle = {"function.toml": "[function]\nname = 'big'\n", "main.lua": HELLO, "data": "x" * 50_000 + str(n)}
            reply = s.admin("PUT", "/v1/t/acme/f/big", json.dumps({"files": bundle}))
            if reply.status != 201:
                break
        assert reply.code == "internal.storage" and reply.status == 500, reply.body
        assert s.get("/acme/kept").body == b"hello"
        s.stop()
        s.file_bytes = None
        s.start()
        assert s.get("/acme/kept").body == b"hello"
        assert len(s.admin("GET", "/v1/t/acme/f/big/versions").json["versions"]) in (n, n + 1)
        s.deploy_main("kept", HELLO)


def drains(trinity, slow):
    """SIGTERM lets what runs finish"""
    with Server(trinity, slow=slow) as s:
        s.deploy_main("slow", """return function()
          local t = os.clock() while os.clock() - t < 0.5 do end return 'done' end""",
                      limits="deadline_ms = 5000")
        replies = []
        thread = threading.Thread(target=lambda: replies.append(s.get("/acme/slow")))
        thread.start()
        assert until(10 * slow, lambda: replies or s.admin("GET", "/v1/requests").json["requests"])
        status = s.stop()
        thread.join()
        assert status == 0 and replies and replies[0].body == b"done", (status, replies)


def confined(trinity, slow):
    """the process has given up what it does not need"""
    with Server(trinity, slow=slow) as s:
        status = open(f"/proc/{s.process.pid}/status").read()
        if slow == 1:
            assert "NoNewPrivs:\t1" in status and "Seccomp:\t2" in status, status
        for thread in pathlib.Path(f"/proc/{s.process.pid}/task").iterdir():
            assert slow > 1 or "Seccomp:\t2" in (thread / "status").read_text()
        with open(f"/proc/{s.process.pid}/maps") as maps:
            assert not any(line.split()[1].startswith("rwx") for line in maps)


def queue_full(trinity, slow):
    """a full queue is 503 with Retry-After, and nothing else breaks"""
    with Server(trinity, "[run]\nthreads = 1\nmax_queue = 2\n", slow=slow) as s:
        s.deploy_main("block", "return function() while true do end end", limits="deadline_ms = 500")
        replies = []
        threads = [threading.Thread(target=lambda: replies.append(s.get("/acme/block"))) for _ in range(8)]
        for t in threads:
            t.start()
        for t in threads:
            t.join()
        codes = [r.code for r in replies]
        assert len(codes) == 8 and codes.count("busy.queue") >= 4, codes
        assert all(r.headers.get("retry-after") for r in replies if r.code == "busy.queue")


def damaged_store(trinity, slow):
    """a damaged store is refused in words"""
    with Server(trinity, slow=slow) as s:
        s.deploy_main("x", HELLO)
        s.stop()
        path = s.folder / "data" / "trinity.db"
        path.write_bytes(b"not a database, but long enough to be read as one" * 100)
        for wal in s.folder.glob("data/*-wal"):
            wal.unlink()
        s.refuses_to_start("not a database")


SHARED = [hello, request_table, json_body, answers, header_injection, modules, head_and_methods, not_found, isolation,
          escapes, hostile_requests, many_idle_connections, fresh_randomness, tenants_apart, capabilities, fetch_and_secrets, subrequests, deadlines, fuel, memory, output,
          depth, others_go_on, stream_beside_runaways, trusted_runaway, errors, versions, canary, bad_deploys, tar_deploy, delete, tokens, live_requests,
          stack_of_one_that_waits, life, metrics,
          health, every_route_asks, tenant_limits, logs_and_journal, mocked_fixtures, no_fixtures, command_line,
          manual_and_completion]
OWN = [survives_kill, killed_while_deploying, disk_full, drains, confined, queue_full, damaged_store]
