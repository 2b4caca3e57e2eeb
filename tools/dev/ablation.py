#!/usr/bin/env python3
"""What each technique of the interpreters gains: bench/programs with it and without.

  ablation.py --trinity BINARY [--runs N] [--programs PART,...]

Each program runs with every set of switches in turn, N times; a column is the processor time of the best run, divided by
that of the engine as it is. The last row is the geometric mean.
"""

import argparse
import math
import os
import pathlib
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
COLUMNS = (
    ("as it is", []),
    ("threaded", ["--dispatch=threaded"]),
    ("threaded, no caches", ["--dispatch=threaded", "--no-ic"]),
    ("threaded, no quickening", ["--dispatch=threaded", "--no-quicken"]),
    ("threaded, no fused words", ["--dispatch=threaded", "--no-fuse"]),
    ("table", ["--dispatch=table"]),
    ("switch", ["--dispatch=switch"]),
    ("switch, no caches", ["--dispatch=switch", "--no-ic"]),
)


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--trinity", required=True, metavar="BINARY")
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--programs", default="", help="only those whose name contains one of these")
    arguments = parser.parse_args()
    wanted = [part for part in arguments.programs.split(",") if part]
    programs = sorted((ROOT / "bench" / "programs").glob("*.lua"))
    programs = [p for p in programs if not wanted or any(w in p.name for w in wanted)]
    if not programs:
        sys.exit(f"no program in bench/programs matches {arguments.programs}")
    print("| program | " + " | ".join(name for name, _ in COLUMNS) + " |")
    print("|---|" + "---|" * len(COLUMNS), flush=True)
    logs = [[] for _ in COLUMNS]
    for program in programs:
        times = measure(arguments.trinity, program, arguments.runs)
        ratios = [t / times[0] for t in times]
        for log, ratio in zip(logs, ratios):
            log.append(math.log(ratio))
        cells = [f"{times[0]:.2f} s"] + [f"{r:.2f}" for r in ratios[1:]]
        print(f"| {program.stem} | " + " | ".join(cells) + " |", flush=True)
    means = [math.exp(sum(log) / len(log)) for log in logs]
    print("| **geometric mean** | | " + " | ".join(f"**{m:.2f}**" for m in means[1:]) + " |")


def measure(trinity, program, runs):
    """Seconds of the best run for each column; all must print the same."""
    best, printed = [math.inf] * len(COLUMNS), None
    for _ in range(runs):
        for n, (name, switches) in enumerate(COLUMNS):
            command = [trinity, *switches, program.name]
            before = os.times()
            run = subprocess.run(command, cwd=program.parent, stdout=subprocess.PIPE, check=True)
            after = os.times()
            if printed is None:
                printed = run.stdout
            elif run.stdout != printed:
                sys.exit(f"{program.name} prints something else with {' '.join(switches)}")
            spent = after.children_user - before.children_user
            spent += after.children_system - before.children_system
            best[n] = min(best[n], max(spent, 0.01))
    return best


if __name__ == "__main__":
    main()
