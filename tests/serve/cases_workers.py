"""Functions in processes of their own: what these may do, and what is left when one of them ends."""

import http.client
import os
import pathlib
import re
import shutil
import signal
import subprocess
import threading
import time

from cases_shares import OF_WORKERS
from cases_streams import LONG, STEPS, begun
from server import Server, until

HELLO = "return function(req, ctx) return 'hello' end"
# What a worker may call once it is confined (src/server/workers/worker_filter.cpp), by strace's names; openat fails.
ALLOWED = {"futex", "munmap", "madvise", "mremap", "brk", "clock_gettime", "clock_nanosleep", "gettimeofday", "getrandom", "sched_yield",
           "exit", "exit_group", "restart_syscall", "rt_sigreturn", "set_robust_list", "rseq", "rt_sigprocmask", "sched_getaffinity",
           "getpid", "gettid", "tgkill", "read", "write", "mmap", "mprotect", "openat"}


def children(pid):
    found = []
    try:
        for task in pathlib.Path(f"/proc/{pid}/task").iterdir():
            found += map(int, (task / "children").read_text().split())
    except OSError:
        pass  # it has ended meanwhile
    return found


def supervisor(s):
    return next(iter(children(s.process.pid)), None)


def workers(s):
    first = supervisor(s)
    return children(first) if first else []


def worker(s):
    """The one worker, once there is one."""
    return until(10 * s.slow, lambda: next(iter(workers(s)), None))


def is_alive(pid):
    try:
        return "\nState:\tZ" not in pathlib.Path(f"/proc/{pid}/status").read_text()
    except OSError:
        return False


def serving(trinity, slow, config=""):
    return Server(trinity, config, slow, mode="--workers")


def event_of(s, part):
    return until(10 * s.slow, lambda: [line["text"] for line in s.admin("GET", "/v1/logs?kind=event").json["lines"] if part in line["text"]])


# ── what they may do ──

def one_for_each_tenant(trinity, slow):
    """each tenant has a worker of its own, which has given up all that it does not need"""
    with serving(trinity, slow) as s:
        assert s.admin("PUT", "/v1/limits/hard", '{"hardened": true}').status == 200
        loop = "return function() local n = 0 for i = 1, 3e6 do n = n + i % 7 end return tostring(n) end"
        for tenant in ["acme", "other", "hard"]:
            s.deploy(tenant, "loop", {"main.lua": loop}, limits="deadline_ms = 20000")
            for _ in range(4):
                assert s.get(f"/{tenant}/loop").status == 200
        found = workers(s)
        assert len(found) == 3 and s.admin("GET", "/v1/status").json["workers"] == 3, found
        rights = []
        for pid in found:
            assert len(list(pathlib.Path(f"/proc/{pid}/fd").iterdir())) <= 10, os.listdir(f"/proc/{pid}/fd")
            maps = pathlib.Path(f"/proc/{pid}/maps").read_text().splitlines()
            assert not any(line.split()[1].startswith("rwx") for line in maps)
            rights.append(any(line.split()[1] == "r-xp" and len(line.split()) < 6 for line in maps))
            if slow > 1:
                continue
            for thread in pathlib.Path(f"/proc/{pid}/task").iterdir():
                status = (thread / "status").read_text()
                assert "NoNewPrivs:\t1" in status and "Seccomp:\t2" in status, status
            limits = pathlib.Path(f"/proc/{pid}/limits").read_text()
            assert re.search(r"Max core file size +0 +0", limits) and re.search(r"Max open files +16 +16", limits), limits
        # Native code in those that may have it, and none in the hardened tenant's.
        assert sorted(rights) == [False, True, True], rights
        assert s.admin("GET", "/v1/t/hard/f/loop").status == 200


def calls_within_the_list(trinity, slow):
    """under load of every kind a worker makes no system call beyond its list"""
    if not shutil.which("strace") or slow > 1:
        print("SKIPPED calls_within_the_list: it wants strace, and a server that is not under a sanitizer")
        return
    with serving(trinity, slow) as s:
        s.deploy_main("work", """return function(req, ctx)
          local how = req.query.how
          if how == "loop" then local n = 0 for i = 1, 2e6 do n = n + i % 7 end return tostring(n) end
          if how == "hungry" then local t = {} for i = 1, 1e9 do t[i] = ("x"):rep(1000) .. i end end
          if how == "date" then return os.date("%c %Z") end
          if how == "error" then error { "no text" } end
          if how == "late" then while true do end end
          if how == "keep" then ctx.kv.a:put("k", req.body) return ctx.kv.a:get("k") end
          if how == "secret" then return ctx.secret("s") or "none" end
          if how == "co" then local c = coroutine.wrap(function() for i = 1, 1e5 do coroutine.yield(i) end end) for i = 1, 1e5 do c() end end
          ctx.log("a line", math.random())
          return { json = { body = #req.body, sum = string.format("%.3f", math.sin(1)) } }
        end""", limits="deadline_ms = 300\nmemory_bytes = 33554432", capabilities='kv = ["a:write"]\nsecrets = ["s"]')
        s.deploy_main("hello", HELLO)
        s.get("/acme/hello")
        pid = worker(s)
        told = s.folder / "calls"
        tracer = subprocess.Popen(["strace", "-qq", "-f", "-o", str(told), "-p", str(pid)], stderr=subprocess.PIPE, text=True)
        traced = until(5, lambda: tracer.poll() is not None or
                       all(f"TracerPid:\t{tracer.pid}" in (t / "status").read_text() for t in pathlib.Path(f"/proc/{pid}/task").iterdir()))
        if not traced or tracer.poll() is not None:
            print("SKIPPED calls_within_the_list: strace may not trace here:", tracer.stderr.read().strip()[:100])
            tracer.kill()
            return
        for turn in range(3):
            for how in ["", "loop", "hungry", "date", "error", "late", "keep", "secret", "co"]:
                s.post(f"/acme/work?how={how}", "x" * (turn * 300_000))
                for _ in range(60):
                    assert s.get("/acme/hello").body == b"hello"
            s.deploy_main("hello", HELLO)
        assert workers(s) == [pid], event_of(s, "worker")
        tracer.send_signal(signal.SIGINT)
        tracer.communicate()
        seen = set(re.findall(r"^\d+ +(?:<\.\.\. )?(\w+)", told.read_text(), re.M)) - {"resumed"}
        calls = {name for name in seen if not name.isdigit() and name not in ("strace",)}
        assert {"futex", "read", "write"} <= calls, calls
        assert calls <= ALLOWED, calls - ALLOWED


def bodies_of_all_sizes(trinity, slow):
    """bodies larger than the ring go through it both ways, beside others"""
    with serving(trinity, slow) as s:
        s.deploy_main("echo", "return function(req) return { body = req.body, headers = { ['X-Sum'] = tostring(#req.body) } } end",
                      limits="output_bytes = 8000000\nmemory_bytes = 67108864")
        errors = []

        def ask(seed):
            for n, size in enumerate([0, 1, 4095, 32768, 32769, 262144, 262145, 1_000_000, 7_000_000]):
                few = 1 + (seed + n) % 13
                body = os.urandom(few) * (size // few)
                reply = s.post("/acme/echo", body)
                if reply.body != body or reply.headers.get("x-sum") != str(len(body)):
                    errors.append((seed, size, reply.status, len(reply.body)))

        threads = [threading.Thread(target=ask, args=(seed,)) for seed in range(4)]
        for t in threads:
            t.start()
        for t in threads:
            t.join()
        assert not errors, errors


# ── what ends them ──

def killed_under_load(trinity, slow):
    """kill -9 of a worker again and again: other tenants notice nothing, its own get an answer, and the next worker goes on"""
    with serving(trinity, slow) as s:
        s.deploy("other", "hello", {"main.lua": HELLO})
        safe = worker(s)
        s.deploy("acme", "hello", {"main.lua": HELLO})
        over, codes, wrong = threading.Event(), {"acme": {}, "other": {}}, []

        def ask(tenant):
            connection = s.connect()
            while not over.is_set():
                try:
                    connection.request("GET", f"/{tenant}/hello")
                    reply = connection.getresponse()
                    body = reply.read()
                except (OSError, http.client.HTTPException) as error:
                    wrong.append(repr(error))
                    return
                if reply.status == 200 and body != b"hello":
                    wrong.append(body)
                code = 200 if reply.status == 200 else re.search(rb'"code":"([a-z_.]+)"', body)[1].decode()
                codes[tenant][code] = codes[tenant].get(code, 0) + 1

        threads = [threading.Thread(target=ask, args=(tenant,)) for tenant in ["acme", "other"] * 3]
        for t in threads:
            t.start()
        for turn in range(5):
            before = codes["acme"].get(200, 0)
            assert until(20 * slow, lambda: codes["acme"].get(200, 0) > before + 50), codes
            if turn < 4:
                os.kill(next(pid for pid in workers(s) if pid != safe), signal.SIGKILL)
        over.set()
        for t in threads:
            t.join()
        assert not wrong, wrong[:5]
        assert set(codes["other"]) == {200} and safe in workers(s), codes
        assert set(codes["acme"]) <= {200, "internal.worker_lost", "busy.tenant"}, codes
        assert len(event_of(s, "worker of acme ended by signal 9")) == 4
        assert "trinity_workers_lost_total 4" in s.admin("GET", "/metrics").body.decode()


def others_untouched(trinity, slow):
    """when a tenant's worker is killed while it runs, another tenant's requests go on"""
    with serving(trinity, slow) as s:
        slow_one = "return function() local t = os.clock() while os.clock() - t < 0.8 do end return 'done' end"
        s.deploy("acme", "slow", {"main.lua": slow_one}, limits="deadline_ms = 20000")
        victim = worker(s)
        s.deploy("other", "slow", {"main.lua": slow_one}, limits="deadline_ms = 20000")
        replies = {}
        threads = [threading.Thread(target=lambda t=tenant: replies.update({t: s.get(f"/{t}/slow")})) for tenant in ["acme", "other"]]
        for t in threads:
            t.start()
        assert until(10 * slow, lambda: s.admin("GET", "/v1/status").json["running"] == 2)
        os.kill(victim, signal.SIGKILL)
        for t in threads:
            t.join()
        assert replies["other"].body == b"done", replies["other"].body
        assert (replies["acme"].status, replies["acme"].code) == (502, "internal.worker_lost"), replies["acme"].body
        assert s.get("/acme/slow").body == b"done"


def pure_is_run_again(trinity, slow):
    """a request that was lost is run again when its function is pure, and not otherwise"""
    with serving(trinity, slow) as s:
        for name, purity in [("pure", "pure"), ("other", "auto")]:
            toml = f'[function]\nname = "{name}"\npurity = "{purity}"\n[limits]\ndeadline_ms = 20000\n'
            s.deploy("acme", name, {"function.toml": toml, "main.lua":
                     "return function() local t = os.clock() while os.clock() - t < 0.6 do end return 'done' end"})
            replies = []
            thread = threading.Thread(target=lambda: replies.append(s.get(f"/acme/{name}")))
            thread.start()
            assert until(10 * slow, lambda: s.admin("GET", "/v1/status").json["running"] == 1)
            os.kill(worker(s), signal.SIGKILL)
            thread.join()
            if purity == "pure":
                assert replies[0].body == b"done", replies[0].body
            else:
                assert replies[0].code == "internal.worker_lost", replies[0].body
            assert until(20 * slow, lambda: s.get(f"/acme/{name}").status == 200)


def stopped_worker(trinity, slow):
    """a worker that does nothing any more is ended a second after its request's deadline"""
    with serving(trinity, slow) as s:
        s.deploy_main("spin", "return function() while true do end end", limits="deadline_ms = 500")
        replies = []
        thread = threading.Thread(target=lambda: replies.append(s.get("/acme/spin")))
        thread.start()
        assert until(10 * slow, lambda: s.admin("GET", "/v1/status").json["running"] == 1)
        pid = worker(s)
        os.kill(pid, signal.SIGSTOP)
        thread.join()
        assert replies[0].code == "internal.worker_lost", replies[0].body
        assert event_of(s, "is beyond its deadline") and until(5 * slow, lambda: not is_alive(pid))
        assert s.get("/acme/spin").code == "limit.deadline"


def stood_still(trinity, slow):
    """when the whole machine stands still for longer than a worker may be late, no worker is ended for it"""
    with serving(trinity, slow) as s:
        s.deploy_main("spin", "return function() while true do end end", limits="deadline_ms = 1000")
        assert s.get("/acme/spin").code == "limit.deadline"
        pid = worker(s)
        for _ in range(3):
            replies = []
            thread = threading.Thread(target=lambda: replies.append(s.get("/acme/spin")))
            thread.start()
            assert until(10 * slow, lambda: replies or s.admin("GET", "/v1/status").json["running"] == 1)
            time.sleep(0.3)  # so that the front door has seen it run
            family = [s.process.pid, supervisor(s), pid]
            for one in family:
                os.kill(one, signal.SIGSTOP)
            time.sleep(2.5)
            for one in family:  # the front door first: it sees how late it is before the worker does anything
                os.kill(one, signal.SIGCONT)
            thread.join()
            assert replies[0].code == "limit.deadline", replies[0].body
        assert workers(s) == [pid] and "trinity_workers_lost_total 0" in s.admin("GET", "/metrics").body.decode()


def goes_on_dying(trinity, slow):
    """a worker that dies again and again is started later and later; its tenant is busy meanwhile"""
    with serving(trinity, slow) as s:
        s.deploy_main("hello", HELLO)
        s.deploy("other", "hello", {"main.lua": HELLO})
        assert s.get("/other/hello").status == 200 and s.get("/acme/hello").status == 200
        others = workers(s)
        s.deploy("third", "hello", {"main.lua": HELLO})
        end, busy = time.monotonic() + 20 * slow, None
        while not busy and time.monotonic() < end:
            for pid in set(workers(s)) - set(others):
                os.kill(pid, signal.SIGKILL)
            reply = s.get("/third/hello")
            busy = reply if reply.code == "busy.tenant" else None
        assert busy and busy.status == 503 and int(busy.headers["retry-after"]) >= 1, busy
        assert s.get("/acme/hello").status == 200 and set(others) <= set(workers(s))
        assert until(20 * slow, lambda: s.get("/third/hello").status == 200)


def idle_workers_end(trinity, slow):
    """a worker without requests ends, and comes again with the next one"""
    with serving(trinity, slow, "[run]\nworker_idle_ms = 300\n") as s:
        s.deploy_main("hello", HELLO)
        assert s.get("/acme/hello").body == b"hello" and workers(s)
        assert until(10 * slow, lambda: not workers(s))
        assert s.admin("GET", "/v1/status").json["workers"] == 0
        assert s.get("/acme/hello").body == b"hello"
        text = s.admin("GET", "/metrics").body.decode()
        assert "trinity_workers_lost_total 0" in text, text


def few_workers_for_many(trinity, slow):
    """more tenants than there may be workers take turns"""
    with serving(trinity, slow, "[run]\nmax_workers = 2\n") as s:
        for n in range(5):
            s.deploy(f"t{n}", "hello", {"main.lua": HELLO})
        for n in list(range(5)) * 2:
            assert s.get(f"/t{n}/hello").body == b"hello", n
            assert s.admin("GET", "/v1/status").json["workers"] <= 2
            assert until(10 * slow, lambda: len(workers(s)) <= 2), workers(s)  # those that were sent away end soon


def ended_parents(trinity, slow):
    """kill -9 of the server leaves no process behind; without its supervisor the server ends"""
    with serving(trinity, slow) as s:
        s.deploy_main("hello", HELLO)
        assert s.get("/acme/hello").body == b"hello"
        family = [supervisor(s), *workers(s)]
        assert len(family) == 2 and all(map(is_alive, family))
        s.stop(signal.SIGKILL)
        assert until(10 * slow, lambda: not any(map(is_alive, family))), family
        s.start()
        assert s.get("/acme/hello").body == b"hello"
        family = [supervisor(s), *workers(s)]
        os.kill(supervisor(s), signal.SIGKILL)
        assert s.process.wait(timeout=30 * slow) == 1
        assert until(10 * slow, lambda: not any(map(is_alive, family))), family


def stream_of_lost_worker(trinity, slow):
    """an answer of which something was sent is not begun again when its worker ends, also when the function is pure"""
    with serving(trinity, slow) as s:
        s.deploy("acme", "steps", {"main.lua": STEPS, "function.toml": f"""[function]
name = "steps"
entry = "main.lua"
purity = "pure"
[limits]
{LONG}
[capabilities]
kv = ["steps:write"]
"""})
        connection, answer = begun(s, "/acme/steps?of=b")
        assert answer.readline() == b"step 1\n"
        for one in workers(s):
            os.kill(one, signal.SIGKILL)
        try:
            rest = answer.read()
            raise AssertionError(f"the body is whole, with {rest}")
        except http.client.IncompleteRead as error:
            assert error.partial == b"", error.partial
        finally:
            connection.close()


SHARED = []
OWN = [one_for_each_tenant, calls_within_the_list, bodies_of_all_sizes, killed_under_load, others_untouched, pure_is_run_again, stopped_worker, stood_still,
       *OF_WORKERS, goes_on_dying, stream_of_lost_worker, idle_workers_end, few_workers_for_many, ended_parents]
