"""Two interpreters and the question whether they do the same with a program.

Many programs share a process (driver.lua), since starting one costs more than a program. When a
process dies or hangs, the program at fault is known from its mark, and the others run again.
"""

import dataclasses
import os
import pathlib
import re
import shutil
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))

import child  # noqa: E402

DRIVER = pathlib.Path(__file__).with_name("driver.lua")
# CPU seconds; wall-clock time may be longer by a factor, for machines that have other things to do.
SECONDS = 20  # for the programs of one process; one takes milliseconds
SECONDS_ALONE = 30
BUSY_MACHINE = 6
# A program may not end; it must not outlive this process, however that ends.
_TIED = ("setpriv", "--pdeathsig", "KILL") if shutil.which("setpriv") else ()

# Bytes that may differ: addresses, and the sign of what is no number.
_ADDRESS = re.compile(rb"0x[0-9a-f]{6,}|\(nil\)|\(null\)", re.I)
_NAN = re.compile(rb"-nan(?![a-z])")


@dataclasses.dataclass(frozen=True)
class Result:
    """What a program did. `end` is None, or how the process ended because of it."""

    text: bytes
    end: str | None = None

    @property
    def hung(self):
        return self.end is not None and self.end.startswith("no end")

    @property
    def exhausted(self):
        return b"not enough memory" in self.text or b"out of steps" in self.text


class Interpreter:
    """command: words to start it; environment: added to the inherited one; slow: how many times longer than others it may take."""

    def __init__(self, command, folder, environment=None, slow=1):
        self._command, self._folder, self._slow = command, folder, slow
        self._environment = {
            k: v for k, v in os.environ.items() if not k.startswith(("TRINITY_", "LUA_"))
        } | {"LC_ALL": "C", "TZ": "UTC"} | (environment or {})

    def _run(self, arguments, seconds):
        seconds *= self._slow
        return child.run(
            [*_TIED, *self._command, *arguments],
            cwd=self._folder,
            env=self._environment,
            timeout_s=seconds * BUSY_MACHINE,
            busy_s=seconds,
        )

    def run_programs(self, programs, seconds=SECONDS, alone=SECONDS_ALONE, steps=None):
        """programs: [(name, bytes)]; returns {name: Result}.

        seconds  for all of them; one that takes longer has `alone` seconds (0: none) for itself
        steps    instructions after which a program gets an error, or a word (see driver.lua)
        """
        results, waiting = {}, list(programs)
        while waiting:
            batch = os.path.join(self._folder, "programs")
            with open(batch, "wb") as file:
                for name, text in waiting:
                    file.write(b"%s %d\n%s" % (name.encode(), len(text), text))
            done = self._run([str(DRIVER), "programs", *([str(steps)] if steps else [])], seconds)
            out, err = _segments(done.stdout), _segments(done.stderr)
            if "end" in out:
                for name, _ in waiting:
                    results[name] = Result(_normal(out[name] + err.get(name, b"")))
                return results
            # Names come in order, so the last one seen on stderr is the program that did it.
            seen = [name for name, _ in waiting if name in err]
            guilty = len(seen) - 1 if seen else 0
            for name, _ in waiting[:guilty]:
                if name in out:
                    results[name] = Result(_normal(out[name] + err[name]))
            name = waiting[guilty][0]
            if done.timed_out and alone:
                results |= self.run_programs([waiting[guilty]], alone, 0)
            else:
                tail = done.stderr[-300:].split(b"\1")[-1]
                results[name] = Result(
                    _normal(out.get(name, b"") + tail), done.failure() or "stopped early"
                )
            waiting = [p for p in waiting[:guilty] if p[0] not in results] + waiting[guilty + 1 :]
        return results

    def run_script(self, text):
        """Runs a program as a script of its own: streams, messages and exit status."""
        with open(os.path.join(self._folder, "script.lua"), "wb") as file:
            file.write(text)
        done = self._run(["script.lua", "one", "two"], SECONDS_ALONE)
        errors = done.stderr.replace(self._command[0].encode() + b":", b"lua:")
        status = None if done.status is not None and not done.timed_out else done.failure()
        return Result(_normal(b"status %d\n" % (done.status or 0) + done.stdout + errors), status)


def _segments(stream):
    found = {}
    for piece in stream.split(b"\1")[1:]:
        name, _, text = piece.partition(b"\n")
        if re.fullmatch(rb"[0-9a-z-]+", name):
            found[name.decode()] = text
        else:  # a program printed the mark
            last = next(reversed(found), None)
            if last is not None:
                found[last] += b"\1" + piece
    return found


def _normal(text):
    return _NAN.sub(b"nan", _ADDRESS.sub(b"ADDRESS", text))


def disagreement(theirs, ours):
    """None when there is none or nothing can be said; else "output", "hang" or "crash"."""
    if theirs.end is not None or theirs.exhausted:
        return None
    if ours.end is not None:
        return "hang" if ours.hung else "crash"
    if ours.exhausted or theirs.text == ours.text:
        return None
    return "output"
