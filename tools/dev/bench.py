#!/usr/bin/env python3
"""Times programs under two or more interpreters: how much faster is each than the baseline?

  bench.py [--peer NAME=COMMAND]... [--baseline NAME] [--runs N] [--only GLOB] [PATH...]

PATH is a folder of programs or a single program (default: bench/programs). A folder may hold a
bench.list whose lines read `name | file and arguments | peers to leave out`; without one, each
*.lua in it is a program without arguments. A program runs in its own folder.

The interpreters take turns program by program and round by round, so a change of the machine's
mood meets all of them alike. The figure is CPU time (user + system), its median over the rounds;
± is half the spread of the ratio's rounds. A program whose output differs from the baseline's, or
that fails, has no ratio and makes the exit status 1.
"""

import argparse
import dataclasses
import fnmatch
import hashlib
import json
import math
import os
import pathlib
import platform
import shlex
import shutil
import statistics
import subprocess
import sys

import child

ROOT = pathlib.Path(__file__).resolve().parents[2]


@dataclasses.dataclass(frozen=True)
class Peer:
    name: str
    command: tuple


@dataclasses.dataclass(frozen=True)
class Program:
    name: str
    folder: pathlib.Path
    words: tuple  # file and arguments
    left_out: frozenset  # names of peers that do not run it


class Refused(Exception):
    """The request makes no sense; the message says why."""


def read_peer(text):
    name, equals, command = text.partition("=")
    words = shlex.split(command)
    if not equals or not name or not words:
        raise Refused(f"--peer {text}: expected NAME=COMMAND")
    found = shutil.which(words[0])
    if not found:
        raise Refused(f"--peer {text}: no such program: {words[0]}")
    return Peer(name, (os.path.abspath(found), *words[1:]))


def read_programs(path):
    path = path.resolve()
    if path.is_file():
        return [Program(path.stem, path.parent, (path.name,), frozenset())]
    if not path.is_dir():
        raise Refused(f"{path}: no such folder or program")
    listing = path / "bench.list"
    if not listing.exists():
        return [Program(p.stem, path, (p.name,), frozenset()) for p in sorted(path.glob("*.lua"))]
    programs = []
    for number, line in enumerate(listing.read_text().splitlines(), 1):
        cells = [cell.strip() for cell in line.split("#")[0].split("|")]
        if cells == [""]:
            continue
        if len(cells) == 1:
            cells.insert(0, pathlib.Path(cells[0].split()[0]).stem)
        words = tuple(shlex.split(cells[1]))
        if not words or not (path / words[0]).is_file():
            raise Refused(
                f"{listing}:{number}: expected `name | file and arguments`, found `{line}`"
            )
        programs.append(Program(cells[0], path, words, frozenset(",".join(cells[2:]).split(","))))
    return programs


@dataclasses.dataclass
class Series:
    """All rounds of one program under one peer."""

    cpu_s: list = dataclasses.field(default_factory=list)
    wall_s: list = dataclasses.field(default_factory=list)
    peak_bytes: int = 0  # largest resident size; 0 unless asked for
    output: str = ""  # digest of standard output
    failure: str = ""

    def add(self, outcome):
        digest = hashlib.sha256(outcome.stdout).hexdigest()[:16]
        if problem := outcome.failure():
            last = outcome.stderr.decode("utf-8", "replace").strip().splitlines()[-1:]
            self.failure = f"{problem}{': ' + last[0][:120] if last else ''}"
        elif self.output and self.output != digest:
            self.failure = "its output changes from round to round"
        self.output = digest
        self.cpu_s.append(outcome.cpu_s)
        self.wall_s.append(outcome.wall_s)

    def median(self):
        return statistics.median(self.cpu_s)


def measure(programs, peers, runs, timeout_s, report):
    """Runs everything; returns {program: {peer name: Series}}. report(text) hears of progress."""
    results = {
        p: {peer.name: Series() for peer in peers if peer.name not in p.left_out} for p in programs
    }
    for turn in range(runs):
        for index, program in enumerate(programs):
            first = (turn + index) % len(peers)
            for peer in peers[first:] + peers[:first]:
                series = results[program].get(peer.name)
                if series is None or series.failure:
                    continue
                report(f"round {turn + 1}/{runs}  {program.name}  {peer.name}")
                try:
                    series.add(
                        child.run(
                            [*peer.command, *program.words], cwd=program.folder, timeout_s=timeout_s
                        )
                    )
                except OSError as error:
                    series.failure = str(error)
    return results


@dataclasses.dataclass(frozen=True)
class Ratio:
    """How many times faster than the baseline, or why that cannot be said."""

    value: float = 0.0
    spread: float = 0.0  # half of (max - min) over the rounds, as a share of the value
    problem: str = ""


def compare(series, base):
    if series.failure or base.failure:
        return Ratio(problem=series.failure or "the baseline failed")
    if series.output != base.output:
        return Ratio(problem="its output differs from the baseline's")
    rounds = [b / max(s, 1e-6) for s, b in zip(series.cpu_s, base.cpu_s)]
    value = base.median() / max(series.median(), 1e-6)
    return Ratio(value, (max(rounds) - min(rounds)) / 2 / value)


def geometric_mean(values):
    return math.exp(sum(map(math.log, values)) / len(values)) if values else float("nan")


def print_table(results, peers, baseline):
    """Prints the ratios, slowest first under the first other peer; returns the problems."""
    others = [peer.name for peer in peers if peer.name != baseline]
    ratios, problems = {}, []
    for program, row in results.items():
        for name in others:
            if name in row and baseline in row:
                ratios[program, name] = ratio = compare(row[name], row[baseline])
                if ratio.problem:
                    problems.append(f"{program.name} under {name}: {ratio.problem}")
    width = max(len(program.name) for program in results)
    print(
        f"{'program':<{width}}  {baseline + ' s':>10}" + "".join(f"  {name:>16}" for name in others)
    )
    for program in sorted(
        results, key=lambda p: ratios.get((p, others[0]), Ratio()).value if others else 0
    ):
        base = results[program].get(baseline)
        cells = [f"{base.median():10.3f}" if base and base.cpu_s else f"{'-':>10}"]
        for name in others:
            ratio = ratios.get((program, name))
            if ratio is None:
                cells.append(f"{'-':>16}")
            elif ratio.problem:
                cells.append(f"{'FAILED':>16}")
            else:
                cells.append(f"{f'{ratio.value:.2f} ±{100 * ratio.spread:.0f}%':>16}")
        print(f"{program.name:<{width}}  " + "  ".join(cells))
    for name in others:
        good = [r.value for (_, peer), r in ratios.items() if peer == name and not r.problem]
        asked = sum(1 for _, peer in ratios if peer == name)
        if good:
            print(
                f"\n{name}: geometric mean {geometric_mean(good):.3f} of {baseline} "
                f"over {len(good)} of {asked} programs; "
                f"slowest {min(good):.2f}, fastest {max(good):.2f}"
            )
    for problem in problems:
        print(f"FAILED {problem}")
    return problems


def measure_memory(results, peers, timeout_s, report):
    """Fills in peak_bytes with one more run each, under GNU time.

    The figure of our own wait4 would never be below this process's size: the kernel counts the
    pages that a child shares with its parent until it execs.
    """
    for program, row in results.items():
        for peer in peers:
            series = row.get(peer.name)
            if series is None or series.failure:
                continue
            report(f"memory  {program.name}  {peer.name}")
            command = ["/usr/bin/time", "-q", "-f", "%M", *peer.command, *program.words]
            outcome = child.run(command, cwd=program.folder, timeout_s=timeout_s)
            series.peak_bytes = int(outcome.stderr.split()[-1]) * 1024


def print_memory(results, peers):
    width = max(len(program.name) for program in results)
    print(f"\n{'peak MiB':<{width}}" + "".join(f"  {peer.name:>12}" for peer in peers))
    for program, row in results.items():
        peaks = [row[p.name].peak_bytes if p.name in row else 0 for p in peers]
        cells = [f"{peak / 2**20:.1f}" if peak else "-" for peak in peaks]
        print(f"{program.name:<{width}}" + "".join(f"  {cell:>12}" for cell in cells))


def machine():
    model = next(
        (
            line.split(":", 1)[1].strip()
            for line in pathlib.Path("/proc/cpuinfo").read_text().splitlines()
            if line.startswith("model name")
        ),
        platform.machine(),
    )
    return {
        "cpu": model,
        "cores": os.cpu_count(),
        "kernel": platform.release(),
        "load": os.getloadavg(),
    }


def write_json(path, results, peers, baseline):
    commit = subprocess.run(
        ["git", "-C", ROOT, "describe", "--always", "--dirty"], capture_output=True, text=True
    )
    raw = {
        program.name: {name: dataclasses.asdict(series) for name, series in row.items()}
        for program, row in results.items()
    }
    text = json.dumps(
        {
            "machine": machine(),
            "commit": commit.stdout.strip(),
            "baseline": baseline,
            "peers": {peer.name: peer.command for peer in peers},
            "programs": raw,
        },
        indent=1,
    )
    path.write_text(text + "\n")


def parse_arguments():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("paths", nargs="*", type=pathlib.Path, metavar="PATH")
    parser.add_argument(
        "--peer",
        action="append",
        metavar="NAME=COMMAND",
        help="an interpreter (repeatable; default: the release trinity, and lua5.4)",
    )
    parser.add_argument("--baseline", help="the peer with ratio 1 (default: the last)")
    parser.add_argument("--runs", type=int, default=3, help="rounds (default: 3)")
    parser.add_argument(
        "--only", default="*", metavar="GLOB", help="only programs with such a name"
    )
    parser.add_argument("--timeout", type=float, default=120, metavar="SECONDS")
    parser.add_argument(
        "--cpu", type=int, help="core to run on (default: the last one this process may use)"
    )
    parser.add_argument("--memory", action="store_true", help="also print peak memory")
    parser.add_argument(
        "--json",
        type=pathlib.Path,
        metavar="FILE",
        help="keep every figure, with machine and commit",
    )
    return parser.parse_args()


def prepare(arguments):
    """Returns (programs, peers, name of the baseline) or raises Refused."""
    trinity = ROOT / "build" / "release" / "bin" / "trinity"
    peers = [read_peer(p) for p in arguments.peer or (f"trinity={trinity}", "lua5.4=lua5.4")]
    names = [peer.name for peer in peers]
    baseline = arguments.baseline or names[-1]
    if len(set(names)) != len(names):
        raise Refused(f"two peers have the same name: {', '.join(names)}")
    if baseline not in names:
        raise Refused(f"--baseline {baseline}: expected one of {', '.join(names)}")
    if arguments.runs < 1:
        raise Refused(f"--runs {arguments.runs}: expected at least 1")
    programs = [
        p
        for path in arguments.paths or [ROOT / "bench" / "programs"]
        for p in read_programs(path)
        if fnmatch.fnmatch(p.name, arguments.only)
    ]
    if not programs:
        raise Refused("no program to run")
    return programs, peers, baseline


def main():
    arguments = parse_arguments()
    try:
        programs, peers, baseline = prepare(arguments)
    except Refused as refusal:
        print(f"bench: {refusal}", file=sys.stderr)
        return 64
    child.limit()
    core = arguments.cpu if arguments.cpu is not None else max(os.sched_getaffinity(0))
    os.sched_setaffinity(0, {core})  # inherited by every program
    results = measure(programs, peers, arguments.runs, arguments.timeout, progress)
    if arguments.memory:
        measure_memory(results, peers, arguments.timeout, progress)
    progress("")
    problems = print_table(results, peers, baseline)
    if arguments.memory:
        print_memory(results, peers)
    if arguments.json:
        write_json(arguments.json, results, peers, baseline)
    return 1 if problems else 0


def progress(text):
    if sys.stderr.isatty():
        print(f"\r\x1b[K{text}", end="", file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main())
