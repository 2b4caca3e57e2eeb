#!/usr/bin/env python3
"""Times the C interface: rows of bench/capi/rows.c with two libraries, alternating, and their ratio.

  bench_capi.py --library FOLDER [--reference FOLDER] [--rounds N] [--runs N] [ROW...]

FOLDER holds a liblua5.4.so.0; the reference is Debian's unless told. One binary, compiled once, runs
with both. Printed are the best times of each in ns per operation, and how many times as fast
ours is; the exit status is 1 when a row is slower than the reference by more than 3 %.
"""

import argparse
import os
import pathlib
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parents[2]
DEBIAN = "/usr/lib/x86_64-linux-gnu"
NOISE = 0.97


def main():
    arguments = parse_arguments()
    with tempfile.TemporaryDirectory() as folder:
        binary = build(folder, arguments.library)
        best = {"ours": {}, "reference": {}}
        for _ in range(arguments.runs):
            for who, library in (("ours", arguments.library), ("reference", arguments.reference)):
                keep_best(best[who], run(binary, library, arguments))
    return report(best["ours"], best["reference"])


def parse_arguments():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("rows", nargs="*", metavar="ROW")
    parser.add_argument("--library", default=str(ROOT / "build" / "release" / "lib"))
    parser.add_argument("--reference", default=DEBIAN)
    parser.add_argument("--rounds", type=int, default=3, help="of each row in one run")
    parser.add_argument("--runs", type=int, default=3, help="of the program with each library")
    return parser.parse_args()


def build(folder, library):
    binary = pathlib.Path(folder) / "rows"
    source = ROOT / "bench" / "capi" / "rows.c"
    library = pathlib.Path(library) / "liblua5.4.so.0"
    subprocess.run(
        ["cc", "-O2", "-I", ROOT / "include", "-o", binary, source, library], check=True
    )
    return binary


def run(binary, library, arguments):
    environment = {**os.environ, "LD_LIBRARY_PATH": library}
    command = [binary, str(arguments.rounds), *arguments.rows]
    output = subprocess.run(
        command, env=environment, check=True, stdout=subprocess.PIPE, text=True
    ).stdout
    return {name: float(ns) for name, ns in map(str.split, output.splitlines())}


def keep_best(best, found):
    for name, ns in found.items():
        best[name] = min(ns, best.get(name, ns))


def report(ours, reference):
    slower = 0
    print(f"{'row':24} {'ours':>9} {'reference':>9}  ratio")
    for name, ns in ours.items():
        ratio = reference[name] / ns
        slower += ratio < NOISE
        print(f"{name:24} {ns:9.2f} {reference[name]:9.2f}  {ratio:5.2f}")
    print(f"{len(ours) - slower} rows as fast or faster, {slower} slower")
    return 1 if slower else 0


if __name__ == "__main__":
    sys.exit(main())
