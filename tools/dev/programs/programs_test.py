"""Tests of the program fuzzer: what it makes, what it notices, how small it makes a finding.

Stock lua5.4 stands in for both interpreters, changed where a fault is wanted.
"""

import pathlib
import random
import re
import subprocess
import sys
import tempfile
import unittest

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))

import faults  # noqa: E402
import generator  # noqa: E402
import lua_tokens  # noqa: E402
import mutator  # noqa: E402
import native_faults  # noqa: E402
import reducer  # noqa: E402
import unspecified  # noqa: E402
from grammar import BadGrammar, compile_text, random_of  # noqa: E402
from interpreters import Interpreter, Result, disagreement  # noqa: E402

FUZZ = HERE.parent / "fuzz_programs.py"


def generated(count, seed="test"):
    return [generator.generate(random_of(seed, i)) for i in range(count)]


class GeneratorTest(unittest.TestCase):
    def test_a_seed_and_a_number_make_one_program(self):
        self.assertEqual(generated(5), generated(5))
        self.assertNotEqual(generated(5), generated(5, seed="other"))

    def test_programs_name_every_library_function_and_say_every_word(self):
        listing = "for n, l in pairs(package.loaded) do for k, v in pairs(l) do if type(v) == 'function' then print(n, k) end end end"
        known = subprocess.run(["lua5.4", "-e", listing], capture_output=True, text=True).stdout
        rng = random.Random(1)
        text = "\n".join([*generated(2500), *(generator.generate(rng, script=True) for _ in range(300))])
        said = set(re.findall(r"\w+", text)) | {p for _, p in lua_tokens.tokens(text[:2000000])}
        # These read a person's typing or start programs.
        left_out = {"debug", "execute", "popen", "setcstacklimit", "loadlib", "tmpname", "setuservalue"}
        functions = {line.split("\t")[1] for line in known.splitlines()}
        words = set(lua_tokens.KEYWORDS) | set(lua_tokens.BINARY)
        self.assertGreater(len(functions), 110)
        self.assertEqual((functions | words) - said - left_out, set())

    def test_nearly_all_compile_and_end(self):
        with tempfile.TemporaryDirectory() as folder:
            programs = [(str(i), text.encode()) for i, text in enumerate(generated(150))]
            results = Interpreter(["lua5.4"], folder).run_programs(programs)
        broken = sum(b"does not compile" in result.text for result in results.values())
        ended = sum(b"\nended, " in result.text for result in results.values())
        self.assertLess(broken, 6)
        self.assertGreater(ended, 110)  # the others end in an error

    def test_a_wrong_grammar_is_refused(self):
        for text, message in (("end", "closes nothing"), ("if x then", "has no 'end'"), ("@var[x]", "NAME:TYPE")):
            with self.assertRaisesRegex(BadGrammar, message):
                compile_text(text, "here")


class TokensTest(unittest.TestCase):
    def test_tokens_join_to_the_same_text(self):
        for path in sorted((HERE.parents[2] / "tests/lua").rglob("*.lua")):
            text = path.read_text(errors="surrogateescape")
            self.assertEqual(lua_tokens.text_of(lua_tokens.tokens(text)), text, path)

    def test_blocks_and_brackets_match(self):
        parts = lua_tokens.tokens("while f() do if x then g{} end end repeat until x")
        found = {lua_tokens.text_of(parts[a : b + 1]) for a, b in lua_tokens.brackets(parts)}
        self.assertEqual(
            found,
            {"()", "{}", "if x then g{} end", "while f() do if x then g{} end end", "repeat until"},
        )

    def test_mutants_count_their_loops(self):
        rng = random.Random(3)
        text = "".join(mutator.mutate_corpus(rng) for _ in range(20))
        self.assertIn("do __t()", text)
        self.assertEqual(text.count(" repeat\n"), 0)


class ReducerTest(unittest.TestCase):
    def test_what_does_not_matter_goes(self):
        text = "local a = 1\nfor i = 1, 10 do\n  if a then\n    print(needle(a, {1, 2}, 'long text'))\n  end\nend\nreturn a\n"
        small = reducer.reduce(text, lambda texts: ["needle" in t and t.count("(") == t.count(")") for t in texts], 20)
        self.assertEqual(small.strip(), "needle")


class InterpretersTest(unittest.TestCase):
    def setUp(self):
        holder = tempfile.TemporaryDirectory()
        self.addCleanup(holder.cleanup)
        self.folder = pathlib.Path(holder.name)
        self.lua = Interpreter(["lua5.4"], holder.name)

    def run_on(self, *texts):
        programs = [(str(i), text.encode()) for i, text in enumerate(texts)]
        return [result for _, result in sorted(self.lua.run_programs(programs).items())]

    def test_programs_leave_nothing_behind(self):
        leave = "x = 1 string.rep = 5 debug.setmetatable(1, {__index = string}) getmetatable('').__add = print"
        look = "print(x, type(string.rep), debug.getmetatable(1), pcall(function() return 'a' + 1 end))"
        results = self.run_on(look, leave, look)
        self.assertEqual(results[0], results[2])

    def test_one_that_dies_does_not_take_others_with_it(self):
        results = self.run_on("print(1)", "debug.getregistry()._LOADED.os.exit(3)", "print(3)")
        self.assertEqual(results[0].text, b"1\nended, 0 results\n")
        self.assertIsNotNone(results[1].end)
        self.assertEqual(results[2].text, b"3\nended, 0 results\n")

    def test_addresses_are_no_difference_and_words_are(self):
        one, two = self.run_on("print({})", "print({}, 1)")
        self.assertEqual(disagreement(one, one), None)
        self.assertEqual(one.text, self.run_on("print({})")[0].text)
        self.assertEqual(disagreement(one, two), "output")
        self.assertEqual(disagreement(one, Result(b"", "ended by signal 11")), "crash")
        self.assertEqual(disagreement(Result(b"", "no end after 3 s"), one), None)


class UnspecifiedTest(unittest.TestCase):
    def what(self, text, trinity="lua5.4", wrong=""):
        """What is said of text when Trinity is lua5.4 that runs the Lua text `wrong` first."""
        with tempfile.TemporaryDirectory() as folder:
            lua = pathlib.Path(folder) / "lua"
            lua.write_text(f"#!/bin/sh\nexec lua5.4 -e '{wrong}' \"$@\"\n")
            lua.chmod(0o755)
            pair = Interpreter(["lua5.4"], folder), Interpreter([str(lua)], folder)
            return unspecified.what_it_shows(text.encode(), *pair)

    def test_what_lua_leaves_open_is_told_apart(self):
        wrong = "string.upper = string.lower"
        plain = "print(('a'):upper())"
        garbage = "local w = setmetatable({}, {__mode = 'v'}) for i = 1, 50 do w[i] = {} end"
        count = " local n = 0 for _ in pairs(w) do n = n + 1 end print(n)"
        for text, what in (
            ("print(1)", "the order of pairs"),  # nothing differs when they are sorted
            (plain, None),
            (plain + garbage + count, "when objects are collected"),
            (plain + garbage + " collectgarbage()" + count, None),
            (plain + " local t = {1, nil, 3} print(2 ^ -#t - #'a' * 2)", "a border of a table with holes"),
            (plain + " print(#{1, 2, 3}, #{n = 1}, #setmetatable({nil, 2}, {__len = math.abs}))", None),
            (plain + " local t = {1, nil, 3} table.remove(t)", "a border of a table with holes"),
            (plain + " local function f() return (load(f)) end print(load(f))", None),
            (plain + " debug.sethook(print, '', 5000)", None),
        ):
            self.assertEqual(self.what(text, wrong=wrong), what, text)


class FaultsTest(unittest.TestCase):
    def test_what_faults_replace_is_there(self):
        for fault in faults.FAULTS + native_faults.FAULTS:
            text = (HERE.parents[2] / fault.file).read_text()
            self.assertEqual(text.count(fault.right), 1, fault.area)
            self.assertNotEqual(fault.right, fault.wrong)


class FuzzProgramsTest(unittest.TestCase):
    def fuzz(self, before, *words):
        """Fuzzes lua5.4 that runs the Lua text `before` first; returns (status, output)."""
        with tempfile.TemporaryDirectory() as folder:
            lua = pathlib.Path(folder) / "lua"
            lua.write_text(f"#!/bin/sh\nexec lua5.4 -e '{before}' \"$@\"\n")
            lua.chmod(0o755)
            words = [*words, "--jobs", "1", "--found", folder, "--reduce", "15"]
            done = subprocess.run(
                [FUZZ, "--trinity", lua, "--against", "lua5.4", *words],
                capture_output=True,
                text=True,
                timeout=100,
            )
            return done.returncode, done.stdout

    def test_the_same_interpreter_agrees_with_itself(self):
        # Program 0 of a block is a script, whose messages would name another program.
        status, out = self.fuzz("", "--programs", "1-59")
        # How much memory and time a machine has decides how many of them exhaust an interpreter.
        undecided = re.search(r"^(\d+) programs undecided", out, re.MULTILINE)
        passed = 59 - (int(undecided[1]) if undecided else 0)
        self.assertGreater(passed, 55, out)
        self.assertEqual((status, out.splitlines()[-1]), (0, f"{passed} passed, 0 failed"), out)

    def test_a_fault_is_found_and_reduced(self):
        status, out = self.fuzz("string.upper = string.lower", "--programs", "1-49", "--most", "1")
        self.assertEqual(status, 1)
        program = re.search(r"also in \S+:\n((?:    .*\n)+)", out)
        self.assertIn("upper", program[1])
        self.assertLess(len(program[1]), 400)
        self.assertRegex(out, r"again: ./dev fuzz programs --against \S+ --seed 1 --programs \d+")

    def test_a_run_goes_on_where_it_was_ended(self):
        with tempfile.TemporaryDirectory() as folder:
            journal = ("--journal", f"{folder}/journal")
            upper = "string.upper = string.lower"
            self.assertEqual(self.fuzz(upper, "--programs", "1-49", "--most", "0", "--reduce", "0", *journal)[0], 1)
            # Now nothing is wrong, and nothing is run again.
            status, out = self.fuzz("", "--programs", "1-49", *journal)
            self.assertEqual(status, 1)
            self.assertIn("in an earlier run", out)
            self.assertEqual(self.fuzz("", "--programs", "1-49", "--seed", "2", *journal)[0], 0)

    def test_nothing_to_run_is_no_success(self):
        self.assertEqual(self.fuzz("os.exit(1)", "--programs", "1-3")[0], 1)


if __name__ == "__main__":
    unittest.main()
