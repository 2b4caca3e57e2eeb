#!/usr/bin/env python3
"""Runs the unit tests of a built preset through ctest, and counts test cases rather than programs.

usage: unit_tests.py [--jobs N] [--build DIR] PRESET

Each room has one doctest program; ctest runs it, and its closing line says how many cases passed. A
program that ends without that line counts as one failure, and so does no program at all: tests that
vanish must not look like success.
"""

import argparse
import pathlib
import re
import subprocess
import sys
import tempfile
import xml.etree.ElementTree

ROOT = pathlib.Path(__file__).resolve().parents[2]
CASES = re.compile(
    r"\[doctest\] test cases: +(\d+) \| +(\d+) passed \| +(\d+) failed \| +(\d+) skipped"
)


def read_junit(path):
    """Yields (name, seconds, passed, failed, output) for every program in ctest's JUnit file."""
    for case in xml.etree.ElementTree.parse(path).getroot().iter("testcase"):
        output = case.findtext("system-out") or ""
        ended_well = case.get("status") == "run" and case.find("failure") is None
        match = CASES.search(re.sub(r"\x1b\[[0-9;]*m", "", output))
        passed, failed = (int(match[2]), int(match[3])) if match else (0, 1)
        if not ended_well and failed == 0:
            failed = 1  # a crash after the last case, or a sanitizer's report at exit
        if passed + failed == 0:
            failed = 1  # a program without cases
        yield case.get("name"), float(case.get("time", 0)), passed, failed, output


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("preset")
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--build", type=pathlib.Path, help="build folder (default: build/PRESET)")
    arguments = parser.parse_args()
    build = arguments.build or ROOT / "build" / arguments.preset
    with tempfile.NamedTemporaryFile(suffix=".xml") as report:
        ended = subprocess.run(
            [
                "ctest",
                "--test-dir",
                build,
                "--parallel",
                str(arguments.jobs),
                "--timeout",
                "300",
                "--no-tests=error",
                "--output-junit",
                report.name,
                "--test-output-size-passed",
                "1000000",
                "--test-output-size-failed",
                "1000000",
            ],
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
        )
        try:
            programs = list(read_junit(report.name))
        except xml.etree.ElementTree.ParseError:
            programs = []
    if not programs:
        print(ended.stdout)
        print(f"no unit test ran in {build}\n0 passed, 1 failed")
        return 1
    for name, seconds, passed, failed, output in programs:
        if failed:
            print(output)
        print(f"{name:<12} {passed:5d} passed {failed:3d} failed {seconds:7.2f} s")
    failed = sum(program[3] for program in programs)
    if ended.returncode != 0 and failed == 0:
        print(ended.stdout)
        failed = 1
    print(f"{sum(program[2] for program in programs)} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
