#!/usr/bin/env python3
"""Times the grammars of the wire beside other parsers.

usage: parse.py [--peer NAME=OBJECT]... [--megabytes N] [--rounds N] [--cpu N]

  --peer NAME=OBJECT  a shared object with peer_parse: bench/net/peers/picohttpparser.c or llhttp.c with that parser
  --megabytes N       of each kind of traffic (default: 64)
  --rounds N          how often the parsers take turns (default: 9)
  --cpu N             the core to run on

Peers should be built for this machine (-O3 -march=native), so that they are at their best; Trinity is built as it is
shipped and chooses its instructions when it starts. Prints the version of the machine; put those of peers in their names.
"""

import argparse
import pathlib
import re
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
BUILD = ROOT / "build" / "release" / "bench"


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--peer", action="append", default=[])
    parser.add_argument("--megabytes", type=int, default=64)
    parser.add_argument("--rounds", type=int, default=9)
    parser.add_argument("--cpu", type=int)
    arguments = parser.parse_args()
    subprocess.run(
        ["cmake", "--build", "--preset", "release", "--target", "parse_bench"],
        cwd=ROOT,
        check=True,
        stdout=subprocess.DEVNULL,
    )
    command = [BUILD / "parse_bench", "--megabytes", str(arguments.megabytes)]
    command += ["--rounds", str(arguments.rounds), *arguments.peer]
    model = re.search(r"model name\s*: (.*)", pathlib.Path("/proc/cpuinfo").read_text())
    print(f"machine: {model[1] if model else 'unknown'}", flush=True)
    if arguments.cpu is not None:
        command = ["taskset", "-c", str(arguments.cpu), *command]
    return subprocess.run(command).returncode


if __name__ == "__main__":
    sys.exit(main())
