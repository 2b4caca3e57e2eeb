#!/usr/bin/env python3
"""Times single operations with two interpreters: rows of bench/units/units.lua, alternating, and their ratio.

  bench_units.py [--ours COMMAND] [--reference COMMAND] [--runs N] [--seconds S]

Printed are the best times of each in ns per operation and what part of the reference's ours is: 0.5 is
twice as fast.
"""

import argparse
import pathlib
import shlex
import subprocess

ROOT = pathlib.Path(__file__).resolve().parents[2]


def main():
    arguments = parse_arguments()
    best = {"ours": {}, "reference": {}}
    for _ in range(arguments.runs):
        for who in best:
            keep_best(best[who], run(getattr(arguments, who), arguments.seconds))
    print(f"{'operation':32} {'ours':>9} {'reference':>9} {'part':>6}")
    for name, ours in best["ours"].items():
        reference = best["reference"][name]
        print(f"{name:32} {ours:9.2f} {reference:9.2f} {ours / reference:6.2f}")


def parse_arguments():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--ours", default=str(ROOT / "build" / "release" / "bin" / "trinity"))
    parser.add_argument("--reference", default="lua5.4")
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--seconds", type=float, default=0.05, help="of one row in one run")
    return parser.parse_args()


def run(command, seconds):
    script = ROOT / "bench" / "units" / "units.lua"
    output = subprocess.run(
        [*shlex.split(command), script, str(seconds)], check=True, stdout=subprocess.PIPE, text=True
    ).stdout
    return {line[:32].strip(): float(line[32:]) for line in output.splitlines()}


def keep_best(best, times):
    for name, time in times.items():
        best[name] = min(time, best.get(name, time))


if __name__ == "__main__":
    main()
