"""Runs a command under the system call filter of a systemd unit, as systemd would, and as nobody.

usage: unit_filter.py UNIT COMMAND [ARGUMENT...]

Wants systemd-analyze, which knows what the sets of calls are, and libseccomp for Python. Status 77: they, or root's rights, are not there.
"""

import os
import subprocess
import sys

NOBODY, MISSING = 65534, 77


def calls_of(name):
    """The calls of a set; a call's name is itself."""
    if not name.startswith("@"):
        return {name}
    told = subprocess.run(["systemd-analyze", "syscall-filter", name], capture_output=True, text=True, check=True).stdout
    words = [line.strip() for line in told.splitlines()[1:]]
    return set().union(*(calls_of(word) for word in words if word and not word.startswith("#")))


def allowed_by(unit):
    allowed = set()
    with open(unit) as lines:
        filters = [line.split("=", 1)[1].strip() for line in lines if line.startswith("SystemCallFilter=")]
    for text in filters:
        calls = set().union(*map(calls_of, text.lstrip("~").split()))
        allowed = allowed - calls if text.startswith("~") else allowed | calls
    return allowed


def main():
    try:
        import seccomp
        allowed = allowed_by(sys.argv[1])
        os.setgid(NOBODY)
        os.setuid(NOBODY)
    except (ImportError, OSError, subprocess.CalledProcessError) as error:
        print(error, file=sys.stderr)
        return MISSING
    only = seccomp.SyscallFilter(seccomp.KILL_PROCESS)
    for call in allowed | {"execve"}:  # by which systemd starts it
        try:
            only.add_rule(seccomp.ALLOW, call)
        except RuntimeError:
            pass  # of another machine
    only.load()
    os.execv(sys.argv[2], sys.argv[2:])


sys.exit(main())
