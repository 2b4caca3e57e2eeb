"""One child process: in a session of its own, bounded in time and output, measured, cleaned up.

Used by the test runners and the benchmark runner, so that they agree on what "timed out" and
"CPU seconds" mean.
Invariant: when run() returns, no process of the child's group is left.
"""

import dataclasses
import os
import resource
import signal
import subprocess
import tempfile
import threading
import time


@dataclasses.dataclass(frozen=True)
class Outcome:
    status: int | None  # exit status, or None when a signal ended it
    signal: int | None  # the signal that ended it
    timed_out: bool
    stdout: bytes
    stderr: bytes
    cpu_s: float  # user + system, of the child and the children it waited for
    wall_s: float

    def failure(self):
        """Why this run counts as ended badly, in words; None when it exited with status 0."""
        if self.timed_out:
            return f"no end after {self.wall_s:.0f} s"
        if self.signal is not None:
            return f"ended by signal {self.signal} ({signal.Signals(self.signal).name})"
        return None if self.status == 0 else f"exit status {self.status}"


def limit(*, memory_bytes=None, file_bytes=256 << 20):
    """Bounds what every child may take, by bounding this process: limits are inherited.

    memory_bytes  address space (None: as it is; sanitizers reserve terabytes)
    file_bytes    any one file, the captured output included: a runaway loop must not fill the disk
    """
    bounds = {resource.RLIMIT_CORE: 0, resource.RLIMIT_FSIZE: file_bytes}
    if memory_bytes is not None:
        bounds[resource.RLIMIT_AS] = memory_bytes
    for what, bound in bounds.items():
        _, hard = resource.getrlimit(what)
        most = bound if hard == resource.RLIM_INFINITY else min(bound, hard)
        resource.setrlimit(what, (most, most))


def run(argv, *, cwd=None, env=None, stdin=b"", timeout_s, busy_s=None):
    """Runs argv to its end.

    stdin         bytes the child can read, from a file, so it can seek; None: an empty pipe
    timeout_s     wall-clock seconds before the whole group is killed
    busy_s        CPU seconds of the child after which it is killed too: these do not depend on
                  what else the machine does
    Raises OSError when argv[0] cannot be started.
    """
    new_file = tempfile.TemporaryFile
    with new_file() as out, new_file() as err, new_file() as source:
        if stdin:
            source.write(stdin)
            source.seek(0)
        started = time.perf_counter()
        child = subprocess.Popen(
            argv,
            cwd=cwd,
            env=env,
            stdin=subprocess.PIPE if stdin is None else source,
            stdout=out,
            stderr=err,
            start_new_session=True,
        )
        if child.stdin is not None:
            child.stdin.close()
        ended, expired = threading.Event(), threading.Event()

        def watch():
            while (left := _left(child.pid, started + timeout_s, busy_s)) > 0:
                if ended.wait(max(left, 0.02)):
                    return
            expired.set()
            _kill_group(child.pid)

        watcher = threading.Thread(target=watch)
        watcher.start()
        try:
            # Not reaped yet: the process id stays ours, so the group can be ended without hitting a
            # stranger's.
            os.waitid(os.P_PID, child.pid, os.WEXITED | os.WNOWAIT)
        finally:
            ended.set()
            watcher.join()
            _kill_group(child.pid)
            _, code, usage = os.wait4(child.pid, 0)
            child.returncode = code  # tells Popen that the child was waited for
        wall_s = time.perf_counter() - started
        out.seek(0)
        err.seek(0)
        return Outcome(
            status=os.WEXITSTATUS(code) if os.WIFEXITED(code) else None,
            signal=os.WTERMSIG(code) if os.WIFSIGNALED(code) else None,
            timed_out=expired.is_set(),
            stdout=out.read(),
            stderr=err.read(),
            cpu_s=usage.ru_utime + usage.ru_stime,
            wall_s=wall_s,
        )


def _left(pid, deadline, busy_s):
    """Seconds for which the child can certainly go on."""
    left = deadline - time.perf_counter()
    if busy_s is None:
        return left
    try:
        with open(f"/proc/{pid}/stat", "rb") as file:
            fields = file.read().rpartition(b")")[2].split()
    except OSError:
        return left
    user, system = int(fields[11]), int(fields[12])
    return min(left, busy_s - (user + system) / os.sysconf("SC_CLK_TCK"))


def _kill_group(pid):
    try:
        os.killpg(pid, signal.SIGKILL)
    except (ProcessLookupError, PermissionError):
        pass
