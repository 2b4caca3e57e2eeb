"""The admin plane on a Unix socket."""

import os
import pathlib
import signal
import socket
import stat
import subprocess
import threading

from cases_process import HELLO, Activated
from server import LocalConnection, Server, until

PROBE = """import os, socket, sys
os.setgroups([]); os.setgid(int(sys.argv[2])); os.setuid(65534)
try:
    socket.socket(socket.AF_UNIX).connect(sys.argv[1])
except PermissionError:
    sys.exit(13)"""


def mode_of(path):
    status = os.stat(path)
    assert stat.S_ISSOCK(status.st_mode), path
    return stat.S_IMODE(status.st_mode)


def local_admin(trinity, slow):
    """commands reach the admin plane by unix:PATH, from the environment, an option or the configuration; nothing of it is on TCP"""
    with Server(trinity, slow=slow, admin_path="admin.sock") as s:
        s.deploy_main("hello", HELLO)
        assert s.get("/acme/hello").body == b"hello"
        assert mode_of(s.admin_path) == 0o600
        plain = {"PATH": "/usr/bin:/bin"}
        ways = [(["--admin", f"unix:{s.admin_path}", "--token", s.token], plain),
                (["--token", s.token], plain | {"TRINITY_ADMIN": f"unix:{s.admin_path}"}),
                (["--config", str(s.folder / "trinity.toml")], plain), ([], plain)]
        for words, environment in ways:
            done = subprocess.run([trinity, "top", *words], cwd=s.folder, env=environment, capture_output=True, text=True, timeout=60 * slow)
            assert done.returncode == 0 and "acme/hello" in done.stdout, (words, done)
        listening = [line.split() for table in ["tcp", "tcp6"] for line in pathlib.Path(f"/proc/{s.process.pid}/net/{table}").read_text().splitlines()[1:]]
        own = {os.readlink(one) for one in pathlib.Path(f"/proc/{s.process.pid}/fd").iterdir() if os.path.islink(one)}
        ports = {int(row[1].split(":")[1], 16) for row in listening if row[3] == "0A" and f"socket:[{row[9]}]" in own}
        assert ports == {s.port}, ports
        assert s.admin("GET", "/v1/f", token="trinity_wrong").status == 401
        # As many at once as over TCP.
        codes = []
        threads = [threading.Thread(target=lambda: codes.append(s.admin("GET", "/v1/status").status)) for _ in range(20)]
        for t in threads:
            t.start()
        for t in threads:
            t.join()
        assert codes == [200] * 20, codes
        assert s.stop() == 0 and not os.path.exists(s.admin_path)
        done = subprocess.run([trinity, "top"], cwd=s.folder, env=plain, capture_output=True, text=True, timeout=60 * slow)
        assert done.returncode == 1 and f"unix:{s.admin_path}" in done.stderr and "No such file" in done.stderr, done
        done = subprocess.run([trinity, "top", "--admin", "unix:", "--token", s.token], cwd=s.folder, env=plain, capture_output=True, text=True,
                              timeout=60 * slow)
        assert done.returncode == 1 and "expected unix:PATH" in done.stderr, done


def local_rights(trinity, slow):
    """the socket's file has the mode that was asked for, whatever the umask; others are kept out by it"""
    for umask in [0, 0o077]:
        for wanted in [0o600, 0o660]:
            with Server(trinity, slow=slow, admin_path="admin.sock") as s:
                s.config += f'mode = "{wanted:04o}"\n'
                before = os.umask(umask)
                try:
                    s.stop()
                    s.start()
                finally:
                    os.umask(before)
                assert mode_of(s.admin_path) == wanted, oct(mode_of(s.admin_path))
                if os.geteuid() != 0:
                    continue  # whether the kernel heeds it can be tried by root alone
                s.folder.chmod(0o755)
                for group, may in [(65534, False), (0, wanted == 0o660)]:
                    tried = subprocess.run(["python3", "-c", PROBE, s.admin_path, str(group)], capture_output=True, text=True)
                    assert tried.returncode == (0 if may else 13), (oct(wanted), group, tried)
    with Server(trinity, slow=slow, admin_path="admin.sock") as s:
        s.stop()
        for line, why in [('mode = "0666"\n', "'admin.mode' should be"), (f'path = "/{"x" * 200}"\n', "'admin.path' should have at most 107 bytes")]:
            s.config = "[admin]\n" + line
            s.refuses_to_start(why)


def left_socket(trinity, slow):
    """the socket's file of a server that was killed is replaced; what another process uses, or is no socket, is left alone"""
    with Server(trinity, slow=slow, admin_path="admin.sock") as s:
        s.deploy_main("hello", HELLO)
        s.stop(signal.SIGKILL)
        assert os.path.exists(s.admin_path)
        s.start()
        assert s.admin("GET", "/v1/t/acme/f/hello").status == 200
        s.stop()
        with socket.socket(socket.AF_UNIX) as other:
            other.bind(s.admin_path)
            other.listen()
            s.refuses_to_start("another process does")
            with socket.socket(socket.AF_UNIX) as client:
                client.connect(s.admin_path)
        s.start()
        s.stop()
        pathlib.Path(s.admin_path).write_text("mine")
        s.refuses_to_start("there is a file that is no socket")
        assert pathlib.Path(s.admin_path).read_text() == "mine"


def local_upgrade(trinity, slow):
    """a new server takes the Unix socket too: under load no request to the admin plane fails, and the file stays until the last ends"""
    with Server(trinity, slow=slow, admin_path="admin.sock") as s:
        s.deploy_main("hello", HELLO)
        over, errors, answers = threading.Event(), [], []

        def ask():
            while not over.is_set():
                try:
                    reply = s.admin("GET", "/v1/t/acme/f/hello")
                    if reply.status != 200:
                        errors.append(reply.body)
                    answers.append(1)
                except OSError as error:
                    errors.append(repr(error))

        threads = [threading.Thread(target=ask) for _ in range(3)]
        for t in threads:
            t.start()
        try:
            inode = os.stat(s.admin_path).st_ino
            for _ in range(2):
                wanted = len(answers) + 30
                assert until(20 * slow, lambda: len(answers) >= wanted or errors)
                s.upgrade()
            wanted = len(answers) + 30
            assert until(20 * slow, lambda: len(answers) >= wanted or errors)
        finally:
            over.set()
            for t in threads:
                t.join()
        assert not errors, errors[:5]
        assert os.stat(s.admin_path).st_ino == inode
        s.deploy_main("hello", HELLO)
        assert s.stop() == 0 and not os.path.exists(s.admin_path)


def upgrade_to_local(trinity, slow):
    """a new configuration may put the admin plane on a Unix socket, and back, with an upgrade"""
    with Server(trinity, slow=slow) as s:
        s.deploy_main("hello", HELLO)
        text = (s.folder / "trinity.toml").read_text()
        s.admin_path = str(s.folder / "admin.sock")
        (s.folder / "trinity.toml").write_text(text + f'[admin]\npath = "{s.admin_path}"\n')
        s.upgrade()
        assert s.admin("GET", "/v1/t/acme/f/hello").status == 200 and s.get("/acme/hello").body == b"hello"
        assert until(10 * slow, lambda: not tcp_answers(s.admin_port))
        (s.folder / "trinity.toml").write_text(text + "[admin]\nport = 0\n")
        ports = s.upgrade()
        assert not os.path.exists(s.admin_path), "nobody listens there, and the file is still there"
        s.admin_path, s.admin_port = None, ports[1]
        assert s.admin("GET", "/v1/t/acme/f/hello").status == 200


def tcp_answers(port):
    try:
        socket.create_connection(("127.0.0.1", port), timeout=5).close()
        return True
    except OSError:
        return False


def activated_locally(trinity, slow):
    """a Unix socket that systemd opened is served by all threads, and its file stays, also when another server has taken over"""
    with Server(trinity, slow=slow) as s:
        s.deploy_main("hello", HELLO)
        s.stop()
        path = str(s.folder / "given.sock")
        with socket.create_server(("127.0.0.1", 0)) as data, socket.socket(socket.AF_UNIX) as admin:
            admin.bind(path)
            admin.listen()

            def asks():
                for _ in range(10):
                    client = LocalConnection(path, timeout=30 * slow)
                    client.request("GET", "/v1/f", headers={"Authorization": f"Bearer {s.token}"})
                    assert client.getresponse().status == 200
                    client.close()

            with Activated(s, [data, admin], "data:admin") as server:
                assert f"unix:{path}" in server.told, server.told
                asks()
                s.errors = open(s.folder / "stderr", "ab")
                next_one, _ = s.start_heir()
                try:
                    assert server.process.wait(timeout=30 * slow) == 0
                    asks()
                finally:
                    next_one.send_signal(signal.SIGTERM)
                    next_one.communicate(timeout=30 * slow)
                    Server.running.discard(next_one)
                    s.errors.close()
                assert next_one.returncode == 0 and os.path.exists(path)
            with Activated(s, [data, admin], "data:admin") as server:
                asks()
            assert server.status == 0 and os.path.exists(path)


SHARED = []
OWN = [local_admin, local_rights, left_socket, local_upgrade, upgrade_to_local, activated_locally]
