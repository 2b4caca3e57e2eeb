"""One Lua test file: what it expects and how it wants to be run. tests/README.md has the format."""

import dataclasses
import difflib
import pathlib
import re
import shlex

from lua_modes import MODE_NAMES

EXPECT = re.compile(rb"--[ ]?expect:(.*)$")
DIRECTIVE = re.compile(r"--\s*([a-z]+):\s*(.*)")
DIRECTIVES = ("modes", "exit", "stderr", "args", "flags", "stdin", "seconds")
ENDS_WITH_OK = b"ok"


class BadTest(Exception):
    """The test file itself is at fault; the message says where and how."""


@dataclasses.dataclass
class Case:
    path: pathlib.Path
    modes: tuple = MODE_NAMES
    exit: int = 0
    stderr: tuple = ()  # patterns that standard error must contain; none: it must be empty
    args: tuple = ()
    flags: tuple = ()
    stdin: bytes = b""
    seconds: float = 20.0
    lines: tuple = ()  # from `-- expect:` comments
    exact: bytes | None = None  # from the sibling .out file

    def command(self, interpreter):
        """To be run in the folder of the file, so that messages name the file alone."""
        return [*interpreter, *self.flags, self.path.name, *self.args]

    def expected(self):
        """The wanted standard output, or None when the last line must be `ok`."""
        if self.exact is not None:
            return self.exact
        return b"".join(line + b"\n" for line in self.lines) if self.lines else None

    def mismatch(self, outcome):
        """What is wrong with a run, as text; None when nothing is."""
        if outcome.timed_out or outcome.signal is not None:
            return _with_stderr(outcome.failure(), outcome)
        expected, found = self.expected(), outcome.stdout
        if expected is None:
            last = found.rstrip(b"\n").rsplit(b"\n", 1)[-1]
            if last != ENDS_WITH_OK and self.exit == 0:
                return _with_stderr(f"its last line is {printable(last)!r}, expected 'ok'", outcome)
        elif expected != found and not (self.exact is None and expected == found + b"\n"):
            return _with_stderr("standard output differs\n" + difference(expected, found), outcome)
        if outcome.status != self.exit:
            return _with_stderr(f"exit status {outcome.status}, expected {self.exit}", outcome)
        errors = outcome.stderr.decode("utf-8", "backslashreplace")
        if not self.stderr and errors:
            return f"standard error is not empty:\n{errors[-2000:]}"
        for pattern in self.stderr:
            if not re.search(pattern, errors, re.MULTILINE):
                return f"standard error does not match /{pattern}/:\n{errors[-2000:]}"
        return None


def read_case(path):
    """Reads a test file. Raises BadTest when its expectations or directives make no sense."""
    text = path.read_bytes()
    case = Case(path=path, lines=tuple(_expected_lines(text)))
    for number, key, value in _directives(text):
        try:
            _apply(case, key, value)
        except (ValueError, re.error) as error:
            raise BadTest(f"{path}:{number}: -- {key}: {error}") from error
    sibling = path.with_suffix(".out")
    if sibling.exists():
        if case.lines:
            raise BadTest(
                f"{path}: has `-- expect:` comments and a sibling {sibling.name}; keep one"
            )
        case.exact = sibling.read_bytes()
    return case


def _expected_lines(text):
    for line in text.split(b"\n"):
        match = EXPECT.search(line)
        if match:
            wanted = match[1].rstrip()
            yield wanted.removeprefix(b" ").replace(b"<TAB>", b"\t").replace(b"<SPACE>", b" ")


def _directives(text):
    """Yields (line number, key, value) from the comment lines at the top of the file."""
    for number, line in enumerate(text.decode("utf-8", "replace").split("\n"), 1):
        if number == 1 and line.startswith("#"):
            continue
        if not line.startswith("--") or line.startswith("--[["):
            return
        match = DIRECTIVE.fullmatch(line.rstrip())
        if not match or match[1] == "expect":
            continue
        key = match[1]
        if key in DIRECTIVES:
            yield number, key, match[2]
        elif near := difflib.get_close_matches(key, DIRECTIVES, 1, 0.75):
            raise BadTest(
                f"unknown directive '-- {key}:' in line {number}; did you mean '{near[0]}'?"
            )


def _apply(case, key, value):
    if key == "modes":
        case.modes = _modes(value.split(";")[0].replace(",", " ").split())
    elif key == "exit":
        case.exit = int(value)
    elif key == "seconds":
        case.seconds = float(value)
    elif key == "stderr":
        re.compile(value)
        case.stderr += (value,)
    elif key == "stdin":
        case.stdin = value.encode().decode("unicode_escape").encode("latin-1")
    else:
        setattr(case, key, tuple(shlex.split(value)))


def _modes(words):
    excluded = words[:1] == ["not"]
    names = words[1:] if excluded else words
    for name in names:
        if name not in MODE_NAMES:
            raise ValueError(f"no mode '{name}'; the modes are {', '.join(MODE_NAMES)}")
    chosen = tuple(n for n in MODE_NAMES if (n in names) != excluded)
    if not names or not chosen:
        raise ValueError("names no mode")
    return chosen


def printable(text):
    return text.decode("utf-8", "backslashreplace")


def difference(expected, found, limit=40):
    """A unified diff of two outputs, at most `limit` lines, control characters made visible."""

    def visible(data):
        escaped = re.sub(rb"[\x00-\x08\x0b-\x1f\x7f]", lambda m: b"\\x%02x" % m[0][0], data)
        return printable(escaped).replace("\t", "<TAB>").split("\n")

    rows = list(
        difflib.unified_diff(
            visible(expected), visible(found), "expected", "found", lineterm="", n=2
        )
    )
    if len(rows) > limit:
        rows[limit:] = [f"... {len(rows) - limit} more lines"]
    return "\n".join("  " + row[:400] for row in rows)


def _with_stderr(message, outcome):
    if not outcome.stderr:
        return message
    return f"{message}\nstandard error: {printable(outcome.stderr[-1500:]).rstrip()}"
