"""A wall clock that jumps: what is told as the time of day follows it, and nothing else does."""

import email.utils
import mmap
import os
import pathlib
import shutil
import struct
import subprocess
import tempfile
import threading
import time

from server import Server, until
from websocket import WebSocket

SHIM = pathlib.Path(__file__).with_name("shifted_clock.c")
HOUR, DAY = 3600, 86400
MAIN = """return {
  fetch = function(req, ctx)
    local how = req.query.how
    if how == "spin" then while true do end end
    if how == "work" then
      local began, seen = os.clock(), 0
      ctx.kv.box:put("begun", "yes")
      repeat for i = 1, 50000 do end local now = os.clock() seen = math.max(seen, math.abs(now - began)) until ctx.kv.box:get("go") == "yes"
      ctx.kv.box:delete("go")
      return { json = { clock = seen, remaining = ctx.remaining_ms() } }
    end
    ctx.log("a line")
    return { json = { time = os.time(), clock = os.clock() } }
  end,
  message = function(conn, data) conn:send("echo " .. data) end,
}"""


class Clock:
    """The wall clock of servers that are started while it is there."""

    def __enter__(self):
        self.folder = tempfile.mkdtemp(prefix="trinity-clock-")
        library, seconds = os.path.join(self.folder, "shifted.so"), os.path.join(self.folder, "seconds")
        compiler = next(filter(None, map(shutil.which, ["cc", "clang-19", "gcc"])))
        subprocess.run([compiler, "-shared", "-fPIC", "-O1", "-o", library, str(SHIM), "-ldl"], check=True)
        with open(seconds, "wb") as file:
            file.write(bytes(8))
        with open(seconds, "r+b") as file:
            self.map = mmap.mmap(file.fileno(), 8)
        os.environ.update(LD_PRELOAD=library, SHIFTED_CLOCK=seconds)
        return self

    def __exit__(self, *_):
        for name in ["LD_PRELOAD", "SHIFTED_CLOCK"]:
            os.environ.pop(name, None)
        self.map.close()
        shutil.rmtree(self.folder, ignore_errors=True)

    def set(self, seconds):
        self.map[:] = struct.pack("=q", seconds)
        self.shift = seconds

    def is_told(self, seconds):
        """Whether this is the time of day, give or take what a slow machine takes."""
        return abs(seconds - time.time() - self.shift) < HOUR / 2


def clock_jumps(trinity, slow):
    """requests, deadlines, rates, connections, workers, logs and the store go on when the wall clock jumps, forward and back"""
    if slow > 1 or not any(map(shutil.which, ["cc", "clang-19", "gcc"])):
        print("SKIPPED clock_jumps: it wants a C compiler, and a server that is not under a sanitizer")
        return
    for mode in ["--single-process", "--workers"]:
        with Clock() as clock:
            clock.set(0)
            with Server(trinity, slow=slow, mode=mode) as s:
                jumping(s, clock)


def jumping(s, clock):
    deploy = lambda: s.deploy_main("f", MAIN, limits="deadline_ms = 20000\nsubrequests = 1000000", capabilities='kv = ["box:write"]')
    deploy()
    s.deploy_main("late", MAIN, limits="deadline_ms = 1000")
    s.deploy_main("rated", "return function() return 'ok' end", limits="requests_per_second = 1")
    kept, idle = s.connect(), WebSocket(s, "/acme/f")
    ask_kept = lambda: (kept.request("GET", "/acme/f"), kept.getresponse().read())
    ask_kept()
    workers = s.admin("GET", "/v1/status").json["workers"]
    last, versions = 0, 1
    for jump in [3650 * DAY, -400 * DAY, 0]:
        # One request is at work when the clock jumps, and one runs for ever.
        replies = {}
        ask = lambda name, path: replies.update({name: s.get(path)})
        threads = [threading.Thread(target=ask, args=("work", "/acme/f?how=work")), threading.Thread(target=ask, args=("late", "/acme/late?how=spin"))]
        for t in threads:
            t.start()
        rows = until(10 * s.slow, lambda: [r for r in s.admin("GET", "/v1/requests").json["requests"] if r["function"] == "acme/f"])
        assert rows, replies
        s.get("/acme/rated")
        clock.set(jump)
        rows = [r for r in s.admin("GET", "/v1/requests").json["requests"] if r["function"] == "acme/f"]
        assert len(rows) == 1 and 0 <= rows[0]["elapsed_us"] < HOUR * 1e6, rows
        put_go(s)
        for t in threads:
            t.join()
        assert replies["work"].status == 200, replies["work"].body
        told = replies["work"].json
        assert 0 <= told["clock"] < HOUR and 0 < told["remaining"] <= 20000, told
        assert replies["late"].code == "limit.deadline", replies["late"].body
        # What is the time of day is told as it is now: to functions, in answers and in the log.
        reply = s.get("/acme/f")
        assert clock.is_told(reply.json["time"]) and 0 <= reply.json["clock"] < HOUR, reply.json
        assert clock.is_told(email.utils.parsedate_to_datetime(reply.headers["date"]).timestamp()), reply.headers
        lines = until(10 * s.slow, lambda: s.admin("GET", f"/v1/logs?after={last}&kind=log&function=acme/f").json["lines"])
        assert lines and clock.is_told(lines[-1]["at_ms"] / 1000), lines
        assert [line["number"] for line in lines] == sorted(line["number"] for line in lines) and lines[0]["number"] > last, lines
        last = lines[-1]["number"]
        # Connections that were there still are, and so are workers.
        ask_kept()
        idle.send("hi")
        assert idle.receive() == "echo hi"
        status = s.admin("GET", "/v1/status").json
        assert status["workers"] == workers and 0 <= status["uptime_ms"] < HOUR * 1000, status
        assert not s.admin("GET", "/v1/logs?kind=event&most=1000").body.count(b"ended"), status
        # A rate that was used up before comes back in a second; by the clock of the day it would not for a year.
        assert until(20 * s.slow, lambda: s.get("/acme/rated").status == 200), "the rate does not come back"
        # Changes are kept in the order in which they were made.
        deploy()
        versions += 1
        assert s.get("/acme/f").headers["trinity-version"] == f"v{versions}"
        listed = s.admin("GET", "/v1/t/acme/f/f/versions").json["versions"]
        assert [v["version"] for v in listed] == [f"v{n}" for n in range(versions, 0, -1)], listed
        assert clock.is_told(listed[0]["created_ms"] / 1000), listed[0]
        journal = s.admin("GET", "/v1/journal").json["journal"]
        assert clock.is_told(journal[0]["at_ms"] / 1000) and [j["sequence"] for j in journal] == sorted((j["sequence"] for j in journal), reverse=True)
        row = s.admin("GET", "/v1/t/acme/f/f").json
        assert row["p99_us"] < HOUR * 1e6, row
    kept.close()
    idle.close()
    # A server that starts when it is earlier than when its store was written.
    s.stop()
    clock.set(-400 * DAY)
    s.start()
    assert s.get("/acme/f").headers["trinity-version"] == f"v{versions}"
    assert s.admin("POST", "/v1/t/acme/f/f:rollback", "{}").json["active"] == f"v{versions - 1}"
    deploy()
    assert s.get("/acme/f").headers["trinity-version"] == f"v{versions + 1}"


def put_go(s):
    """Lets the request that is at work go on."""
    s.deploy_main("go", "return function(req, ctx) ctx.kv.box:put('go', 'yes') return 'ok' end", capabilities='kv = ["box:write"]')
    assert s.get("/acme/go").status == 200


SHARED = []
OWN = [clock_jumps]
