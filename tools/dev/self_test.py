#!/usr/bin/env python3
"""Tests of the development tools: a checker that finds nothing must not pass for a clean tree.

usage: self_test.py [TestClass[.method]...]        ends with "N passed, N failed"

Stock lua5.4 stands in for Trinity, so these run before anything is built.
"""

import os
import pathlib
import subprocess
import sys
import tempfile
import time
import unittest

TOOLS = pathlib.Path(__file__).resolve().parent
ROOT = TOOLS.parents[1]
sys.path[:0] = [str(TOOLS), str(TOOLS / "programs"), str(TOOLS.parent / "stencils")]

import bench  # noqa: E402
import child  # noqa: E402
from programs_test import *  # noqa: E402,F403
from tools_test import StencilToolsTest  # noqa: E402,F401


def shell(*words, **extra):
    """Runs a command; returns (exit status, standard output, standard error)."""
    done = subprocess.run(
        list(map(str, words)),
        capture_output=True,
        text=True,
        timeout=60,
        stdin=subprocess.DEVNULL,
        **extra,
    )
    return done.returncode, done.stdout, done.stderr


class Scratch(unittest.TestCase):
    """A test with a folder of its own."""

    def setUp(self):
        holder = tempfile.TemporaryDirectory()
        self.addCleanup(holder.cleanup)
        self.folder = pathlib.Path(holder.name).resolve()

    def write(self, path, text):
        target = self.folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text)
        return target


class CliTestsTest(Scratch):
    def run_on(self, transcript):
        self.write("one.t", transcript)
        return shell(TOOLS / "cli_tests.py", "--trinity", "lua5.4", "--folder", self.folder)

    def test_what_is_true_passes(self):
        status, out, _ = self.run_on(
            "Prose.\n  $ lua -e 'print(1)'\n  1\n"
            "  $ lua -e '\n  > print({})'\n  table: 0x[0-9a-f]+ (re)\n"
            "  $ lua -e 'error(\"no\", 0)' 2>&1 | head -n 1 ; exit 3\n  lua: no\n  [3]\n"
        )
        self.assertEqual((status, out), (0, "1 passed, 0 failed\n"))

    def test_what_is_not_true_fails(self):
        for wrong in ("  2\n", "", "  1\n  1\n", "  1\n  [1]\n", "  x+ (re)\n"):
            status, out, _ = self.run_on("  $ lua -e 'print(1)'\n" + wrong)
            self.assertEqual((status, out.splitlines()[-1]), (1, "0 passed, 1 failed"), wrong)

    def test_no_transcript_is_no_success(self):
        status, out, _ = shell(
            TOOLS / "cli_tests.py", "--trinity", "lua5.4", "--folder", self.folder
        )
        self.assertEqual(status, 1)


class ChildTest(unittest.TestCase):
    def test_status_output_and_input(self):
        done = child.run(["sh", "-c", "cat; echo oops >&2; exit 3"], stdin=b"abc", timeout_s=10)
        self.assertEqual(
            (done.status, done.signal, done.stdout, done.stderr), (3, None, b"abc", b"oops\n")
        )
        self.assertEqual(done.failure(), "exit status 3")

    def test_signal(self):
        self.assertIn("SIGSEGV", child.run(["sh", "-c", "kill -SEGV $$"], timeout_s=10).failure())

    def test_timeout_ends_the_whole_group(self):
        started = time.monotonic()
        done = child.run(["sh", "-c", "sleep 1000 & sleep 1000"], timeout_s=0.3)
        self.assertTrue(done.timed_out)
        self.assertIn("no end", done.failure())
        self.assertLess(time.monotonic() - started, 10)

    def test_what_waits_has_longer_than_what_computes(self):
        busy = child.run([sys.executable, "-c", "while True: pass"], timeout_s=60, busy_s=0.3)
        self.assertTrue(busy.timed_out)
        self.assertLess(busy.cpu_s, 5)
        self.assertFalse(child.run(["sleep", "0.5"], timeout_s=60, busy_s=0.1).timed_out)
        self.assertTrue(child.run(["sleep", "1000"], timeout_s=0.3, busy_s=60).timed_out)

    def test_endless_output_is_bounded(self):
        # In a process of its own, because the limit stays.
        script = (
            "import child; child.limit(file_bytes=1 << 20);"
            "done = child.run(['sh', '-c', 'yes'], timeout_s=20);"
            "print(done.timed_out, len(done.stdout))"
        )
        self.assertEqual(shell(sys.executable, "-c", script, cwd=TOOLS)[1], "False 1048576\n")

    def test_cpu_time_is_the_childs(self):
        done = child.run([sys.executable, "-c", "for i in range(3000000): pass"], timeout_s=30)
        self.assertGreater(done.cpu_s, 0.02)
        self.assertLess(child.run(["sleep", "0.3"], timeout_s=10).cpu_s, 0.1)


class RoomsTest(Scratch):
    TABLE = "# rooms\nbase:\nheap: base\nlib: base heap\n"

    def check(self, table=TABLE, **files):
        self.write("src/rooms.txt", table)
        for room in ("base", "heap", "lib"):
            self.write(f"src/{room}/{room}.hpp", "#pragma once\n")
        for name, text in files.items():
            self.write("src/" + name.replace("__", "/") + ".cpp", text)
        status, out, _ = shell(sys.executable, TOOLS / "rooms.py", "--root", self.folder)
        return status, out

    def test_allowed_includes_pass(self):
        status, out = self.check(
            lib__a='#include "heap/heap.hpp"\n#include <vector>\n#include "lib/lib.hpp"\n'
        )
        self.assertEqual((status, out), (0, "4 passed, 0 failed\n"))

    def test_upward_include_fails(self):
        status, out = self.check(heap__a='\n  #  include "lib/lib.hpp"\n')
        self.assertEqual(status, 1)
        self.assertIn('src/heap/a.cpp:2: room heap may not include "lib/lib.hpp"', out)
        self.assertIn("3 passed, 1 failed", out)

    def test_unknown_room_and_missing_file(self):
        self.assertIn("lies in no room", self.check(cellar__a="int x;\n")[1])
        self.assertIn("not a file under src/", self.check(heap__a='#include "heap.hpp"\n')[1])

    def test_angle_brackets_do_not_hide_an_include(self):
        self.assertIn("write it with quotes", self.check(heap__a="#include <lib/lib.hpp>\n")[1])

    def test_exception_needs_a_reason_and_a_use(self):
        user = {"heap__a": '#include "lib/lib.hpp"\n'}
        good = "base:\n# heap prints through lib\nheap: base | lib/lib.hpp\nlib: base heap\n"
        self.assertEqual(self.check(good, **user)[0], 0)
        self.assertIn(
            "has no comment above it",
            self.check(good.replace("# heap prints through lib\n", ""), **user)[1],
        )
        (self.folder / "src/heap/a.cpp").unlink()
        self.assertIn("no longer needs the exception", self.check(good)[1])

    def test_table_errors(self):
        self.assertIn(
            "heap names lib, which is not listed above",
            self.check("base:\nheap: lib\nlib: base\n")[1],
        )
        self.assertIn("listed twice", self.check(self.TABLE + "heap: base\n")[1])
        self.assertIn("expected `room:", self.check(self.TABLE + "what is this\n")[1])


class LuaTestsTest(Scratch):
    """The runner, with lua5.4 as the Trinity under test."""

    def run_tests(self, *words, **files):
        for name, text in files.items():
            self.write(f"tests/lua/{name}.lua", text)
        lua = subprocess.run(["which", "lua5.4"], capture_output=True, text=True).stdout.strip()
        status, out, err = shell(
            sys.executable,
            TOOLS / "lua_tests.py",
            "--trinity",
            lua,
            "--tests",
            self.folder / "tests",
            *(words or ("--mode", "plain")),
        )
        return status, out + err

    def test_expectations(self):
        status, out = self.run_tests(
            a='print(1)  -- expect: 1\nprint("a\\tb") -- expect: a<TAB>b\nprint() -- expect:\n'
        )
        self.assertEqual((status, out), (0, "1 passed, 0 failed\n"))

    def test_a_wrong_line_shows_a_diff_and_how_to_repeat(self):
        status, out = self.run_tests(a="print(1)\nprint(2)  -- expect: 3\n")
        self.assertEqual(status, 1)
        for part in ("-3", "+1", "+2", "again: cd", "0 passed, 1 failed"):
            self.assertIn(part, out)

    def test_a_missing_line_fails(self):
        self.assertEqual(self.run_tests(a="do return end\nprint(1)  -- expect: 1\n")[0], 1)

    def test_a_silent_test_must_say_ok(self):
        self.assertEqual(self.run_tests(a="assert(true)\nprint('ok')\n")[0], 0)
        status, out = self.run_tests(a="assert(true)\n")
        self.assertEqual(status, 1)
        self.assertIn("expected 'ok'", out)

    def test_out_file(self):
        self.write("tests/lua/a.out", "x\ny")
        self.assertEqual(self.run_tests(a="io.write('x\\ny')")[0], 0)
        self.assertEqual(self.run_tests(a="io.write('x\\ny\\n')")[0], 1)
        self.assertIn("keep one", self.run_tests(a="print(1) -- expect: 1\n")[1])

    def test_exit_stderr_args_flags_and_stdin(self):
        text = (
            "-- exit: 7\n-- stderr: bad thing\n-- args: one 'two three'\n-- flags: -W\n"
            "-- stdin: first\\nsecond\\n\n"
            "print(arg[2], io.read(), io.read())  -- expect: two three<TAB>first<TAB>second\n"
            "warn('x') io.stderr:write('a bad thing') os.exit(7)\n"
        )
        self.assertEqual(self.run_tests(a=text), (0, "1 passed, 0 failed\n"))
        self.assertIn(
            "exit status 7, expected 0", self.run_tests(a=text.replace("-- exit: 7\n", ""))[1]
        )
        self.assertIn("not empty", self.run_tests(a=text.replace("-- stderr: bad thing\n", ""))[1])

    def test_misspelt_directives_and_modes_are_errors(self):
        self.assertIn("did you mean 'exit'", self.run_tests(a="-- exits: 1\nprint('ok')\n")[1])
        self.assertIn("no mode 'tier9'", self.run_tests(a="-- modes: tier9\nprint('ok')\n")[1])

    def test_modes_are_chosen_and_reach_the_program(self):
        text = "-- modes: not plain ; why\nprint(os.getenv('TRINITY_TIER'))  -- expect: 1\n"
        self.assertIn(
            "1 passed, 0 failed", self.run_tests("--mode", "plain", "--mode", "tier1", a=text)[1]
        )
        self.assertIn("no test matches", self.run_tests("--mode", "plain")[1])

    def test_known_failures_only_shrink(self):
        line = "tests/lua/a.lua | * | cannot count yet\n"
        ledger = self.write("tests/known_failures.txt", line)
        self.assertEqual(self.run_tests(a="print(1) -- expect: 2\n")[0], 0)
        self.assertIn("passes now; remove it", self.run_tests(a="print(1) -- expect: 1\n")[1])
        ledger.write_text(line + "tests/lua/gone.lua | * | gone\n")
        self.assertIn("does not exist", self.run_tests()[1])
        ledger.write_text("tests/lua/a.lua | *\n")
        self.assertIn("expected `path | scope | reason`", self.run_tests()[1])

    def test_reference_comparison(self):
        both = ("--reference", "lua5.4")
        self.assertEqual(self.run_tests(*both, a="print('ok')")[0], 0)
        self.assertIn(
            "does not do what the file expects",
            self.run_tests(*both, a="print(1) -- expect: 2\n")[1],
        )
        self.write(
            "tests/reference_differences.txt",
            "tests/lua/a.lua | 5.4.* | that Lua counts otherwise\n",
        )
        self.assertEqual(self.run_tests(*both)[0], 0)
        self.assertIn("agrees now", self.run_tests(*both, a="print(1) -- expect: 1\n")[1])

    def test_update_writes_what_the_reference_prints(self):
        file = self.write("tests/lua/a.lua", "print(_VERSION)")
        self.assertIn("expectation is what stock Lua prints", self.run_tests("--update", file)[1])
        status, out = self.run_tests("--update", "--reference", "lua5.4", file)
        self.assertEqual(status, 0, out)
        self.assertEqual((self.folder / "tests/lua/a.out").read_text(), "Lua 5.4\n")

    def test_a_hanging_test_times_out(self):
        self.assertIn("no end after", self.run_tests(a="-- seconds: 0.3\nwhile true do end\n")[1])


class BenchTest(Scratch):
    def compare(self, **series):
        def make(cpu_s, output="x", failure=""):
            return bench.Series(cpu_s=cpu_s, output=output, failure=failure)

        return bench.compare(make(**series["ours"]), make(**series["base"]))

    def test_ratio_and_spread(self):
        ratio = self.compare(ours={"cpu_s": [1, 2, 1]}, base={"cpu_s": [2, 2, 2]})
        self.assertEqual((ratio.value, ratio.spread, ratio.problem), (2.0, 0.25, ""))

    def test_different_output_has_no_ratio(self):
        ratio = self.compare(ours={"cpu_s": [1], "output": "y"}, base={"cpu_s": [1]})
        self.assertIn("differs", ratio.problem)

    def test_geometric_mean(self):
        self.assertAlmostEqual(bench.geometric_mean([0.5, 2, 4]), 4 ** (1 / 3))

    def run_bench(self, *words):
        return shell(
            sys.executable,
            TOOLS / "bench.py",
            "--peer",
            "a=lua5.4",
            "--peer",
            "b=lua5.4",
            "--runs",
            "1",
            *words,
        )

    def test_end_to_end(self):
        self.write("good.lua", "local t = {} for i = 1, 200000 do t[i] = i end print(#t)")
        status, out, err = self.run_bench("--json", self.folder / "out.json", self.folder)
        self.assertEqual(status, 0, err)
        self.assertIn("geometric mean", out)
        self.assertIn("over 1 of 1 programs", out)
        self.assertIn('"commit"', (self.folder / "out.json").read_text())

    def test_memory_is_the_programs_own(self):
        self.write("tiny.lua", "print(1)")
        self.write("big.lua", "local s = ('x'):rep(60 << 20) print(#s)")
        status, out, err = self.run_bench("--memory", self.folder)
        self.assertEqual(status, 0, err)
        table = dict(line.split()[:2] for line in out.split("peak MiB")[1].splitlines()[1:])
        self.assertLess(float(table["tiny"]), 6)
        self.assertGreater(float(table["big"]), 60)

    def test_a_failing_program_is_said_plainly(self):
        self.write("bad.lua", "error('no luck')")
        status, out, _ = self.run_bench(self.folder)
        self.assertEqual(status, 1)
        self.assertIn("FAILED bad under a: exit status 1", out)

    def test_arguments_of_a_listed_program(self):
        self.write("p.lua", "assert(arg[1] == '7 8') print(arg[1])")
        self.write("bench.list", "seven | p.lua '7 8'   # a comment\n")
        self.assertEqual(self.run_bench(self.folder)[0], 0)

    def test_nonsense_is_refused(self):
        self.assertIn("expected NAME=COMMAND", self.run_bench("--peer", "x")[2])
        self.assertIn("no such program", self.run_bench("--peer", "x=/nonexistent/lua")[2])
        self.assertIn("no program to run", self.run_bench("--only", "zzz", self.folder)[2])


class OfficialTestsTest(Scratch):
    """A made-up suite with one file of each fate."""

    def run_suite(self, *files, **settings):
        self.write("suite/all.lua", "print('final OK')")
        self.write("suite/good.lua", "assert(_port and _soft and not debug and T == nil)")
        self.write("suite/wrong.lua", "\nassert(1 == 2)")
        self.write("suite/leaves.lua", "os.exit(0)")
        self.write("suite/hangs.lua", "while true do end")
        self.write("suite/big.lua", "coroutine.yield('b') return 'a'")
        return shell(
            TOOLS / "official_tests",
            self.folder / "suite",
            *files,
            env={**os.environ, "LUA": "lua5.4", "LIMIT": "1", **settings},
        )

    def test_fates(self):
        status, out, _ = self.run_suite(
            "good.lua", "wrong.lua", "leaves.lua", "hangs.lua", "all.lua", "gone.lua"
        )
        self.assertEqual(status, 4)
        self.assertRegex(out, r"good.lua +PASS")
        self.assertRegex(out, r"wrong.lua +FAIL .*wrong.lua:2: assertion failed")
        self.assertRegex(out, r"leaves.lua +FAIL")
        self.assertRegex(out, r"hangs.lua +TIMEOUT")
        self.assertRegex(out, r"all.lua +PASS")
        self.assertTrue(out.endswith("passed 2, failed 4, not exercised 0, of 6\n"), out)

    def test_full_mode_resumes_big(self):
        self.assertIn("passed 1, failed 0", self.run_suite("big.lua", MODE="full")[1])

    def test_dump_and_generational(self):
        self.assertIn(
            "passed 1, failed 0", self.run_suite("good.lua", DUMP="2", GCMODE="generational")[1]
        )

    def test_nonsense_is_refused(self):
        self.assertIn("MODE=hard: expected one of", self.run_suite(MODE="hard")[2])
        self.assertIn("not found", self.run_suite(LUA="/nonexistent/lua")[2])
        self.assertIn("no tests at tag", shell(TOOLS / "official_tests", self.folder)[2])


class ConformanceTest(Scratch):
    BEGIN = "<!-- last full run: written by ./dev test --full -->"
    END = "<!-- end of last full run -->"

    def record(self, page):
        target = self.write("page.md", page)
        self.write("s.tsv", "unit\tpassed\t12\t0\t61500\t\nlua\tfailed\t3\t1\t900\ta | b\n")
        status, _, err = shell(
            sys.executable,
            TOOLS / "conformance.py",
            "--command",
            "./dev test --full",
            "--duration-ms",
            "62400",
            "--page",
            target,
            self.folder / "s.tsv",
        )
        return status, target.read_text(), err

    def test_replaces_only_what_is_between_the_markers(self):
        status, page, _ = self.record(f"before\n{self.BEGIN}\nold\n{self.END}\nafter\n")
        self.assertEqual(status, 0)
        self.assertTrue(page.startswith("before\n") and page.endswith("\nafter\n"))
        self.assertNotIn("old", page)
        for part in (
            "15 passed, 1 failed, in 1 min 2 s",
            "| unit | passed | 12 | 0 | 1 min 1 s |",
            "a / b",
        ):
            self.assertIn(part, page)

    def test_refuses_a_page_without_markers(self):
        status, page, err = self.record("nothing here\n")
        self.assertEqual((status, page), (1, "nothing here\n"))
        self.assertIn("expected the lines", err)


class DevTest(unittest.TestCase):
    def dev(self, *words):
        return shell(ROOT / "dev", *words)

    def test_every_verb_has_help(self):
        overview = self.dev()[1]
        for file in (TOOLS / "verbs").glob("*.sh"):
            status, out, _ = self.dev(file.stem, "--help")
            self.assertEqual(status, 0)
            self.assertTrue(out.startswith(f"{file.stem}: "), out)
            self.assertIn("usage: ./dev " + file.stem, out)
            self.assertIn(f"  {file.stem} ", overview)

    def test_slips_of_the_finger(self):
        for words, near in (
            (["tset"], "test"),
            (["buidl"], "build"),
            (["fuz"], "fuzz"),
            (["build", "relase"], "release"),
            (["test", "--ful"], "--full"),
            (["test", "--only", "unti"], "unit"),
        ):
            status, _, err = self.dev(*words)
            self.assertEqual(status, 64)
            self.assertIn(f"did you mean '{near}'?", err)
        self.assertNotIn("did you mean", self.dev("frobnicate")[2])

    def test_bad_arguments_are_named(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        for words, status, message in (
            (["run"], 64, "a script is missing"),
            (["run", "nowhere.lua"], 66, "no such script"),
            (["run", folder.name], 66, "is a folder"),
            (["test", "--only"], 64, "wants a value"),
            (["fuzz", "--seconds", "x"], 64, "whole number"),
        ):
            self.assertEqual(
                (self.dev(*words)[0], message in self.dev(*words)[2]), (status, True), words
            )

    def test_missing_packages_without_means_print_the_command(self):
        status, _, err = shell(
            "bash",
            "-c",
            f"""
            . {TOOLS}/terminal.sh; . {TOOLS}/packages.sh
            export TRINITY_NO_INSTALL=1
            package_groups[none]='no-such-package-at-all'
            need none""",
        )
        self.assertEqual(status, 69)
        self.assertIn("apt-get install -y --no-install-recommends no-such-package-at-all", err)


class Result(unittest.TextTestResult):
    def good(self):
        return self.testsRun - len(self.failures) - len(self.errors)


def main():
    program = unittest.main(
        module="__main__",
        exit=False,
        verbosity=0,
        testRunner=unittest.TextTestRunner(stream=sys.stdout, verbosity=0, resultclass=Result),
    )
    result = program.result
    print(f"{result.good()} passed, {len(result.failures) + len(result.errors)} failed")
    return 0 if result.wasSuccessful() and result.testsRun else 1


if __name__ == "__main__":
    sys.exit(main())
