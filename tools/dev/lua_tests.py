#!/usr/bin/env python3
"""Runs tests/lua/**/*.lua under Trinity in every mode, or beside another Lua.

  lua_tests.py --trinity BINARY [PATH...]                       every mode
  lua_tests.py --trinity BINARY --reference lua5.4 [PATH...]    the same files under both
  lua_tests.py --reference lua5.4 [PATH...]                     is what they expect true there?
  lua_tests.py --reference lua5.4 --update FILE...              FILE's .out := what that Lua prints

PATH is a file, a folder, or a part of a name. tests/README.md describes the files,
tests/known_failures.txt and tests/reference_differences.txt the accepted deviations: an entry that
is no longer needed is a failure too.
The last line is "N passed, N failed".
"""

import argparse
import concurrent.futures
import os
import pathlib
import shlex
import shutil
import sys

import child
from ledger import BadLedger, Ledger
from lua_case import BadTest, difference, read_case
from lua_modes import MODES, MODE_NAMES

ROOT = pathlib.Path(__file__).resolve().parents[2]
MEMORY_BYTES = 4 << 30
# What a person's own settings must not change.
FOREIGN = ("TRINITY_", "LUA_INIT", "LUA_PATH", "LUA_CPATH")


def main():
    arguments = parse_arguments()
    child.limit(memory_bytes=None if arguments.sanitized else MEMORY_BYTES)
    try:
        cases, broken = collect(arguments)
        run = Run(arguments)
    except BadLedger as error:
        return finish([f"FAILED {error}"], 0, 1)
    if arguments.update:
        return update(run, cases)
    if arguments.list:
        for case in cases:
            print(f"{name_of(case.path)}  {' '.join(case.modes)}")
        return 0
    jobs = run.reference_jobs(cases) if run.reference else run.mode_jobs(cases)
    passed, known = 0, 0
    for message in broken:
        print(f"FAILED {message}", flush=True)
    failed = len(broken)
    with concurrent.futures.ThreadPoolExecutor(arguments.jobs) as pool:
        for verdict, text in pool.map(lambda job: job(), jobs):
            passed, failed = passed + (verdict == "passed"), failed + (verdict == "failed")
            known += verdict == "known"
            if verdict != "passed" or arguments.verbose:
                print(f"{verdict.upper() if verdict == 'failed' else verdict} {text}", flush=True)
    if not jobs and not failed:
        return finish(["FAILED no test matches"], 0, 1)
    return finish([f"{known} accepted deviations"] if known else [], passed, failed)


def finish(lines, passed, failed):
    print("\n".join([*lines, f"{passed} passed, {failed} failed"]))
    return 1 if failed else 0


def parse_arguments():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("paths", nargs="*", metavar="PATH")
    parser.add_argument("--trinity", metavar="BINARY", help="the trinity to test")
    parser.add_argument("--reference", metavar="COMMAND", help="another Lua, may hold arguments")
    parser.add_argument(
        "--mode", action="append", choices=MODE_NAMES, help="only this one (repeatable)"
    )
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--slow", type=float, default=1, help="multiplies every time limit")
    parser.add_argument(
        "--sanitized", action="store_true", help="no memory limit, ten times the time"
    )
    parser.add_argument("--update", action="store_true", help="write .out files from the reference")
    parser.add_argument("--list", action="store_true", help="print the files and their modes")
    parser.add_argument("--verbose", action="store_true", help="also print what passed")
    parser.add_argument(
        "--tests", type=pathlib.Path, default=ROOT / "tests", help=argparse.SUPPRESS
    )
    arguments = parser.parse_args()
    if arguments.update and (not arguments.reference or not arguments.paths):
        parser.error(
            "--update wants --reference COMMAND and the FILEs to write: "
            "an expectation is what stock Lua prints, never what Trinity happens to print"
        )
    if not (arguments.trinity or arguments.reference or arguments.list):
        parser.error("expected --trinity BINARY, --reference COMMAND or both")
    if arguments.trinity:
        arguments.trinity = os.path.abspath(arguments.trinity)
        if not os.access(arguments.trinity, os.X_OK):
            parser.error(f"{arguments.trinity} is not a program; ./dev build makes it")
    if arguments.reference:
        words = shlex.split(arguments.reference)
        found = shutil.which(words[0]) if words else None
        if not found:
            parser.error(f"no such program: {arguments.reference}")
        arguments.reference = [os.path.abspath(found), *words[1:]]
    return arguments


def collect(arguments):
    """Returns the chosen cases and the messages about files that are no valid tests."""
    folder = arguments.tests.resolve() / "lua"
    cases, broken = [], []
    wanted = [pathlib.Path(path) for path in arguments.paths]
    for path in sorted(folder.rglob("*.lua")):
        if "support" in path.relative_to(folder).parts:
            continue  # modules that tests load, not tests
        if wanted and not any(matches(path, folder, want) for want in wanted):
            continue
        try:
            cases.append(read_case(path))
        except BadTest as error:
            broken.append(f"{error}")
    return cases, broken


def matches(path, folder, want):
    there = want.resolve()
    return (
        path == there or there in path.parents or str(want) in path.relative_to(folder).as_posix()
    )


def name_of(path):
    return path.relative_to(ROOT).as_posix() if path.is_relative_to(ROOT) else str(path)


class Run:
    """The settings of one invocation, and the jobs made from it. A job returns (verdict, text)."""

    def __init__(self, arguments):
        self.trinity = arguments.trinity
        self.reference = arguments.reference
        self._modes = [m for m in MODES if not arguments.mode or m.name in arguments.mode]
        self._slow = arguments.slow * (10 if arguments.sanitized else 1)
        self._root = arguments.tests.resolve().parent
        tests = arguments.tests.resolve()
        self._known = Ledger(tests / "known_failures.txt", self._root)
        self._differences = Ledger(tests / "reference_differences.txt", self._root)
        self._environment = {k: v for k, v in os.environ.items() if not k.startswith(FOREIGN)}
        self._environment |= {"LC_ALL": "C", "TZ": "UTC"}

    def execute(self, case, interpreter, mode=MODES[0]):
        return child.run(
            case.command(interpreter),
            cwd=case.path.parent,
            env=self._environment | mode.environment,
            stdin=case.stdin,
            timeout_s=case.seconds * mode.slow * self._slow,
        )

    # -- Trinity in its modes

    def mode_jobs(self, cases):
        return [
            lambda c=case, m=mode: self._one_mode(c, m)
            for mode in self._modes
            for case in cases
            if mode.name in case.modes
        ]

    def _one_mode(self, case, mode):
        outcome = self.execute(case, [self.trinity], mode)
        problem = case.mismatch(outcome)
        name = name_of(case.path)
        reason = self._known.take(case.path.relative_to(self._root).as_posix(), mode.name)
        if problem is None:
            if reason is None:
                return "passed", f"{name} [{mode.name}] {outcome.wall_s:.2f} s"
            return (
                "failed",
                f"{name} [{mode.name}]: passes now; remove it from tests/known_failures.txt",
            )
        if reason is not None:
            return "known", f"{name} [{mode.name}]: {reason}"
        return "failed", f"{name} [{mode.name}]: {problem}\n  again: {self._again(case, mode)}"

    def _again(self, case, mode):
        settings = "".join(f"{k}={v} " for k, v in mode.environment.items())
        return f"cd {case.path.parent} && {settings}{shlex.join(case.command([self.trinity]))}"

    # -- another Lua

    def reference_jobs(self, cases):
        version = self._reference_version()
        return [lambda c=case: self._one_reference(c, version) for case in cases]

    def _reference_version(self):
        outcome = child.run([*self.reference, "-v"], timeout_s=10)
        words = (outcome.stdout + outcome.stderr).decode("utf-8", "replace").split()
        return words[1] if len(words) > 1 else "unknown"

    def _one_reference(self, case, version):
        problem = self._disagreement(case)
        name = name_of(case.path)
        reason = self._differences.take(case.path.relative_to(self._root).as_posix(), version)
        if problem is None:
            if reason is None:
                return "passed", f"{name} [reference {version}]"
            return "failed", (
                f"{name}: Lua {version} agrees now; "
                "narrow or remove its line in tests/reference_differences.txt"
            )
        if reason is not None:
            return "known", f"{name} [reference {version}]: {reason}"
        return "failed", f"{name} [reference {version}]: {problem}"

    def _disagreement(self, case):
        theirs = self.execute(case, self.reference)
        problem = case.mismatch(theirs)
        if problem is not None:
            return f"the reference does not do what the file expects: {problem}"
        # One that is known to fail cannot agree; whether it fails still is the modes' business.
        known = self._known.take(case.path.relative_to(self._root).as_posix(), MODES[0].name)
        if not self.trinity or known is not None:
            return None
        ours = self.execute(case, [self.trinity])
        for what, want, got in (
            ("exit status", b"%d" % (theirs.status or 0), b"%d" % (ours.status or 0)),
            ("standard output", theirs.stdout, ours.stdout),
            (
                "standard error",
                unnamed(theirs.stderr, self.reference[0]),
                unnamed(ours.stderr, self.trinity),
            ),
        ):
            if want != got:
                return f"{what} differs between the reference and Trinity\n{difference(want, got)}"
        return None


def unnamed(stderr, program):
    """Messages start with the name a program was called by; that is no difference."""
    return stderr.replace(program.encode() + b":", b"lua:")


def update(run, cases):
    """Writes the .out file of each named test from what the reference prints; shows the change."""
    for case in cases:
        if case.lines:
            print(f"{name_of(case.path)}: has `-- expect:` comments; edit those by hand")
            return 1
        outcome = run.execute(case, run.reference)
        if outcome.timed_out or outcome.signal is not None or outcome.status != case.exit:
            print(
                f"{name_of(case.path)}: not written, the reference ended with {outcome.failure()}"
            )
            return 1
        if case.exact == outcome.stdout:
            print(f"{name_of(case.path)}: unchanged")
            continue
        case.path.with_suffix(".out").write_bytes(outcome.stdout)
        print(f"{name_of(case.path)}: written\n{difference(case.exact or b'', outcome.stdout)}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
