"""What operators set and see: rates, sizes, hosts, certificates, logs and events."""

import http.client
import json
import pathlib
import re
import signal
import socket
import sqlite3
import ssl
import subprocess
import threading
import time

from server import Reply, Server, until

HELLO = "return function(req, ctx) return 'hello' end"


# ── limits ──

def request_rates(s):
    """more requests per second than allowed are 429 with Retry-After, of a function and of a tenant"""
    s.deploy_main("rate", HELLO, limits="requests_per_second = 5")
    replies = [s.get("/acme/rate") for _ in range(20)]
    good, refused = ([r for r in replies if r.status == status] for status in (200, 429))
    assert len(good) + len(refused) == 20 and len(good) >= 5, [r.status for r in replies]
    refused.append(until(20 * s.slow, lambda: (lambda r: r.status == 429 and r)(s.get("/acme/rate"))))
    assert all(r and r.code == "limit.rate" and r.headers["retry-after"] == "1" for r in refused), refused[0].headers
    time.sleep(0.5)
    assert s.get("/acme/rate").status == 200
    s.deploy("paced", "one", {"main.lua": HELLO})
    s.deploy("paced", "two", {"main.lua": HELLO})
    assert s.admin("PUT", "/v1/limits/paced", '{"requests_per_second": 4}').status == 200
    statuses = [s.get(f"/paced/{name}").status for _ in range(10) for name in ("one", "two")]
    assert set(statuses) <= {200, 429} and statuses.count(200) >= 4, statuses
    for name in ("one", "two"):
        assert until(20 * s.slow, lambda: s.get(f"/paced/{name}").status == 429), statuses
    assert s.admin("PUT", "/v1/limits/paced", '{"requests_per_second": 0}').status == 200
    assert all(s.get("/paced/one").status == 200 for _ in range(20))
    assert s.admin("PUT", "/v1/limits/paced", '{"requests_per_second": -1}').status == 400


def body_limits(s):
    """larger bodies than a function or its tenant takes are 413"""
    s.deploy_main("small", "return function(req) return #req.body .. '' end", limits="body_bytes = 100")
    assert s.post("/acme/small", "x" * 100).body == b"100"
    reply = s.post("/acme/small", "x" * 101)
    assert (reply.status, reply.code) == (413, "limit.body"), reply.body
    assert reply.json["error"]["limit"] == 100 and reply.json["error"]["used"] == 101
    s.deploy("slim", "f", {"main.lua": HELLO})
    assert s.admin("PUT", "/v1/limits/slim", '{"max_body_bytes": 10}').json["max_body_bytes"] == 10
    assert s.post("/slim/f", "x" * 11).code == "limit.body" and s.post("/slim/f", "x" * 10).status == 200
    assert s.command("tenant", "put", "slim", "--max-body", "20", "--rate", "1000").returncode == 0
    limits = s.admin("GET", "/v1/limits/slim").json
    assert (limits["max_body_bytes"], limits["requests_per_second"]) == (20, 1000), limits


# ── hosts ──

def hosts(s):
    """a host stands for a function or a tenant; others go by the path"""
    echo = "return function(req, ctx) return ctx.tenant .. '/' .. ctx.name .. ' ' .. req.path .. ' ' .. (req.query.q or '') end"
    for name in ["site", "api"]:
        s.deploy("hosted", name, {"main.lua": echo})
    put = lambda host, what: s.admin("PUT", f"/v1/hosts/{host}", json.dumps(what))
    assert put("www.example.org", {"tenant": "hosted", "function": "site"}).status == 200
    assert put("all.example.org", {"tenant": "hosted"}).status == 200
    ask = lambda path, host: s.get(path, Host=host).body.decode()
    assert ask("/deep/path?q=1", "www.example.org") == "hosted/site /deep/path 1"
    assert ask("/", "WWW.Example.ORG:8080") == "hosted/site / "
    assert ask("/api/x?q=2", "all.example.org") == "hosted/api /x 2"
    assert ask("/site", "all.example.org") == "hosted/site / "
    assert ask("/hosted/api/y", "other.example.org") == "hosted/api /y "
    assert s.get("/", Host="all.example.org").status == 404
    listed = s.admin("GET", "/v1/hosts").json["hosts"]
    assert {"host": "all.example.org", "tenant": "hosted"} in listed, listed
    for host, what in [("UP.org", {"tenant": "hosted"}), ("a..b", {"tenant": "hosted"}), ("ok.org", {}), ("ok.org", {"tenant": "No"})]:
        assert put(host, what).status == 400, (host, what)
    for what, why in [({"tenant": "nobody"}, "there is no tenant nobody"), ({"tenant": "nobody", "function": "site"}, "there is no tenant nobody"),
                      ({"tenant": "hosted", "function": "sight"}, "there is no function hosted/sight")]:
        refused = put("none.example.org", what)
        assert (refused.status, refused.code) == (404, "not_found") and why in refused.json["error"]["message"], refused.body
    refused = s.command("host", "put", "none.example.org", "hosted/sight")
    assert refused.returncode == 1 and b"there is no function hosted/sight" in refused.stderr, refused
    assert "none.example.org" not in json.dumps(s.admin("GET", "/v1/hosts").json)
    assert s.command("host", "put", "cli.example.org", "hosted/api").returncode == 0
    assert ask("/z", "cli.example.org") == "hosted/api /z "
    assert b"cli.example.org" in s.command("host", "list").stdout
    assert s.command("host", "delete", "cli.example.org").returncode == 0
    assert s.admin("DELETE", "/v1/hosts/www.example.org").status == 204
    assert s.admin("DELETE", "/v1/hosts/www.example.org").status == 404
    assert s.get("/deep/path", Host="www.example.org").status == 404


# ── events ──

class Events:
    """A reader of /v1/events."""

    def __init__(self, s, query="", headers=None):
        self.connection = s.connect(admin=True)
        self.connection.request("GET", "/v1/events" + query, headers={"Authorization": f"Bearer {s.token}", **(headers or {})})
        self.response = self.connection.getresponse()
        assert self.response.status == 200, self.response.read()
        assert self.response.getheader("Content-Type") == "text/event-stream"
        assert self.response.readline().startswith(b":") and self.response.readline() == b"\n"

    def next(self):
        event = {}
        while True:
            line = self.response.readline().decode()
            assert line, "the stream ended"
            if line == "\n":
                return event
            name, value = line.rstrip("\n").split(": ", 1)
            event[name] = json.loads(value) if name == "data" else value


def events(s):
    """events are told as they happen; who comes back goes on where it was"""
    stream = Events(s)
    s.deploy_main("told", "return function() error 'oops' end")
    first = stream.next()
    assert first["event"] == "event" and first["data"]["text"].startswith("deployed v") and first["data"]["function"] == "acme/told", first
    every = Events(s, "?kind=all&function=acme/told")
    s.get("/acme/told")
    error = every.next()
    assert error["event"] == "error" and "lua.error" in error["data"]["text"], error
    s.admin("DELETE", "/v1/t/acme/f/told")
    assert stream.next()["data"]["text"] == "deleted"
    for reader in (stream, every):
        reader.connection.close()
    again = Events(s, "?kind=all", {"Last-Event-ID": first["id"]})
    assert again.next()["data"]["number"] == int(first["id"]) + 1
    again.connection.close()
    assert s.admin("GET", "/v1/events?after=x").status == 400


def logs_follow(s):
    """trinity logs -f prints lines as they are written"""
    s.deploy_main("chatty", "return function(req, ctx) ctx.log('line', req.query.n) return '' end")
    env = {"TRINITY_ADMIN": f"http://127.0.0.1:{s.admin_port}", "TRINITY_TOKEN": s.token, "PATH": "/usr/bin:/bin"}
    with subprocess.Popen([s.trinity, "logs", "-f", "acme/chatty"], stdout=subprocess.PIPE, text=True, env=env) as follower:
        try:
            for n in range(3):
                s.get(f"/acme/chatty?n={n}")
                while True:
                    line = follower.stdout.readline()
                    assert line, "it ended"
                    if f"line\t{n}" in line:
                        break
        finally:
            follower.terminate()


# ── certificates and logs ──

def make_certificate(folder, name):
    subprocess.run(["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", folder / "key.pem", "-out", folder / "chain.pem",
                    "-days", "2", "-subj", f"/CN={name}"], check=True, capture_output=True)


def name_of_certificate(port):
    pem = ssl.get_server_certificate(("127.0.0.1", port))
    done = subprocess.run(["openssl", "x509", "-noout", "-subject"], input=pem.encode(), capture_output=True, check=True)
    return done.stdout.decode().strip().rsplit("=", 1)[1].strip()


def certificate_reload(trinity, slow):
    """SIGHUP brings a new certificate; connections go on; a broken one changes nothing"""
    import tempfile
    with tempfile.TemporaryDirectory(prefix="trinity-certificate-") as folder:
        folder = pathlib.Path(folder)
        make_certificate(folder, "first.example")
        config = f'[listen]\ncertificate = "{folder}/chain.pem"\nkey = "{folder}/key.pem"\n'
        with Server(trinity, config, slow=slow) as s:
            s.deploy_main("hello", HELLO)
            context = ssl._create_unverified_context()
            kept = http.client.HTTPSConnection("127.0.0.1", s.port, context=context, timeout=30 * slow)

            def ask():
                kept.request("GET", "/acme/hello")
                return kept.getresponse().read()

            assert ask() == b"hello" and name_of_certificate(s.port) == "first.example"
            make_certificate(folder, "second.example")
            s.process.send_signal(signal.SIGHUP)
            assert until(10 * slow, lambda: name_of_certificate(s.port) == "second.example")
            assert ask() == b"hello"
            (folder / "chain.pem").write_text("broken")
            s.process.send_signal(signal.SIGHUP)
            assert until(10 * slow, lambda: "chain.pem" in s.stderr()), s.stderr()
            assert name_of_certificate(s.port) == "second.example" and ask() == b"hello"
            kept.close()


def access_log(trinity, slow):
    """each request has a line; files are rotated by size, kept by number, and opened anew by SIGHUP"""
    with Server(trinity, slow=slow) as s:
        s.stop()
        log = s.folder / "data" / "access.log"
        s.config = f'[log]\naccess = "{log}"\naccess_max_bytes = 2000\naccess_keep = 2\n'
        s.start()
        s.deploy_main("hello", HELLO)
        s.get("/acme/hello?a=1")
        s.get("/nothing/here")
        line = json.loads(log.read_text().splitlines()[0])
        assert line["function"] == "acme/hello" and line["target"] == "/acme/hello?a=1" and line["status"] == 200, line
        for _ in range(60):
            s.get("/acme/hello")
        files = sorted(path.name for path in log.parent.glob("access.log*"))
        assert files == ["access.log", "access.log.1", "access.log.2"], files
        for name in files:
            text = (log.parent / name).read_text()
            assert len(text) <= 2000 and all(json.loads(row)["status"] == 200 for row in text.splitlines())
        log.rename(log.parent / "mine")
        s.process.send_signal(signal.SIGHUP)
        assert until(10 * slow, log.exists)
        s.get("/acme/hello?again")
        assert until(10 * slow, lambda: "again" in log.read_text())


def older_store(trinity, slow):
    """a store of the first format is brought up to this one"""
    with Server(trinity, slow=slow) as s:
        s.deploy_main("kept", HELLO)
        s.stop()
        with sqlite3.connect(s.folder / "data" / "trinity.db") as db:
            db.execute("DROP TABLE hosts")
            for column in ["requests_per_second", "max_body_bytes", "cpu_weight"]:
                db.execute(f"ALTER TABLE tenants DROP COLUMN {column}")
            db.execute("PRAGMA user_version = 1")
        db.close()
        s.start()
        assert s.get("/acme/kept").body == b"hello"
        assert s.admin("PUT", "/v1/hosts/h.org", '{"tenant": "acme"}').status == 200
        assert s.admin("PUT", "/v1/limits/acme", '{"requests_per_second": 7}').status == 200
        s.stop()
        s.start()
        limits = s.admin("GET", "/v1/limits/acme").json
        assert (limits["requests_per_second"], limits["cpu_weight"]) == (7, 100), limits
        assert s.get("/kept", Host="h.org").body == b"hello"
        s.stop()
        with sqlite3.connect(s.folder / "data" / "trinity.db") as db:
            db.execute("PRAGMA user_version = 99")
        db.close()
        s.refuses_to_start("format 99, expected 3")


TRACED = """
local kv_value = ("v"):rep(300)
print("init")
local function sum(n) local s = 0 for i = 1, n do s = s + i % 7 end return s end
return function(req, ctx)
  ctx.log("begins", req.query.how)
  ctx.kv.notes:put("k", kv_value)
  ctx.kv.notes:get("k")
  ctx.kv.notes:keys("k")
  ctx.secret("pin")
  local got = ctx.fetch("http://127.0.0.1:PORT/acme/traced_other")
  ctx.fetch { url = "http://127.0.0.1:1/nobody" }
  local t = {}
  for i = 1, 200 do t[i] = {} sum(2000) t[i] = tostring(i):rep(2000) end
  t = nil
  if req.query.how == "error" then error("as asked") end
  if req.query.how == "loop" then while true do end end
  ctx.log("ends")
  return "fetched " .. got.body
end"""


def traced_calls(s):
    """invoke with a trace tells phases, log lines, calls to the outside with their times, heap, fuel and tiers; also of a call that failed"""
    s.deploy_main("traced_other", "return function() return 'other' end")
    s.admin("PUT", "/v1/t/acme/secrets/pin", "1234-very-secret")
    limits = "cpu_fuel = 20000000\ndeadline_ms = 20000\n"
    for name in ["traced", "traced_again"]:
        s.deploy_main(name, TRACED.replace("PORT", str(s.port)), limits=limits,
                      capabilities=f'kv = ["notes:write"]\nsecrets = ["pin"]\nfetch = ["http://127.0.0.1:{s.port}/*", "http://127.0.0.1:1/*"]')
    path = "/v1/t/acme/f/traced:invoke?trace=1"
    before = time.monotonic()
    reply = s.admin("POST", path, "")
    took_us = (time.monotonic() - before) * 1e6
    assert reply.status == 200, reply.body
    told = reply.json
    trace = told["trace"]
    assert (told["status"], told["body"]) == (200, "fetched other"), told
    assert b"1234-very-secret" not in reply.body
    # Phases follow one another, and are all of the time.
    names = [p["phase"] for p in trace["phases"]]
    assert [n for n in names if n != "init"] == ["queue", "run", "restore", "hand_back"], names
    at = 0
    for p in trace["phases"]:
        assert abs(p["at_us"] - at) < 0.01 and p["us"] >= 0, trace["phases"]
        at += p["us"]
    assert abs(at - trace["total_us"]) < 1 and trace["total_us"] <= took_us, (at, trace["total_us"], took_us)
    run = next(p for p in trace["phases"] if p["phase"] == "run")
    # What it did, in order, within the run and not overlapping.
    events = [e for e in trace["events"] if e["what"] != "init"]
    assert [(e["kind"], e["what"]) for e in events] == [
        ("log", "begins\tnil"), ("kv.put", "notes/k"), ("kv.get", "notes/k"), ("kv.keys", "notes/k*"), ("secret", "pin"),
        ("fetch", f"GET http://127.0.0.1:{s.port}/acme/traced_other"), ("fetch", "GET http://127.0.0.1:1/nobody"), ("log", "ends")], events
    end = run["at_us"]
    for e in events:
        assert e["at_us"] >= end, (e, end)
        end = e["at_us"] + e.get("us", 0)
    assert end <= run["at_us"] + run["us"] + 0.01
    assert [e["bytes"] for e in events if "bytes" in e] == [300, 300, 1, 0, 5, 0], events
    assert [e["ok"] for e in events if "ok" in e] == [True] * 5 + [False] and events[5]["status"] == 200, events
    assert "127.0.0.1:1" in events[6]["error"], events[6]
    # What the engine tells.
    assert trace["fuel_is_counted"] and 400_000 < told["fuel"] < 20_000_000, told["fuel"]
    assert trace["heap_peak_bytes"] > trace["heap_before_bytes"] + 200_000 and trace["heap_peak_bytes"] >= trace["heap_after_bytes"], trace
    assert trace["collections"] >= 1 and 1 <= trace["tier"] <= 3 and trace["dropped"] == 0, trace
    promoted = [p for p in trace["promotions"] if p["function"] == "main.lua:4"]
    assert len(promoted) == 1 and promoted[0]["from"] == 1 and promoted[0]["to"] >= 2, trace["promotions"]
    # It is an ordinary call otherwise: its lines are in the log too, and the next has none of its trace.
    assert any(line["text"] == "ends" for line in s.admin("GET", "/v1/logs?function=acme/traced&kind=log").json["lines"])
    assert "trace" not in s.admin("POST", "/v1/t/acme/f/traced:invoke", "").json
    assert s.admin("POST", "/v1/t/acme/f/traced:invoke?trace=yes", "").code == "bad_request"

    for how, code, status, where in [("error", "lua.error", 500, "main.lua:16"), ("loop", "limit.cpu", 504, "main.lua:17")]:
        reply = s.admin("POST", path + f"&query=how%3D{how}", "")
        assert (reply.status, reply.code) == (status, code), reply.body
        assert where in reply.json["error"]["traceback"], reply.json
        told = [e["what"] for e in reply.json["trace"]["events"] if e["kind"] == "log" and e["what"] != "init"]
        assert told == [f"begins\t{how}"] and reply.json["trace"]["heap_peak_bytes"] > 0, reply.json
    done = s.command("invoke", "acme/traced_again", "--trace")
    shown = done.stderr.decode()
    assert done.returncode == 0 and done.stdout == b"fetched other\n", done
    assert re.search(r"run\n +[\d.]+ +log begins\tnil\n +[\d.]+ +[\d.]+ +kv.put notes/k  300 bytes\n", shown), shown
    assert re.search(r"main.lua:4 from tier 1 to [23]", shown) and "in all" in shown and "fuel " in shown, shown
    done = s.command("invoke", "acme/traced", "--trace", "--query", "how=error")
    shown = done.stderr.decode()
    assert done.returncode == 1 and "as asked" in shown and "stack traceback" in shown and "kv.put notes/k" in shown, shown
    done = s.command("invoke", "acme/traced", "--trace", "--json", "--query", "how=loop")
    assert done.returncode == 1 and json.loads(done.stdout)["error"]["code"] == "limit.cpu", done
    # More than a trace may have is counted, not kept.
    s.deploy_main("talks", "return function(req, ctx) for i = 1, 3000 do ctx.log(i) end return 'ok' end")
    trace = s.admin("POST", "/v1/t/acme/f/talks:invoke?trace=1", "").json["trace"]
    assert len(trace["events"]) == 1000 and trace["dropped"] == 2000, (len(trace["events"]), trace["dropped"])


SHARED = [traced_calls, request_rates, body_limits, hosts, events, logs_follow]
OWN = [certificate_reload, access_log, older_store]
