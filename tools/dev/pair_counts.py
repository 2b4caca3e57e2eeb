#!/usr/bin/env python3
"""Which instructions run one behind the other in programs: what fused words are chosen by.

  pair_counts.py --trinity BINARY [--most N] [--seconds S] PROGRAM...     a program, or "program arguments"

Each program runs once under `trinity stats --pairs`. A pair's share is the mean of its shares in the programs, so that long
programs do not count more than short ones. Ops that differ in their operands only (Add, AddK, AddI) stay apart.
"""

import argparse
import collections
import json
import os
import shlex
import subprocess
import sys
import tempfile


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--trinity", required=True, metavar="BINARY")
    parser.add_argument("--most", type=int, default=60, help="pairs shown")
    parser.add_argument("--seconds", type=float, default=300, help="that a program may take")
    parser.add_argument("programs", nargs="+", metavar="PROGRAM")
    arguments = parser.parse_args()
    shares, programs = collections.Counter(), 0
    for program in arguments.programs:
        counted = count(os.path.abspath(arguments.trinity), program, arguments.seconds)
        if counted is None:
            continue
        programs += 1
        total = sum(counted.values()) or 1
        for pair, runs in counted.items():
            shares[pair] += runs / total
    if not programs:
        sys.exit("no program ran to its end")
    print(f"{programs} programs\n\n| first | second | share of all pairs |\n|---|---|---|")
    for (first, second), share in shares.most_common(arguments.most):
        print(f"| {first} | {second} | {100 * share / programs:.2f} % |")


def count(trinity, program, seconds):
    """Runs by pair; None: it failed, which is said."""
    path, *rest = shlex.split(program)
    folder, name = os.path.split(os.path.abspath(path))
    with tempfile.NamedTemporaryFile(suffix=".json") as report:
        command = [trinity, "stats", "--pairs", "--json", f"--report={report.name}", name, *rest]
        try:
            done = subprocess.run(
                command, cwd=folder, stdin=subprocess.DEVNULL, capture_output=True, timeout=seconds
            )
        except subprocess.TimeoutExpired:
            print(f"{program}: takes more than {seconds:.0f} s", file=sys.stderr)
            return None
        if done.returncode:
            print(f"{program}: ends with status {done.returncode}", file=sys.stderr)
            return None
        pairs = json.load(open(report.name)).get("pairs", [])
    return {(p["first"], p["second"]): p["runs"] for p in pairs}


if __name__ == "__main__":
    main()
