#!/usr/bin/env python3
"""Tests that the C interface is what binaries made for Lua 5.4 expect.

  abi_tests.py --library FOLDER [--trinity BINARY] [NAME...]   the library there, and the programs with it
  abi_tests.py --reference FOLDER [--update] [NAME...]         what stock Lua does; --update writes it down

FOLDER holds a liblua5.4.so.0. Tests, from tests/abi:
  symbols        the library exports symbols.txt, no more and no less, and needs libc and libm only
  probe          sizes, offsets and constants of our headers are those of probe.out (and of Debian's
                 headers, where they are installed); the headers compile as C99, C11 and C++11
  covered        every function that the library exports is called by some client
  unload         a program may load and unload the library as often as it likes
  clients/*.c    each is compiled, run with the library, and prints NAME.out
  modules/*.lua  each runs under --trinity and prints `ok` last; skipped when its C module is not
                 installed
  programs/*.sh  Debian's program prints the same with the library in place of Debian's own; skipped
                 when its package is not installed

The last line is "N passed, N failed".
"""

import argparse
import difflib
import os
import pathlib
import re
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parents[2]
FOLDER = ROOT / "tests" / "abi"
INCLUDE = ROOT / "include"
DEBIAN_HEADERS = pathlib.Path("/usr/include/lua5.4")
SECONDS = 60  # for one program
MAY_NEED = {"libc.so.6", "libm.so.6"}
NEEDS = re.compile(r"^(?:--|#) needs: (.+)$", re.MULTILINE)


def main():
    arguments = parse_arguments()
    with tempfile.TemporaryDirectory() as scratch:
        run = Run(arguments, pathlib.Path(scratch))
        if not arguments.reference:
            run.test("symbols", run.symbols)
            run.test("probe", run.probe)
            run.test("covered", run.covered)
            run.test("unload", run.unload)
        for source in sorted((FOLDER / "clients").glob("*.c")):
            run.test(f"clients/{source.stem}", lambda source=source: run.client(source))
        if not arguments.reference:
            for script in sorted((FOLDER / "programs").glob("*.sh")):
                run.test(f"programs/{script.stem}", lambda script=script: run.program(script))
        if arguments.trinity:
            for script in sorted((FOLDER / "modules").glob("*.lua")):
                run.test(f"modules/{script.stem}", lambda script=script: run.module(script))
    return run.finish()


def parse_arguments():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("names", nargs="*", metavar="NAME")
    library = parser.add_mutually_exclusive_group(required=True)
    library.add_argument("--library", type=pathlib.Path)
    library.add_argument("--reference", type=pathlib.Path)
    parser.add_argument("--trinity", metavar="BINARY")
    parser.add_argument("--cc", default="cc", help="C compiler and its options")
    parser.add_argument("--under", default="", help="command that runs clients (valgrind ...)")
    parser.add_argument("--slow", type=float, default=1, help="multiplies every time limit")
    parser.add_argument("--update", action="store_true", help="write what the reference prints")
    arguments = parser.parse_args()
    if arguments.update and not arguments.reference:
        parser.error("--update wants --reference: expectations are stock Lua's")
    arguments.folder = (arguments.library or arguments.reference).resolve()
    if not (arguments.folder / "liblua5.4.so.0").exists():
        parser.error(f"no liblua5.4.so.0 in {arguments.folder}")
    return arguments


class Failure(Exception):
    """What a failed test has to say."""


class Skipped(Exception):
    """Why a test cannot run here."""


class Run:
    def __init__(self, arguments, scratch):
        self.arguments = arguments
        self.scratch = scratch
        self.library = arguments.folder / "liblua5.4.so.0"
        self.passed, self.failed, self.skipped = 0, 0, []

    def test(self, name, body):
        if self.arguments.names and not any(wanted in name for wanted in self.arguments.names):
            return
        try:
            body()
            self.passed += 1
        except Skipped as reason:
            self.skipped.append(f"{name}: {reason}")
        except Failure as what:
            self.failed += 1
            print(f"FAILED {name}\n  " + str(what).replace("\n", "\n  "))

    def finish(self):
        for line in self.skipped:
            print(f"skipped {line}")
        if self.passed + self.failed == 0:
            print("FAILED no test matches")
            self.failed = 1
        print(f"{self.passed} passed, {self.failed} failed")
        return 1 if self.failed else 0

    # ---- tests

    def symbols(self):
        listed = output(["nm", "-D", "--defined-only", self.library]).splitlines()
        found = sorted(line.split()[-1] for line in listed)
        expected = (FOLDER / "symbols.txt").read_text().split()
        compare(sorted(f"{name}@@LUA_5.4" for name in expected) + ["LUA_5.4"], found, as_sets=True)
        dynamic = output(["readelf", "-dW", self.library])
        needed = set(re.findall(r"NEEDED.*\[(.+)\]", dynamic))
        if needed - MAY_NEED:
            raise Failure(f"needs {', '.join(sorted(needed - MAY_NEED))}")
        if "[liblua5.4.so.0]" not in dynamic:
            raise Failure("its soname is not liblua5.4.so.0")
        if "TEXTREL" in dynamic:
            raise Failure("has text relocations")
        if re.search(r"GNU_STACK.*E", output(["readelf", "-lW", self.library])):
            raise Failure("its stack is executable")

    def probe(self):
        expected = (FOLDER / "probe.out").read_text().splitlines()
        for compiler in ("cc -std=c99", "cc -std=c11 -pedantic-errors", "c++ -std=c++11", "clang-19 -std=c99",
                         "clang++-19 -std=c++11"):
            command = compiler.split() + ["-Wall", "-Wextra", "-Werror"]
            compare(expected, self.probed(command, INCLUDE))
        if DEBIAN_HEADERS.is_dir():
            compare(expected, self.probed(["cc", "-std=c99"], DEBIAN_HEADERS))

    def probed(self, compiler, headers):
        source = FOLDER / "probe.c"
        language = ["-x", "c++"] if "++" in compiler[0] else ["-x", "c"]
        self.compile(compiler + language + ["-I", headers, "-DPROBE_MACROS", "-c", source])
        self.compile(compiler + language + ["-I", headers, source])
        return output([self.scratch / "program"]).splitlines()

    def covered(self):
        called = set()
        for source in (FOLDER / "clients").glob("*.c"):
            self.compile(["cc", "-std=gnu99", "-I", INCLUDE, "-c", source])
            called.update(line.split()[-1] for line in output(["nm", "-u", self.scratch / "program"]).splitlines())
        missing = set((FOLDER / "symbols.txt").read_text().split()) - called
        if missing:
            raise Failure("no client calls " + ", ".join(sorted(missing)))

    def unload(self):
        self.compile(["cc", "-std=gnu99", "-Wall", "-Wextra", "-Werror", "-I", INCLUDE, FOLDER / "unload.c", "-ldl"])
        compare(["ok"], self.run([self.scratch / "program", self.library], os.environ).splitlines())

    def client(self, source):
        expectation = source.with_suffix(".out")
        options = (self.arguments.cc).split() + ["-std=gnu99", "-O1", "-g", "-Wall", "-Wextra", "-Werror"]
        self.compile(options + ["-I", INCLUDE, source, self.library, "-lpthread"])
        environment = {**os.environ, "LD_LIBRARY_PATH": str(self.arguments.folder), "LC_ALL": "C"}
        found = self.run([*self.arguments.under.split(), self.scratch / "program"], environment)
        if self.arguments.update:
            expectation.write_text(found)
        if not expectation.exists():
            raise Failure(f"there is no {expectation.name}")
        compare(expectation.read_text().splitlines(), found.splitlines())

    def module(self, script):
        check_packages(script)
        printed = self.run([self.arguments.trinity, script], os.environ).splitlines()
        if not printed or printed[-1] != "ok":
            raise Failure("did not end with ok:\n" + "\n".join(printed[-20:]))

    def program(self, script):
        check_packages(script)
        printed = []
        for library in (None, self.arguments.folder):
            with tempfile.TemporaryDirectory() as folder:
                environment = {**os.environ, "TRINITY": self.arguments.trinity or ""}
                environment.pop("LD_LIBRARY_PATH", None)
                if library:
                    environment["LD_LIBRARY_PATH"] = str(library)
                printed.append(self.run(["bash", script], environment, folder).splitlines())
        if not printed[0]:
            raise Failure("prints nothing with Debian's library")
        compare(*printed)

    # ---- helpers

    def compile(self, command):
        done = subprocess.run(
            [*command, "-o", self.scratch / "program"],
            check=False,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        if done.returncode:
            raise Failure(f"{command[0]} refuses:\n{done.stdout}")

    def run(self, command, environment, folder=None):
        try:
            done = subprocess.run(
                command,
                check=False,
                cwd=folder or self.scratch,
                env=environment,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                timeout=SECONDS * self.arguments.slow,
            )
        except subprocess.TimeoutExpired:
            raise Failure("takes too long") from None
        text = done.stdout.decode("utf-8", "backslashreplace")
        if done.returncode:
            raise Failure(f"status {done.returncode}:\n{text[-3000:]}")
        return text


def output(command):
    return subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout


def check_packages(script):
    needs = NEEDS.search(script.read_text())
    if not needs:
        raise Failure("has no line `needs: PACKAGE`")
    for package in needs[1].split():
        if not is_installed(package):
            raise Skipped(f"package {package} is not installed")


def is_installed(package):
    done = subprocess.run(
        ["dpkg-query", "-W", "-f=${db:Status-Status}", package],
        check=False,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    return done.stdout == "installed"


def compare(expected, found, as_sets=False):
    if as_sets:
        expected, found = sorted(expected), sorted(found)
    if expected != found:
        difference = difflib.unified_diff(expected, found, "expected", "found", "", "", 2, "")
        raise Failure("\n".join(list(difference)[:40]))


if __name__ == "__main__":
    sys.exit(main())
