"""A server under a mix of everything at once: every answer is checked, nothing acknowledged is lost, nothing piles up.

run.py --soak SECONDS says for how long. Halfway the server is killed and started again; with --workers, a worker is killed every dozen
seconds too, which may lose requests that it ran, with an answer that says so.
"""

import http.client
import json
import os
import pathlib
import random
import signal
import socket
import threading
import time

from server import Server, manifest, until
from websocket import Closed, Refused, WebSocket

SECONDS = 30

# Leaves something behind everywhere: the next request must see none of it.
SUM = """seen = 0
return function(req)
  seen = seen + 1
  string.extra = (string.extra or 0) + 1
  local sum = 0
  for _, n in ipairs(req:json().numbers) do sum = sum + n end
  return { json = { sum = sum, seen = seen, extra = string.extra } }
end"""
ECHO = "return function(req) return { status = 201, headers = { ['X-Length'] = tostring(#req.body) }, body = req.body } end"
KEEP = """return function(req, ctx)
  local store = ctx.kv.things
  if req.method == "PUT" then store:put(req.path, req.body) return "put" end
  if req.method == "DELETE" then store:delete(req.path) return "gone" end
  return store:get(req.path) or { status = 404, body = "none" }
end"""
TALK = """return { message = function(conn, data)
  conn.state = (conn.state or 0) + 1
  conn:send(conn.state .. ":" .. data)
end }"""
MOVING = "return function(req, ctx) return ctx.version end"
LOOP = "return function() while true do end end"
LOST_CLOSED = (1011, 1013)  # codes with which a WebSocket connection ends whose message was lost
HUNGRY = "return function() local t = {} while true do t[#t + 1] = ('x'):rep(1000) .. #t end end"


class Lost(Exception):
    """The process that ran the request was killed, or its successor is not there yet."""


class Load:
    """Threads that do one thing each, again and again. While the server is down they wait for it."""

    def __init__(self, s):
        self.s = s
        self.over, self.up = threading.Event(), threading.Event()
        self.up.set()
        self.life = 0  # of the server
        self.errors, self.done, self.lost = [], {}, 0
        self.lock = threading.Lock()
        # What "moving" may answer: one more with each change that was begun, and which of these is known to be done.
        self.values, self.acknowledged, self.newest = ["v1"], 0, 1
        self.kills_workers = s.mode == "--workers"

    def run(self, what, seed):
        pick = random.Random(seed)
        connection, life = None, -1
        while not self.over.is_set() and len(self.errors) < 20:
            self.up.wait()
            if life != self.life:
                life = self.life
                connection = self.s.connect()
            try:
                what(self, connection, pick)
            except Lost:
                self.lost += 1
                time.sleep(0.05)
            except (OSError, http.client.HTTPException, Closed) as error:
                connection.close()
                if isinstance(error, Closed) and error.code in LOST_CLOSED and self.kills_workers:
                    self.lost += 1
                    continue
                # Requests of a server that was killed are lost; of one that lives, none.
                if life == self.life and self.up.is_set():
                    self.errors.append(f"{what.__name__}: {error!r}")
            except (AssertionError, KeyError, ValueError) as error:
                connection.close()
                self.errors.append(f"{what.__name__}: {error!r}")
            with self.lock:
                self.done[what.__name__] = self.done.get(what.__name__, 0) + 1
        if connection:
            connection.close()

    def replace(self):
        """kill -9, and another server on the same folder."""
        self.up.clear()
        self.s.stop(signal.SIGKILL)
        self.s.start()
        active, numbers = versions_of_moving(self.s)
        with self.lock:
            # The last change may have been in its middle: done or not, but no other one.
            may_be = self.values[self.acknowledged:]
            assert active in may_be and self.newest <= numbers[0] <= self.newest + 1, (active, may_be, numbers[0], self.newest)
            self.values, self.acknowledged, self.newest = [active], 0, numbers[0]
            self.life += 1
        self.up.set()


def versions_of_moving(s):
    rows = s.admin("GET", "/v1/t/acme/f/moving/versions").json["versions"]
    return next(row["version"] for row in rows if row["percent"]), [int(row["version"][1:]) for row in rows]


def ask(load, connection, method, path, body=None):
    connection.request(method, path, body)
    reply = connection.getresponse()
    said = reply.read()
    lose(load, reply.status, said)
    return reply.status, said


def lose(load, status, body):
    """Raises Lost when this says so, and may."""
    if load.kills_workers and status in (502, 503) and code_of(body) in ("internal.worker_lost", "busy.tenant"):
        raise Lost


def code_of(body):
    return json.loads(body)["error"]["code"]


def asks_moving(load, connection, pick):
    with load.lock:
        life, first = load.life, load.acknowledged
    status, body = ask(load, connection, "GET", "/acme/moving")
    with load.lock:
        may_be = load.values[first:] if life == load.life else None
    if may_be is not None:
        assert status == 200 and body.decode() in may_be, (status, body, may_be)


def sums(load, connection, pick):
    numbers = [pick.randrange(1 << 40) for _ in range(pick.randrange(50))]
    status, body = ask(load, connection, "POST", "/acme/sum", json.dumps({"numbers": numbers}))
    assert status == 200 and json.loads(body) == {"sum": sum(numbers), "seen": 1, "extra": 1}, (status, body)


def echoes(load, connection, pick):
    sent = pick.randbytes(pick.choice([0, 1, 100, 5_000, 300_000]))
    status, body = ask(load, connection, "POST", "/acme/echo", sent)
    assert status == 201 and body == sent, (status, len(sent), body[:100])


def keeps(load, connection, pick):
    path, value = f"/acme/keep/k{pick.randrange(1 << 60)}", str(pick.random())
    assert ask(load, connection, "PUT", path, value) == (200, b"put")
    assert ask(load, connection, "GET", path) == (200, value.encode())
    assert ask(load, connection, "DELETE", path) == (200, b"gone")
    assert ask(load, connection, "GET", path)[0] == 404


def talks(load, connection, pick):
    try:
        peer = WebSocket(load.s, "/acme/talk")
    except Refused as refused:
        lose(load, refused.status, refused.body)
        raise
    with peer:
        for n in range(1, pick.randrange(2, 20)):
            said = f"{pick.random()}"
            peer.send(said)
            heard = peer.receive()
            assert heard == f"{n}:{said}", (n, said, heard)
        if pick.random() < 0.7:  # others just go away
            code = peer.close()
            if code != 1000:  # the server or the worker has gone meanwhile, or should not have
                raise Closed(code)


def runs_away(load, connection, pick):
    if pick.random() < 0.5:
        status, body = ask(load, connection, "GET", "/acme/loop")
        assert status == 504 and code_of(body) == "limit.deadline", body
    else:
        status, body = ask(load, connection, "GET", "/acme/hungry")
        assert status == 507 and code_of(body) == "limit.memory", body


def is_killed(load, connection, pick):
    status, body = ask(load, connection, "GET", "/acme/stuck")
    assert status == 503 and code_of(body) == "killed", body


def kills(load, connection, pick):
    time.sleep(0.1)
    for row in load.s.admin("GET", "/v1/requests").json["requests"]:
        if row["function"] == "acme/stuck":
            # 404: it has ended since, which only another kill of ours or the end of the server can have done.
            assert load.s.admin("POST", f"/v1/requests/{row['id']}:kill").status in (202, 404)


def goes_away(load, connection, pick):
    time.sleep(0.02)
    with socket.create_connection(("127.0.0.1", load.s.port), timeout=30) as peer:
        peer.sendall(b"POST /acme/echo HTTP/1.1\r\nHost: a\r\nContent-Length: 1000\r\n\r\n" + b"x" * pick.randrange(1000))


def deploys(load, connection, pick):
    """A new version of "moving", or an earlier one again."""
    time.sleep(pick.random() * 0.1)
    goes_back = pick.random() < 0.3
    with load.lock:
        if not load.up.is_set():
            return
        # Numbers are never given twice, so the next one is known.
        life, port, last = load.life, load.s.admin_port, load.values[-1]
        others = [n for n in range(max(1, load.newest - 5), load.newest + 1) if f"v{n}" != last]
        goes_back = goes_back and others != []
        target = f"v{pick.choice(others)}" if goes_back else f"v{load.newest + 1}"
        load.values.append(target)
    # To this server, not to one that takes its place meanwhile.
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30 * load.s.slow)
    head = {"Authorization": f"Bearer {load.s.token}", "Content-Type": "application/json"}
    if goes_back:
        connection.request("POST", "/v1/t/acme/f/moving:rollback", json.dumps({"to": target}), head)
    else:
        connection.request("PUT", "/v1/t/acme/f/moving", json.dumps({"files": {"function.toml": manifest("moving"), "main.lua": MOVING}}), head)
    reply = connection.getresponse()
    said = json.loads(reply.read())
    connection.close()
    if load.kills_workers and reply.status in (502, 503):
        # Not acknowledged, and not done: its init could not be tried.
        with load.lock:
            if life == load.life:
                load.values.pop()
        raise Lost
    assert reply.status == (200 if goes_back else 201) and said["active" if goes_back else "version"] == target, (reply.status, said, target)
    with load.lock:
        if life == load.life:
            load.acknowledged = len(load.values) - 1
            load.newest += not goes_back


def kills_worker(load, connection, pick):
    """Less often than a worker has to live for its successor to come at once."""
    if load.over.wait(12):
        return
    supervisor = child_of(load.s.process.pid)
    worker = supervisor and child_of(supervisor)
    if worker:
        os.kill(worker, signal.SIGKILL)


def child_of(pid):
    try:
        return next(map(int, pathlib.Path(f"/proc/{pid}/task/{pid}/children").read_text().split()), None)
    except OSError:
        return None  # it has ended


def figures(s):
    pid = s.process.pid
    status = pathlib.Path(f"/proc/{pid}/status").read_text()
    resident = int(next(line for line in status.splitlines() if line.startswith("VmRSS")).split()[1]) * 1024
    return resident, len(os.listdir(f"/proc/{pid}/fd"))


def prepare(s):
    s.deploy_main("moving", MOVING)
    s.deploy_main("sum", SUM)
    s.deploy_main("echo", ECHO)
    s.deploy_main("keep", KEEP, capabilities='kv = ["things:write"]')
    s.deploy_main("talk", TALK)
    s.deploy_main("loop", LOOP, limits="deadline_ms = 50")
    s.deploy_main("stuck", LOOP, limits="deadline_ms = 60000")
    s.deploy_main("hungry", HUNGRY, limits=f"memory_bytes = 2097152\ndeadline_ms = {int(5000 * s.slow)}")


def soak(trinity, slow):
    """under a mix of requests, deploys, kills and a kill -9 no answer is wrong, nothing acknowledged is lost, nothing leaks"""
    with Server(trinity, "[run]\nthreads = 6\n", slow=slow) as s:
        prepare(s)
        idle_descriptors = figures(s)[1]
        load = Load(s)
        kinds = [asks_moving, asks_moving, sums, sums, echoes, keeps, talks, runs_away, is_killed, kills, goes_away, deploys]
        helpers = [kills_worker] if load.kills_workers else []
        threads = [threading.Thread(target=load.run, args=(kind, n)) for n, kind in enumerate(kinds + helpers)]
        for t in threads:
            t.start()
        try:
            time.sleep(SECONDS / 2)
            if not load.errors:
                load.replace()
            time.sleep(SECONDS / 6)
            warm = figures(s)[0]
            time.sleep(SECONDS / 3)
            until(60 * slow, lambda: load.errors or all(load.done.get(kind.__name__, 0) >= 3 for kind in kinds))
        finally:
            load.over.set()
            load.up.set()
            deadline = time.monotonic() + 10 * slow
            while any(t.is_alive() for t in threads) and time.monotonic() < deadline:
                for row in s.admin("GET", "/v1/requests").json["requests"]:
                    if row["function"] == "acme/stuck":  # others end by themselves
                        s.admin("POST", f"/v1/requests/{row['id']}:kill")
                time.sleep(0.05)
            for t in threads:
                t.join()
        assert not load.errors, load.errors[:5]
        print("soak:", ", ".join(f"{count} {name}" for name, count in load.done.items()), f"; {load.lost} lost")
        if load.kills_workers and SECONDS >= 30:
            assert load.lost and "\ntrinity_workers_lost_total 0\n" not in s.admin("GET", "/metrics").body.decode(), load.lost
        assert all(load.done.get(kind.__name__, 0) >= 3 for kind in kinds), load.done
        # Silence: all connections are gone, and what is left is what a server has that serves nobody.
        assert until(10 * slow, lambda: figures(s)[1] <= idle_descriptors + 2), (figures(s), idle_descriptors)
        assert until(20 * slow, lambda: not s.admin("GET", "/v1/requests").json["requests"])
        resident = figures(s)[0]
        print(f"soak: {warm >> 20} MiB resident when warm, {resident >> 20} MiB at its end, {figures(s)[1]} descriptors, at first {idle_descriptors}")
        # Under a sanitizer, what was freed is kept for a while.
        assert slow > 1 or resident < warm * 1.25 + (16 << 20), (warm, resident)
        active = load.values[load.acknowledged]
        expected = (active, list(range(load.newest, 0, -1)))
        assert versions_of_moving(s) == expected, (versions_of_moving(s), expected)
        assert s.stop() == 0, s.stderr()
        s.start()
        assert versions_of_moving(s) == expected and s.get("/acme/moving").body.decode() == active


SHARED = []
OWN = [soak]
