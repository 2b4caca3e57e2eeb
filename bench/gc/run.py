#!/usr/bin/env python3
"""Measures the collector beside stock Lua: pauses, time of programs that allocate much, peak memory.

  bench/gc/run.py [--trinity BINARY] [--stock LUA] [--runs N]

The two take turns, program by program and round by round. Times are CPU seconds (user + system) and
ratios of medians; memory is the maximum resident size above that of an empty program, and what
collectgarbage("count") says above it. A program whose output differs is an error.
"""

import argparse
import os
import pathlib
import statistics
import subprocess
import sys

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parents[1]
PROGRAMS = ROOT / "bench/programs"
ALLOCATING = ("gc_binary_trees", "gc_small_objects", "gc_strings", "gc_weak_cache", "closures_counters", "closures_iterators", "strings_append")


def run(command, *words):
    """Returns (output, CPU seconds, KiB)."""
    child = subprocess.Popen([*command, *map(str, words)], stdout=subprocess.PIPE, text=True)
    output = child.stdout.read()
    _, status, usage = os.wait4(child.pid, 0)
    child.returncode = os.waitstatus_to_exitcode(status)
    if child.returncode:
        sys.exit(f"{' '.join(map(str, words))}: exit status {child.returncode} under {command[0]}")
    return output, usage.ru_utime + usage.ru_stime, usage.ru_maxrss


def rounds(arguments, *words):
    """[(results of trinity), (results of stock)], taking turns."""
    results = [], []
    for _ in range(arguments.runs):
        for command, kept in zip((arguments.trinity, arguments.stock), results):
            kept.append(run(command, *words))
    return results


def pauses(arguments, program, *words):
    what = " ".join(words)
    for name, results in zip(("trinity", "stock"), rounds(arguments, HERE / program, *words)):
        rows = [tuple(map(int, text.split())) for text, _, _ in results]
        worst = [row[3] for row in rows]
        median, most, rare = (statistics.median(row[i] for row in rows) for i in range(3))
        print(
            f"{program[:-4]} {what:20} {name:8} p50 {median:.0f}  p99 {most:.0f}  p99.9 {rare:.0f}"
            f"  longest {min(worst)} .. {max(worst)} us"
        )


def time_of(arguments, name, path):
    ours, theirs = rounds(arguments, path)
    if len({text for text, _, _ in ours + theirs}) != 1:
        sys.exit(f"{name}: the outputs differ")
    a, b = (statistics.median(seconds for _, seconds, _ in kept) for kept in (ours, theirs))
    print(f"time   {name:20} {a:.3f} s : {b:.3f} s   stock / trinity {b / a:.2f}   trinity / stock {a / b:.2f}")


def memory_of(arguments, name, empty):
    figures = []
    for results, (count, size) in zip(rounds(arguments, HERE / f"{name}.lua"), empty):
        figures.append(
            (
                statistics.median(float(text) for text, _, _ in results) - count,
                statistics.median(kib for _, _, kib in results) - size,
            )
        )
    (our_count, our_size), (count, size) = figures
    print(
        f"memory {name:20} peak {our_size / 1024:.1f} : {size / 1024:.1f} MiB = {our_size / size:.2f}"
        f"   count {our_count / 1024:.1f} : {count / 1024:.1f} MiB = {our_count / count:.2f}"
    )


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--trinity", default=str(ROOT / "build/release/bin/lua"))
    parser.add_argument("--stock", default="lua5.4")
    parser.add_argument("--runs", type=int, default=5)
    arguments = parser.parse_args()
    arguments.trinity, arguments.stock = [arguments.trinity], [arguments.stock]
    for mode in ("generational", "incremental"):
        pauses(arguments, "pause.lua", mode)
    for kind in ("values", "keys", "dying_values", "dying_keys"):
        for mode in ("generational", "incremental"):
            pauses(arguments, "weak_pause.lua", mode, kind)
    for name in ALLOCATING:
        time_of(arguments, name, PROGRAMS / f"{name}.lua")
    time_of(arguments, "three_fields", HERE / "three_fields.lua")
    empty = [
        (
            statistics.median(float(text) for text, _, _ in results),
            statistics.median(kib for _, _, kib in results),
        )
        for results in rounds(arguments, HERE / "empty.lua")
    ]
    for name in ("records", "array", "mixed_array"):
        memory_of(arguments, name, empty)


if __name__ == "__main__":
    main()
