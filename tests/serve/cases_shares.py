"""How tenants share CPU that several want: counted in requests that were done, never in time."""

import os
import pathlib
import threading

from server import Server, until

# Milliseconds of CPU, the same for every request: more than a client takes to come again, so that its tenant always has some waiting.
BURN = "return function() local n = 0 for i = 1, 1000000 do n = (n * 31 + i) % 1000003 end return tostring(n) end"


class Burning:
    """Tenants that each always have several requests waiting."""

    def __init__(self, s, tenants, clients=12):
        self.s, self.errors, self.over = s, [], threading.Event()
        self.done = dict.fromkeys(tenants, 0)
        self.threads = [threading.Thread(target=self.ask, args=(tenant,)) for tenant in tenants for _ in range(clients)]

    def ask(self, tenant):
        connection = self.s.connect()
        while not self.over.is_set():
            connection.request("GET", f"/{tenant}/burn")
            reply = connection.getresponse()
            body = reply.read()
            if reply.status != 200:
                self.errors.append(body)
                return
            self.done[tenant] += 1
        connection.close()

    def __enter__(self):
        for t in self.threads:
            t.start()
        return self

    def __exit__(self, *_):
        self.over.set()
        for t in self.threads:
            t.join()
        assert not self.errors, self.errors[:3]

    def shares(self, least):
        """How many each gets done while each gets at least so many done."""
        before = dict(self.done)
        counted = lambda: {tenant: self.done[tenant] - before[tenant] for tenant in before}
        assert until(100 * self.s.slow, lambda: self.errors or min(counted().values()) >= least), counted()
        return counted()


def weights(s, **of):
    for tenant, weight in of.items():
        reply = s.admin("PUT", f"/v1/limits/{tenant}", '{"cpu_weight": %d}' % weight)
        assert reply.status == 200 and reply.json["cpu_weight"] == weight, reply.body


def shared(trinity, slow, mode):
    """Two tenants on one CPU; the tolerance is for a machine that does other things too."""
    cpu = min(os.sched_getaffinity(0))
    with Server(trinity, "[run]\nthreads = 2\n", slow=slow, mode=mode, cpu=cpu) as s:
        weights(s, a=100, b=25)
        for tenant in ["a", "b"]:
            s.deploy(tenant, "burn", {"main.lua": BURN}, limits="deadline_ms = 100000")
        with Burning(s, ["a", "b"]) as burning:
            burning.shares(least=5)  # until both have begun, and run as fast as they will
            counted = burning.shares(least=25)
            assert 2 < counted["a"] / counted["b"] < 8, counted
            # What changes while they run holds from then on.
            weights(s, a=25, b=100)
            burning.shares(least=5)
            counted = burning.shares(least=25)
            assert 2 < counted["b"] / counted["a"] < 8, counted
            weights(s, a=50, b=50)
            burning.shares(least=5)
            counted = burning.shares(least=50)
            assert 0.5 < counted["a"] / counted["b"] < 2, counted
        # Alone, the lightest gets all there is.
        weights(s, b=1)
        assert all(s.get("/b/burn").status == 200 for _ in range(10))


def weights_of_tenants(trinity, slow):
    """two tenants that burn CPU get it by their weights, in one process"""
    shared(trinity, slow, "--single-process")


def weights_of_workers(trinity, slow):
    """two tenants that burn CPU get it by their weights, in workers"""
    shared(trinity, slow, "--workers")


def nice_workers(trinity, slow):
    """a worker is as nice as its tenant's weight says; another weight gets another worker, and the one before ends when it is idle"""
    with Server(trinity, "[run]\nworker_idle_ms = 300\n", slow=slow, mode="--workers") as s:
        def niceness():
            supervisor = pathlib.Path(f"/proc/{s.process.pid}/task/{s.process.pid}/children").read_text().split()[0]
            found = {}
            for pid in pathlib.Path(f"/proc/{supervisor}/task/{supervisor}/children").read_text().split():
                try:
                    threads = [(one / "stat").read_text() for one in pathlib.Path(f"/proc/{pid}/task").iterdir()]
                except OSError:
                    continue  # it has just ended
                found[pid] = {int(text.rsplit(")", 1)[1].split()[16]) for text in threads}
            return found

        own = os.getpriority(os.PRIO_PROCESS, s.process.pid)
        s.deploy("a", "burn", {"main.lua": BURN})
        for weight, more in [(100, 0), (80, 1), (25, 6), (1, 19), (100, 0)]:
            weights(s, a=weight)
            assert s.get("/a/burn").status == 200
            wanted = {min(own + more, 19)}
            assert until(10 * slow, lambda: (s.get("/a/burn").status == 200) and list(niceness().values()) == [wanted]), (weight, niceness())
        assert "trinity_workers_lost_total 0" in s.admin("GET", "/metrics").body.decode()
        for wrong in ["0", "101", "-5", "1.5", '"50"']:
            assert s.admin("PUT", "/v1/limits/a", '{"cpu_weight": %s}' % wrong).status == 400, wrong
        done = s.command("tenant", "put", "a", "--cpu-weight", "40")
        assert done.returncode == 0, done
        shown = s.command("tenant", "list").stdout.decode()
        assert "cpu_weight" in shown and "40" in shown.splitlines()[1], shown


SHARED = []
OWN = [weights_of_tenants]
OF_WORKERS = [weights_of_workers, nice_workers]  # with the cases of cases_workers.py
