"""A real function server for tests: its process, and a client of both its planes.

    with Server(binary) as server:
        server.deploy("acme", "hello", {"main.lua": "return function() return 'hi' end"})
        assert server.get("/acme/hello").body == b"hi"
"""

import http.client
import json
import os
import pathlib
import re
import resource
import shutil
import signal
import socket
import subprocess
import tempfile
import time

class LocalConnection(http.client.HTTPConnection):
    """HTTP over a Unix socket."""

    def __init__(self, path, timeout):
        super().__init__("localhost", timeout=timeout)
        self.path = path

    def connect(self):
        self.sock = socket.socket(socket.AF_UNIX)
        self.sock.settimeout(self.timeout)
        self.sock.connect(self.path)


class Reply:
    def __init__(self, response):
        self.status = response.status
        self.headers = {name.lower(): value for name, value in response.getheaders()}
        self.body = response.read()

    @property
    def json(self):
        return json.loads(self.body)

    @property
    def code(self):
        """Of a structured error; None when this is none."""
        try:
            return self.json["error"]["code"]
        except (ValueError, KeyError, TypeError):
            return None


PATIENT_MS = 20_000  # a deadline for requests that are to be answered, on any machine


def manifest(name, limits="", capabilities=""):
    if "deadline_ms" not in limits:
        limits += f"\ndeadline_ms = {PATIENT_MS}"
    return f'[function]\nname = "{name}"\n[limits]\n{limits}\n[capabilities]\n{capabilities}\n'


class Server:
    # Where functions run in servers that are started: "--single-process" or "--workers"; run.py sets it.
    mode = "--single-process"
    running = set()  # processes of servers that were started and not waited for

    @classmethod
    def kill_all(cls):
        for process in list(cls.running):
            process.kill()

    def __init__(self, trinity, config="", slow=1, folder=None, file_bytes=None, mode=None, admin_path=None, cpu=None):
        self.trinity = trinity
        self.mode = mode or Server.mode
        self.slow = slow
        self.is_own_folder = folder is None
        self.folder = pathlib.Path(folder or tempfile.mkdtemp(prefix="trinity-serve-"))
        self.config = config + (f'[admin]\npath = "{self.folder}/{admin_path}"\n' if admin_path else "")
        self.admin_path = admin_path and str(self.folder / admin_path)
        self.file_bytes = file_bytes  # no file of the server's may be larger: a full disk
        self.cpu = cpu  # the only one that it and its workers run on
        self.process = None

    def __enter__(self):
        self.start()
        return self

    def __exit__(self, *_):
        self.stop()
        if self.is_own_folder:
            shutil.rmtree(self.folder, ignore_errors=True)

    def start(self):
        (self.folder / "trinity.toml").write_text(f'data = "{self.folder}/data"\n' + self.config)
        self.errors = open(self.folder / "stderr", "ab")
        self.process = subprocess.Popen(
            [self.trinity, "serve", "--config", str(self.folder / "trinity.toml"),
             "--port=0", self.mode, *([] if self.admin_path else ["--admin-port=0"])],
            stdout=subprocess.PIPE, stderr=self.errors, text=True, preexec_fn=self.limit)
        self.running.add(self.process)
        lines = self.process.stdout.readline() + self.process.stdout.readline()
        found = re.findall(r"https?://[0-9.]+:(\d+)", lines)
        if len(found) != (1 if self.admin_path else 2):
            self.process.kill()
            raise AssertionError(f"no ports in {lines!r}; {self.stderr()}")
        self.port = int(found[0])
        self.admin_port = None if self.admin_path else int(found[1])
        self.admin_url = f"unix:{self.admin_path}" if self.admin_path else f"http://127.0.0.1:{self.admin_port}"
        if "[rpc]" in self.config:
            self.rpc_port = int(self.process.stdout.readline().rsplit(":", 1)[1])
        self.token = (self.folder / "data" / "admin.token").read_text().strip()

    def limit(self):
        if self.cpu is not None:
            os.sched_setaffinity(0, {self.cpu})
        if self.file_bytes:
            resource.setrlimit(resource.RLIMIT_FSIZE, (self.file_bytes, self.file_bytes))

    def stderr(self):
        return (self.folder / "stderr").read_text(errors="replace")[-4000:]

    def stop(self, how=signal.SIGTERM):
        """Ends the server; gives its exit status."""
        if self.process is None:
            return None
        if self.process.poll() is None:
            self.process.send_signal(how)
        try:
            status = self.process.wait(timeout=30 * self.slow)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
            raise AssertionError(f"the server did not end; {self.stderr()}") from None
        finally:
            self.process.stdout.close()
            self.errors.close()
            self.running.discard(self.process)
            self.process = None
        return status

    def start_heir(self):
        """Starts a server that takes the place of the one that runs; gives its process and its ports. Whoever asks for it ends it."""
        process = subprocess.Popen([self.trinity, "serve", "--config", str(self.folder / "trinity.toml"), "--take-over", self.mode],
                                   stdout=subprocess.PIPE, stderr=self.errors, text=True)
        self.running.add(process)
        lines = process.stdout.readline() + process.stdout.readline()
        return process, [int(port) for port in re.findall(r"http://[0-9.]+:(\d+)", lines)]

    def upgrade(self):
        """Another server takes the place of this one, and is this one then; gives its ports. When it does not work, it is ended."""
        old, (new, ports) = self.process, self.start_heir()
        try:
            status = old.wait(timeout=30 * self.slow)
            assert status == 0, (status, self.stderr())
        except BaseException:
            self.end(new)
            raise
        old.stdout.close()
        self.running.discard(old)
        self.process = new
        return ports

    @classmethod
    def end(cls, process):
        """Of a process that is nobody's server any more."""
        process.kill()
        process.communicate()
        cls.running.discard(process)

    def refuses_to_start(self, why):
        """Tries to, and checks that it ends with these words."""
        try:
            self.start()
        except AssertionError as error:
            assert why in str(error), error
        else:
            raise AssertionError("it started")
        self.process.wait()
        self.process.stdout.close()
        self.errors.close()
        self.running.discard(self.process)
        self.process = None

    def connect(self, admin=False):
        if admin and self.admin_path:
            return LocalConnection(self.admin_path, timeout=30 * self.slow)
        port = self.admin_port if admin else self.port
        return http.client.HTTPConnection("127.0.0.1", port, timeout=30 * self.slow)

    def ask(self, method, path, body=None, headers=None, admin=False):
        connection = self.connect(admin)
        try:
            connection.request(method, path, body, headers or {})
            return Reply(connection.getresponse())
        finally:
            connection.close()

    def get(self, path, **headers):
        return self.ask("GET", path, headers=headers)

    def post(self, path, body, headers=None):
        return self.ask("POST", path, body, headers)

    def admin(self, method, path, body=None, headers=None, token=None):
        given = {"Authorization": f"Bearer {token or self.token}", **(headers or {})}
        return self.ask(method, path, body, given, admin=True)

    def deploy(self, tenant, name, files, limits="", capabilities="", expect=201, query="", **headers):
        bundle = {"function.toml": manifest(name, limits, capabilities), **files}
        reply = self.admin("PUT", f"/v1/t/{tenant}/f/{name}{query}", json.dumps({"files": bundle}),
                           {"Content-Type": "application/json", **headers})
        assert reply.status == expect, (reply.status, reply.body)
        return reply

    def deploy_main(self, name, main, **more):
        return self.deploy("acme", name, {"main.lua": main}, **more)

    def command(self, *words, stdin=b""):
        """A command of the command line, against this server."""
        return subprocess.run(
            [self.trinity, *words], input=stdin, capture_output=True, timeout=60 * self.slow,
            cwd=self.folder,
            env={"TRINITY_ADMIN": self.admin_url,
                 "TRINITY_TOKEN": self.token, "PATH": "/usr/bin:/bin"})


def until(seconds, condition):
    """Waits until condition() is true, and gives what it gave."""
    end = time.monotonic() + seconds
    while True:
        value = condition()
        if value or time.monotonic() > end:
            return value
        time.sleep(0.02)
