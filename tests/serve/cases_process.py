"""How a server ends and is replaced: nothing that it took is cut off, and nobody is refused."""

import http.client
import os
import pathlib
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time

from server import Server, until

ROOT = pathlib.Path(__file__).resolve().parents[2]
UNIT_FILTER = str(pathlib.Path(__file__).with_name("unit_filter.py"))
HELLO = "return function(req, ctx) return 'hello' end"


class Load:
    """Clients that ask again and again: half over connections that they keep, half with a new one each time."""

    def __init__(self, s, clients=6, may_be_refused=False):
        self.s, self.may_be_refused = s, may_be_refused
        self.answers, self.errors = 0, []
        self.over = threading.Event()
        self.threads = [threading.Thread(target=self.run, args=(n % 2 == 0,)) for n in range(clients)]

    def __enter__(self):
        for t in self.threads:
            t.start()
        return self

    def __exit__(self, *_):
        self.over.set()
        for t in self.threads:
            t.join()

    def run(self, keeps):
        connection = None
        while not self.over.is_set():
            try:
                if not connection:
                    connection = self.s.connect()
                    connection.connect()
            except OSError as error:
                # Nobody listens any more: no request was taken.
                if not self.may_be_refused:
                    self.errors.append(repr(error))
                return
            try:
                connection.request("GET", "/acme/hello")
                reply = connection.getresponse()
                body = reply.read()
                if (reply.status, body) != (200, b"hello"):
                    self.errors.append(f"{reply.status} {body[:100]!r}")
                self.answers += 1
                if not keeps or reply.getheader("Connection") == "close":
                    connection.close()
                    connection = None
            except (OSError, http.client.HTTPException) as error:
                if not keeps and self.may_be_refused and isinstance(error, ConnectionResetError):
                    return  # it was in the queue of a socket that is closed now, and not accepted yet
                self.errors.append(("kept: " if keeps else "new: ") + repr(error))
                return
            time.sleep(0.002)


def cuts_no_request(trinity, slow):
    """SIGTERM under load: every request that was taken is answered, whole"""
    for _ in range(3):
        with Server(trinity, slow=slow) as s:
            s.deploy_main("hello", HELLO)
            with Load(s, may_be_refused=True) as load:
                assert until(10 * slow, lambda: load.answers > 50)
                assert s.stop() == 0
            assert not load.errors, load.errors


def upgrade(trinity, slow):
    """a new server takes the sockets of the old: under load no request fails, and no deploy is lost"""
    with Server(trinity, '[rpc]\naddress = "127.0.0.1"\nport = 0\n', slow=slow) as s:
        s.deploy_main("hello", HELLO)
        s.deploy_main("slow", "return function() local t = os.clock() while os.clock() - t < 0.7 do end return 'done' end",
                      limits="deadline_ms = 20000")
        with Load(s) as load:
            for turn in range(3):
                wanted = load.answers + 50
                assert until(10 * slow, lambda: load.answers >= wanted)
                answers = []
                waiting = threading.Thread(target=lambda: answers.append(s.get("/acme/slow").body))
                waiting.start()
                time.sleep(0.1)
                ports = s.upgrade()
                assert ports == [s.port, s.admin_port], ports
                waiting.join()
                assert answers == [b"done"], answers
                wanted = load.answers + 50
                assert until(10 * slow, lambda: load.answers >= wanted)
                s.deploy_main("hello", HELLO)
                assert s.get("/acme/hello").headers["trinity-version"] == f"v{turn + 2}"
        assert not load.errors, load.errors


def upgrade_socket(trinity, slow):
    """the socket by which a server is asked for its sockets goes with it, and is there while the one after it serves"""
    with Server(trinity, slow=slow) as s:
        path = s.folder / "data" / "upgrade.sock"
        s.upgrade()
        assert until(10 * slow, path.exists)
        assert s.stop() == 0 and not path.exists()


def failed_upgrade(trinity, slow):
    """a new server that cannot start leaves the old one as it was"""
    with Server(trinity, slow=slow) as s:
        s.deploy_main("hello", HELLO)
        (s.folder / "other.toml").write_text(f'data = "{s.folder}/data"\n[listen]\nio_threads = 3\n')
        failed = subprocess.run([trinity, "serve", "--config", str(s.folder / "other.toml"), "--take-over"], capture_output=True, text=True,
                                timeout=60 * slow)
        assert failed.returncode == 1 and "expected 3 sockets" in failed.stderr, failed
        assert s.get("/acme/hello").body == b"hello"
        until(10 * slow, lambda: s.admin("PUT", "/v1/limits/acme", "{}").status == 200)
        s.deploy_main("hello", HELLO)
        # One that asks and then says nothing: changes wait for it, functions do not.
        with socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET) as silent:
            silent.connect(str(s.folder / "data" / "upgrade.sock"))
            assert silent.recv(1000).startswith(b"data 1 admin 2")
            reply = s.admin("PUT", "/v1/limits/acme", "{}")
            assert (reply.status, reply.code) == (503, "busy.drain") and "retry-after" in reply.headers, reply.body
            assert s.get("/acme/hello").status == 200 and s.admin("GET", "/v1/f").status == 200
        assert until(10 * slow, lambda: s.admin("PUT", "/v1/limits/acme", "{}").status == 200)
        s.stop()
        nobody = subprocess.run([trinity, "serve", "--config", str(s.folder / "trinity.toml"), "--take-over"], capture_output=True,
                                text=True, timeout=60 * slow)
        assert nobody.returncode == 1 and "no server that runs can be reached" in nobody.stderr, nobody
        s.start()


class Activated:
    """A server on sockets that are open before it is, as systemd does it; `names` are theirs."""

    # LISTEN_PID is the server's own: a process that becomes the server sets it.
    BECOME = """import fcntl, os, sys
copies = [fcntl.fcntl(int(n), fcntl.F_DUPFD, 50) for n in sys.argv[3].split(',')]
for n, copy in enumerate(copies):
    os.dup2(copy, 3 + n)
os.environ['LISTEN_PID'] = str(os.getpid())
os.execv(sys.argv[1], [sys.argv[1], 'serve', '--config', sys.argv[2], sys.argv[4]])"""

    def __init__(self, s, listeners, names):
        numbers = [one.fileno() for one in listeners]
        self.s = s
        self.process = subprocess.Popen(
            ["python3", "-c", self.BECOME, s.trinity, str(s.folder / "trinity.toml"), ",".join(map(str, numbers)), s.mode],
            stdout=subprocess.PIPE, text=True, pass_fds=numbers,
            env=os.environ | {"LISTEN_FDS": str(len(numbers)), "LISTEN_FDNAMES": names})
        Server.running.add(self.process)

    def __enter__(self):
        self.told = self.process.stdout.readline() + self.process.stdout.readline()
        return self

    def __exit__(self, *_):
        self.process.send_signal(signal.SIGTERM)
        self.status = self.process.wait(timeout=30 * self.s.slow)
        Server.running.discard(self.process)
        self.process.stdout.close()


def activated(trinity, slow):
    """sockets that systemd opened are served, by their names"""
    with Server(trinity, slow=slow) as s:
        s.deploy_main("hello", HELLO)
        s.stop()
        listeners = []
        for _ in range(3):
            one = socket.create_server(("127.0.0.1", 0))
            listeners.append(one)
        # A client that comes before the server does is answered when it is there.
        early = http.client.HTTPConnection("127.0.0.1", listeners[0].getsockname()[1], timeout=30 * slow)
        early.request("GET", "/acme/hello")

        try:
            with Activated(s, listeners, "data:admin:admin") as server:
                assert early.getresponse().read() == b"hello"
                found = re.findall(r"http://[0-9.]+:(\d+)", server.told)
                assert found[0] == str(listeners[0].getsockname()[1]), found
        finally:
            early.close()
            for one in listeners:
                one.close()
        assert server.status == 0, server.status


def under_the_unit(trinity, slow):
    """the system calls that docs/howto/trinity.service leaves are enough, with workers and without"""
    unit = ROOT / "docs" / "howto" / "trinity.service"
    runs = [sys.executable, "/usr/bin/python3"]
    # A sanitizer looks for leaks by tracing its own process, which the unit forbids.
    options = os.environ.get("ASAN_OPTIONS", "") + ":detect_leaks=0"
    for interpreter in runs:
        tried = subprocess.run([interpreter, UNIT_FILTER, str(unit), trinity, "version"], capture_output=True, text=True,
                               env=os.environ | {"ASAN_OPTIONS": options})
        if tried.returncode == 0:
            break
    else:
        print("SKIPPED under_the_unit: it wants root, systemd-analyze and python3-seccomp:", tried.stderr.strip()[-200:])
        return
    for mode in ["--single-process", "--workers"]:
        with tempfile.TemporaryDirectory(prefix="trinity-unit-") as folder:
            shutil.chown(folder, "nobody")
            wrapper = pathlib.Path(folder) / "under"
            wrapper.write_text(f'#!/bin/sh\nexport ASAN_OPTIONS="{options}"\nexec {interpreter} {UNIT_FILTER} {unit} {trinity} "$@"\n')
            wrapper.chmod(0o755)
            with Server(str(wrapper), slow=slow, folder=folder, mode=mode) as s:
                s.deploy_main("hello", HELLO)
                for _ in range(100):
                    assert s.get("/acme/hello").body == b"hello"
                assert s.admin("PUT", "/v1/limits/light", '{"cpu_weight": 10}').status == 200
                s.deploy("light", "hello", {"main.lua": HELLO})
                assert s.get("/light/hello").body == b"hello"
                assert s.stop() == 0, s.stderr()


SHARED = []
OWN = [cuts_no_request, upgrade, upgrade_socket, failed_upgrade, activated, under_the_unit]
