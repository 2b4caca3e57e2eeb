#!/usr/bin/env python3
"""Times the C interface: rows of bench/capi/rows.c with two libraries, alternating, and their ratio.

  bench_capi.py --library FOLDER [--reference FOLDER] [--rounds N] [--runs N] [ROW...]

FOLDER holds a liblua5.4.so.0; the reference is Debian's unless told. One binary, compiled once, runs
with both, in turn for each row, so that both meet the same moments of a busy machine. Printed are the best
times of each in ns of CPU time per operation, and how many times as fast ours is; the exit status is 1
when a row is slower than the reference by more than 3 %.
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
        libraries = (("ours", arguments.library), ("reference", arguments.reference))
        for row in arguments.rows or names_of_rows(binary, arguments.library):
            for _ in range(arguments.runs):
                for who, library in libraries:
                    keep_best(best[who], run(binary, library, [str(arguments.rounds), row]))
    return report(best["ours"], best["reference"])


def parse_arguments():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("rows", nargs="*", metavar="ROW")
    parser.add_argument("--library", default=str(ROOT / "build" / "release" / "lib"))
    parser.add_argument("--reference", default=DEBIAN)
    parser.add_argument("--rounds", type=int, default=1, help="of a row in one run")
    parser.add_argument("--runs", type=int, default=5, help="of each row with each library")
    return parser.parse_args()


def build(folder, library):
    binary = pathlib.Path(folder) / "rows"
    source = ROOT / "bench" / "capi" / "rows.c"
    library = pathlib.Path(library) / "liblua5.4.so.0"
    subprocess.run(
        ["cc", "-O2", "-I", ROOT / "include", "-o", binary, source, library], check=True
    )
    return binary


def names_of_rows(binary, library):
    return output_of(binary, library, ["--names"]).split()


def run(binary, library, arguments):
    lines = output_of(binary, library, arguments).splitlines()
    return {name: float(ns) for name, ns in map(str.split, lines)}


def output_of(binary, library, arguments):
    environment = {**os.environ, "LD_LIBRARY_PATH": library}
    return subprocess.run(
        [binary, *arguments], env=environment, check=True, stdout=subprocess.PIPE, text=True
    ).stdout


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
