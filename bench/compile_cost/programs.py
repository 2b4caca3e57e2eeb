#!/usr/bin/env python3
"""What tier 3 compiles in bench/programs, and what that costs: programs.py [--runs N] TRINITY [PROGRAM...]

A row for each program: compilations, instructions, bytes of machine code for an instruction (usually run and seldom run), microseconds
for a compilation and nanoseconds for an instruction (to choose stencils, to fill them in, in system calls), and which part of the run
that is. Wall times, of the run of N (default: 3) that spent least on it: whatever else the machine does is in them.
"""

import argparse
import json
import pathlib
import subprocess
import tempfile
import time

PROGRAMS = pathlib.Path(__file__).resolve().parents[1] / "programs"
COUNTERS = (
    "functions_compiled", "native_ops", "native_hot_bytes", "native_cold_bytes",
    "native_choose_ns", "native_fill_ns", "native_system_ns",
)  # fmt: skip


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("trinity")
    parser.add_argument("programs", nargs="*", type=pathlib.Path)
    arguments = parser.parse_args()
    paths = arguments.programs or sorted(PROGRAMS.glob("*.lua"))
    print(f"{'':24} {'compiled':>8} {'ops':>7} {'bytes/op':>10} {'us each':>8} {'ns/op':>6} (which fill system) {'of the run':>10}")
    total, seconds = dict.fromkeys(COUNTERS, 0), 0.0
    for path in paths:
        runs = [stats_of(arguments.trinity, path) for _ in range(arguments.runs)]
        counters, took = min(runs, key=lambda run: sum(run[0][name] for name in COUNTERS if name.endswith("_ns")))
        print_row(path.stem, counters, took)
        seconds += took
        for name in COUNTERS:
            total[name] += counters[name]
    print_row("all", total, seconds)


def stats_of(trinity, path):
    with tempfile.NamedTemporaryFile() as report:
        began = time.monotonic()
        subprocess.run([trinity, "stats", "--json", f"--report={report.name}", path], check=True, stdout=subprocess.DEVNULL)
        return json.load(report)["counters"], time.monotonic() - began


def print_row(name, counters, seconds):
    compiled, ops, hot, cold, *times = (counters[c] for c in COUNTERS)
    all_ns, n = sum(times), max(ops, 1)
    print(
        f"{name:24} {compiled:8} {ops:7} {f'{hot / n:.0f}+{cold / n:.0f}':>10} {all_ns / max(compiled, 1) / 1000:8.1f} {all_ns / n:6.0f}"
        f" ({times[0] / n:5.0f} {times[1] / n:4.0f} {times[2] / n:6.0f}) {all_ns / seconds / 1e7:8.2f} %",
        flush=True,
    )


if __name__ == "__main__":
    main()
