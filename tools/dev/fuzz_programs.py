#!/usr/bin/env python3
"""Runs generated Lua programs under Trinity and under a reference, and reports where they differ.

  fuzz_programs.py --trinity BINARY --against LUA [options]     LUA: stock Lua 5.4.8

Program N of seed S is always the same text in the same mode of Trinity (tools/dev/lua_modes.py), so
`--seed S --programs N` repeats a finding; the line to type is printed with it. A finding is reduced
to a small program and left in --found. The last line is "N passed, N failed".

What is compared: all that a program prints, the message and traceback of its error, and for some
that run as scripts of their own both streams and the exit status. Programs that exhaust the
reference are not counted, nor are mutated ones that show what Lua leaves open (unspecified.py).

All that is needed beside this folder and tests/lua is Python, a trinity and a stock lua. A long run:
  fuzz_programs.py --trinity T --against LUA --seed S --programs 0-99999 --jobs 16 --most 0 --journal J
The same line again goes on where it was ended.
"""

import argparse
import dataclasses
import json
import multiprocessing
import os
import pathlib
import shlex
import shutil
import sys
import tempfile
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent / "programs"))

import child  # noqa: E402
import generator  # noqa: E402
import mutator  # noqa: E402
import reducer  # noqa: E402
import unspecified  # noqa: E402
from grammar import random_of  # noqa: E402
from interpreters import Interpreter, disagreement  # noqa: E402
from lua_modes import MODES  # noqa: E402

BLOCK = 100  # programs that share a process and a mode
MEMORY_BYTES = 2 << 30
PROGRESS_S = 10
# For the variants of a program that are tried at once, and for each.
REDUCED_S = 2
REDUCED_STEPS = 1_000_000
# How many blocks of each run in a mode; the slow ones seldom.
SHARES = {"plain": 12, "tier1": 0, "gc-stress": 2, "gc-emergency": 1, "gc-slices": 3, "move-stack": 2}
SHOW = pathlib.Path(__file__).with_name("programs") / "driver.lua"


@dataclasses.dataclass(frozen=True)
class Finding:
    index: int
    kind: str  # "output", "hang" or "crash"
    mode: str
    text: bytes
    reference: bytes
    trinity: bytes
    company: bool = False  # only happens after the programs before it


MUTATED = ("corpus", "mutant")


def kind_of(index):
    """What program `index` is: "script", "corpus", "mutant" or "generated"."""
    place = index % BLOCK
    return "script" if place == 0 else "corpus" if place % 5 == 1 else "mutant" if place % 5 == 2 else "generated"


def program_of(seed, index):
    rng = random_of(seed, index)
    make = {
        "script": lambda: show_source() + generator.generate(rng, script=True),
        "corpus": lambda: mutator.mutate_corpus(rng),
        "mutant": lambda: mutator.mutate_generated(rng),
        "generated": lambda: generator.generate(rng),
    }[kind_of(index)]
    return make().encode("utf-8", "surrogateescape")


def show_source():
    """`show` of the driver, for programs that run without it."""
    text = SHOW.read_text()
    start = text.index("local function show")
    return (
        "math.randomseed(42) package.path, package.cpath = './?.lua', ''\nlocal format, sort, concat = string.format, table.sort, table.concat\n"
        + text[start : text.index("\nend\n", start) + 5]
    )


def mode_of(seed, index):
    modes = [mode for mode in MODES for _ in range(SHARES.get(mode.name, 1))]
    return random_of(f"{seed}:mode", index // BLOCK).choice(modes)


class Comparer:
    """Compares programs in a folder of its own."""

    def __init__(self, arguments, mode):
        self._holder = tempfile.TemporaryDirectory()
        folder = self._holder.name
        self.mode = mode
        self._trinity = Interpreter([arguments.trinity], folder, mode.environment, mode.slow)
        self._reference = Interpreter(arguments.reference, folder)

    def close(self):
        self._holder.cleanup()

    def results(self, programs):
        """[(name, text)] -> {name: (reference's Result, Trinity's Result)}"""
        theirs = self._reference.run_programs(programs)
        ours = self._trinity.run_programs(programs)
        return {name: (theirs[name], ours[name]) for name, _ in programs}

    def kinds(self, texts):
        """The disagreement about each text. For parts of programs: many do not end."""
        programs = [(str(i), text) for i, text in enumerate(texts)]
        limits = {"seconds": REDUCED_S, "alone": 0}
        bounded = self._reference.run_programs(programs, **limits, steps=REDUCED_STEPS)
        ending = [p for p in programs if bounded[p[0]].end is None and not bounded[p[0]].exhausted]
        ours = self._trinity.run_programs(ending, **limits)
        # Counting steps shows in some tracebacks, so what differs is run again without.
        differing = [p for p in ending if disagreement(bounded[p[0]], ours[p[0]])]
        theirs = self._reference.run_programs(differing, **limits)
        return [name in theirs and disagreement(theirs[name], ours[name]) for name, _ in programs]

    def left_open(self, text):
        """What the text shows though Lua leaves it open, or None."""
        return unspecified.what_it_shows(text, self._reference, self._trinity)

    def script_results(self, text):
        return self._reference.run_script(text), self._trinity.run_script(text)

    def alone(self, text, script=False):
        return self.script_results(text) if script else self.results([("0", text)])["0"]


def run_block(job):
    """Returns (first, last, programs compared, programs undecided, [Finding])."""
    arguments, block, first, last = job
    mode = forced_mode(arguments) or mode_of(arguments.seed, block * BLOCK)
    comparer = Comparer(arguments, mode)
    try:
        programs = {index: program_of(arguments.seed, index) for index in range(first, last + 1)}
        batch = [(str(index), text) for index, text in programs.items() if kind_of(index) != "script"]
        results = comparer.results(batch) if batch else {}
        for index, text in programs.items():
            if kind_of(index) == "script":
                results[str(index)] = comparer.script_results(text)
        undecided, findings = 0, []
        for index, text in programs.items():
            theirs, ours = results[str(index)]
            undecided += theirs.end is not None or theirs.exhausted or ours.exhausted
            kind = disagreement(theirs, ours)
            if not kind:
                continue
            script = kind_of(index) == "script"
            if kind == "output" and kind_of(index) in MUTATED and comparer.left_open(text):
                undecided += 1
                continue
            again = comparer.alone(text, script)
            company = disagreement(*again) is None
            if not company:
                theirs, ours = again
            findings.append(Finding(index, kind, mode.name, text, theirs.text, shown(ours), company))
        return first, last, len(programs) - undecided, undecided, findings
    finally:
        comparer.close()


def shown(result):
    return result.text + (f"\n[{result.end}]".encode() if result.end else b"")


def forced_mode(arguments):
    return next((mode for mode in MODES if mode.name == arguments.mode), None)


def main():
    arguments = parse_arguments()
    child.limit(memory_bytes=MEMORY_BYTES if not arguments.sanitized else None, file_bytes=64 << 20)
    first, last = arguments.programs
    if first == last:
        return show_one(arguments, first)
    jobs = [
        (arguments, block, max(first, block * BLOCK), min(last, block * BLOCK + BLOCK - 1))
        for block in range(first // BLOCK, last // BLOCK + 1)
    ]
    journal = Journal(arguments)
    passed, failed, undecided = journal.tell_known(arguments)
    jobs = [job for job in jobs if not journal.has(job[2], job[3])]
    ran = reported = 0
    started = told = time.monotonic()
    with multiprocessing.Pool(arguments.jobs) as pool:
        for first, last, count, unsure, findings in pool.imap_unordered(run_block, jobs):
            ran += last - first + 1
            passed += count - len(findings)
            failed += len(findings)
            undecided += unsure
            for finding in findings:
                reported += 1
                report(arguments, finding)
            journal.add(first, last, count - len(findings), unsure, findings)
            now = time.monotonic()
            if now - told > PROGRESS_S:
                told = now
                print(
                    f"{passed + failed + undecided} programs, {failed} findings, {undecided} undecided, "
                    f"{ran / (now - started):.0f}/s",
                    file=sys.stderr,
                    flush=True,
                )
            out_of_time = arguments.seconds and now - started > arguments.seconds
            if 0 < arguments.most <= reported or out_of_time:
                pool.terminate()
                break
    if undecided:
        print(f"{undecided} programs undecided: they exhaust an interpreter, or show what Lua leaves open")
    if passed + failed == 0:
        failed = 1
    print(f"{passed} passed, {failed} failed")
    return 1 if failed else 0


class Journal:
    """The blocks that are done, one JSON object a line, so that a run can go on where it was ended."""

    def __init__(self, arguments):
        self._path, self._seed, self._done = arguments.journal, arguments.seed, {}
        if self._path and self._path.exists():
            for line in self._path.read_text().splitlines():
                row = json.loads(line)
                if row["seed"] == self._seed:
                    self._done[row["first"], row["last"]] = row

    def has(self, first, last):
        return (first, last) in self._done

    def tell_known(self, arguments):
        """Prints the findings of earlier runs; returns (passed, failed, undecided) of their blocks."""
        passed = failed = undecided = 0
        for (first, last), row in self._done.items():
            if not arguments.programs[0] <= first <= last <= arguments.programs[1]:
                continue
            passed += row["passed"]
            undecided += row["undecided"]
            for index, kind, mode in row["findings"]:
                failed += 1
                print(f"FAILED program {index} ({kind_of(index)}, {mode}): {kind} differs, in an earlier run")
        return passed, failed, undecided

    def add(self, first, last, passed, undecided, findings):
        if not self._path:
            return
        row = {
            "seed": self._seed,
            "first": first,
            "last": last,
            "passed": passed,
            "undecided": undecided,
            "findings": [(f.index, f.kind, f.mode) for f in findings],
        }
        self._path.parent.mkdir(parents=True, exist_ok=True)
        with self._path.open("a") as file:
            file.write(json.dumps(row) + "\n")


def report(arguments, finding):
    text = finding.text
    if not finding.company and arguments.reduce:
        text = reduced(arguments, finding)
    arguments.found.mkdir(parents=True, exist_ok=True)
    path = arguments.found / f"seed{arguments.seed}-{finding.index}.lua"
    path.write_bytes(text)
    print(f"FAILED program {finding.index} ({kind_of(finding.index)}, {finding.mode}): {finding.kind} differs")
    print(f"  again: {again(arguments, finding)}")
    comparer = Comparer(arguments, next(m for m in MODES if m.name == finding.mode))
    try:
        if finding.company:
            print("  only after the programs before it in its block:")
            theirs, ours = finding.reference, finding.trinity
        else:
            results = comparer.alone(text, kind_of(finding.index) == "script")
            theirs, ours = results[0].text, shown(results[1])
    finally:
        comparer.close()
    print(f"  the program, also in {path}:")
    print("    " + text.decode("utf-8", "replace").replace("\n", "\n    "))
    print_difference(theirs, ours)


def print_difference(theirs, ours):
    left, right = theirs.split(b"\n"), ours.split(b"\n")
    for i in range(max(len(left), len(right))):
        a, b = left[i] if i < len(left) else None, right[i] if i < len(right) else None
        if a != b:
            print(f"  line {i + 1}\n    reference {a!r}\n    trinity   {b!r}", flush=True)
            return


def again(arguments, finding):
    programs = str(finding.index)
    if finding.company:
        programs = f"{finding.index // BLOCK * BLOCK}-{finding.index}"
    words = ["./dev", "fuzz", "programs", "--against", shlex.join(arguments.reference)]
    words += ["--seed", arguments.seed, "--programs", programs]
    if arguments.mode:
        words += ["--mode", arguments.mode]
    return shlex.join(words)


def reduced(arguments, finding):
    comparer = Comparer(arguments, next(m for m in MODES if m.name == finding.mode))
    script = kind_of(finding.index) == "script"

    def holds(texts):
        encoded = [text.encode("utf-8", "surrogateescape") for text in texts]
        if script:
            kinds = [disagreement(*comparer.script_results(text)) for text in encoded]
        else:
            kinds = comparer.kinds(encoded)
        return [kind == finding.kind for kind in kinds]

    try:
        text = finding.text.decode("utf-8", "surrogateescape")
        return reducer.reduce(text, holds, arguments.reduce).encode("utf-8", "surrogateescape")
    finally:
        comparer.close()


def show_one(arguments, index):
    """Runs one program alone and shows it with both outputs, reduced when they differ."""
    text = program_of(arguments.seed, index)
    mode = forced_mode(arguments) or mode_of(arguments.seed, index)
    comparer = Comparer(arguments, mode)
    try:
        theirs, ours = comparer.alone(text, kind_of(index) == "script")
        kind = disagreement(theirs, ours)
        why = comparer.left_open(text) if kind == "output" and kind_of(index) in MUTATED else None
    finally:
        comparer.close()
    print(text.decode("utf-8", "replace"))
    if why:
        print(f"program {index} ({kind_of(index)}, {mode.name}) shows {why}, which Lua leaves open")
    if kind is None or why:
        print(f"program {index} ({kind_of(index)}, {mode.name}): no difference\n1 passed, 0 failed")
        return 0
    report(arguments, Finding(index, kind, mode.name, text, theirs.text, shown(ours)))
    print("0 passed, 1 failed")
    return 1


def range_of(text):
    """"A-B" or "N" as (first, last)."""
    first, dash, last = text.partition("-")
    if dash:
        return int(first), int(last)
    return int(first), int(first)


def parse_arguments():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--trinity", required=True, metavar="BINARY")
    parser.add_argument(
        "--against", required=True, dest="reference", metavar="LUA", help="may hold arguments"
    )
    parser.add_argument("--seed", default="1", help="any word (default: 1)")
    parser.add_argument("--count", type=int, default=10000, help="programs to run (default: 10000)")
    parser.add_argument("--programs", type=range_of, metavar="A-B", help="only these, or one: N")
    parser.add_argument("--seconds", type=float, help="stop after this time")
    parser.add_argument("--jobs", type=int, default=os.cpu_count())
    parser.add_argument("--mode", choices=[mode.name for mode in MODES], help="only this mode")
    parser.add_argument("--most", type=int, default=10, help="findings to stop after, 0: none (default: 10)")
    parser.add_argument(
        "--reduce", type=float, default=60, metavar="S", help="seconds to reduce a finding (default: 60)"
    )
    parser.add_argument(
        "--journal", type=pathlib.Path, metavar="FILE", help="keeps what is done; a run with the same file goes on there"
    )
    parser.add_argument("--sanitized", action="store_true", help="no memory limit")
    parser.add_argument("--found", type=pathlib.Path, default=pathlib.Path("build/fuzz/found"))
    arguments = parser.parse_args()
    arguments.programs = arguments.programs or (0, arguments.count - 1)
    arguments.trinity = os.path.abspath(arguments.trinity)
    if not os.access(arguments.trinity, os.X_OK):
        parser.error(f"{arguments.trinity} is not a program; ./dev build makes it")
    words = shlex.split(arguments.reference)
    found = shutil.which(words[0]) if words else None
    if not found:
        parser.error(f"no such program: {arguments.reference}")
    arguments.reference = [os.path.abspath(found), *words[1:]]
    return arguments


if __name__ == "__main__":
    sys.exit(main())
