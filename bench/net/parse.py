#!/usr/bin/env python3
"""Times the grammars of the wire beside other parsers, whose sources it is told to find.

usage: parse.py [--picohttpparser DIR] [--llhttp DIR] [--megabytes N] [--rounds N] [--cpu N]

  --picohttpparser DIR  a folder with picohttpparser.c and .h
  --llhttp DIR          a folder with llhttp.h, llhttp.c, api.c and http.c (they may lie in folders below it)
  --megabytes N         of each kind of traffic (default: 64)
  --rounds N            how often the parsers take turns (default: 9)
  --cpu N               the core to run on

Peers are built by clang-19 -O3 -march=native, so that they are at their best on this machine; Trinity is built as it is
shipped and chooses its instructions when it starts. Prints the versions of the peers and of the machine.
"""

import argparse
import pathlib
import re
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
BUILD = ROOT / "build" / "release" / "bench"


def version_of(folder, name):
    """What a peer calls itself: llhttp's version macros, or the commit of its checkout."""
    for header in folder.rglob("*.h"):
        found = dict(re.findall(r"#define LLHTTP_VERSION_(\w+) (\d+)", header.read_text(errors="replace")))
        if found:
            return ".".join(found[part] for part in ("MAJOR", "MINOR", "PATCH"))
    told = subprocess.run(
        ["git", "-C", folder, "log", "-1", "--format=%h of %cs"], capture_output=True, text=True
    )
    return told.stdout.strip() or "of unknown version"


def build_peer(name, folder):
    """Compiles a peer and our shim into a shared object; returns its path."""
    wanted = {"picohttpparser": ["picohttpparser.c"], "llhttp": ["llhttp.c", "api.c", "http.c"]}[name]
    header = next(iter(sorted(folder.rglob(f"{name}.h"))), None)
    sources = []
    for source in wanted:
        found = sorted(folder.rglob(source), key=lambda path: len(path.parts))
        if not found or header is None:
            sys.exit(f"parse.py: {folder} has no {source if header else name + '.h'}")
        sources.append(found[0])
    out = BUILD / f"peer_{name}.so"
    subprocess.run(
        ["clang-19", "-O3", "-march=native", "-shared", "-fPIC", f"-I{header.parent}"]
        + [ROOT / "bench" / "net" / "peers" / f"{name}.c", *sources, "-o", out],
        check=True,
    )
    return out


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--picohttpparser", type=pathlib.Path)
    parser.add_argument("--llhttp", type=pathlib.Path)
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
    command += ["--rounds", str(arguments.rounds)]
    for name in ("picohttpparser", "llhttp"):
        folder = getattr(arguments, name)
        if folder is None:
            print(f"{name}: not given")
            continue
        print(f"{name}: {version_of(folder, name)}")
        command.append(f"{name}={build_peer(name, folder)}")
    model = re.search(r"model name\s*: (.*)", pathlib.Path("/proc/cpuinfo").read_text())
    print(f"machine: {model[1] if model else 'unknown'}", flush=True)
    if arguments.cpu is not None:
        command = ["taskset", "-c", str(arguments.cpu), *command]
    return subprocess.run(command).returncode


if __name__ == "__main__":
    sys.exit(main())
