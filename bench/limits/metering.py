#!/usr/bin/env python3
"""What metering costs: CPU time of each program of bench/programs in a metered state beside an unmetered one.

  bench/limits/metering.py BINARY [REPETITIONS [SECONDS]]    minima of alternating runs; ends after SECONDS at most

The fuel given is never used up. Prints the geometric mean of the ratios and the programs at both ends.
"""

import math
import pathlib
import resource
import subprocess
import sys
import time

PROGRAMS = pathlib.Path(__file__).resolve().parents[1] / "programs"
SHORTEST = 0.05  # seconds; below, starting the process counts too much


def cpu_seconds(command):
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(
        command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd=PROGRAMS, check=True
    )
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime - before.ru_utime + after.ru_stime - before.ru_stime


def main():
    binary = pathlib.Path(sys.argv[1]).resolve()
    repetitions = int(sys.argv[2]) if len(sys.argv) > 2 else 5
    end = time.monotonic() + (float(sys.argv[3]) if len(sys.argv) > 3 else math.inf)
    options = ([], ["--fuel", "1000G"])
    best = {}
    for repetition in range(repetitions):
        for program in sorted(PROGRAMS.glob("*.lua")):
            for kind in (0, 1) if repetition % 2 == 0 else (1, 0):
                if time.monotonic() > end:
                    continue
                seconds = cpu_seconds([binary, "--seed=7", *options[kind], program])
                times = best.setdefault(program.stem, [math.inf, math.inf])
                times[kind] = min(times[kind], seconds)
    ratios = sorted(
        (metered / plain, name)
        for name, (plain, metered) in best.items()
        if SHORTEST < plain < math.inf and metered < math.inf
    )
    mean = math.exp(sum(math.log(ratio) for ratio, _ in ratios) / len(ratios))
    print(f"{len(ratios)} programs, geometric mean metered / unmetered {mean:.3f}")
    for ratio, name in ratios[:3] + ratios[-5:]:
        print(f"  {ratio:.3f}  {name}")


if __name__ == "__main__":
    main()
