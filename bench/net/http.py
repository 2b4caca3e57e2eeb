#!/usr/bin/env python3
"""CPU time per request of the HTTP server core beside a minimal epoll server, under wrk.

usage: http.py --floor PROGRAM [--rounds N] [--seconds N] [--connections N] [--cpu N] [--client-cpu N]

  --floor PROGRAM  bench/net/peers/epoll_hello.c with picohttpparser: prints its port, says hello

The servers take turns; each answers hello to wrk (Debian: wrk) with the given connections (default: 32) for a few
seconds. CPU time is the server's own, user and system, from /proc; medians over the rounds.
"""

import argparse
import pathlib
import re
import statistics
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
BUILD = ROOT / "build" / "release" / "bench"


def cpu_seconds(pid):
    """CPU time of all threads of a process, to the nanosecond."""
    total = 0
    for task in pathlib.Path(f"/proc/{pid}/task").iterdir():
        total += int((task / "schedstat").read_text().split()[0])
    return total / 1e9


def one_round(server, arguments):
    """Returns CPU microseconds per request and requests per second of one server."""
    with subprocess.Popen(
        ["taskset", "-c", str(arguments.cpu), server],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        port = int(process.stdout.readline())
        before = cpu_seconds(process.pid)
        told = subprocess.run(
            ["taskset", "-c", str(arguments.client_cpu), "wrk", "-t1", f"-c{arguments.connections}"]
            + [f"-d{arguments.seconds}", f"http://127.0.0.1:{port}/"],
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        spent = cpu_seconds(process.pid) - before
        process.kill()
    requests = int(re.search(r"(\d+) requests in", told)[1])
    if re.search(r"Socket errors|Non-2xx", told):
        sys.exit(f"{server}: {told}")
    return spent / requests * 1e6, requests / arguments.seconds


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--floor", type=pathlib.Path, required=True)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seconds", type=int, default=2)
    parser.add_argument("--connections", type=int, default=32)
    parser.add_argument("--cpu", type=int, default=0)
    parser.add_argument("--client-cpu", type=int, default=1)
    arguments = parser.parse_args()
    subprocess.run(
        ["cmake", "--build", "--preset", "release", "--target", "hello_bench"],
        cwd=ROOT, check=True, stdout=subprocess.DEVNULL,
    )
    servers = {"trinity": BUILD / "hello_bench", "epoll + picohttpparser": arguments.floor}
    costs = {name: [] for name in servers}
    rates = {name: [] for name in servers}
    for _ in range(arguments.rounds):
        for name, server in servers.items():
            cost, rate = one_round(server, arguments)
            costs[name].append(cost)
            rates[name].append(rate)
    floor = statistics.median(costs["epoll + picohttpparser"])
    for name, all_costs in costs.items():
        median = statistics.median(all_costs)
        print(
            f"{name:<24} {median:6.2f} us/request (from {min(all_costs):.2f} to {max(all_costs):.2f}), "
            f"{median / floor:.2f}x the floor, {statistics.median(rates[name]):,.0f} requests/s"
        )
    return 0


if __name__ == "__main__":
    sys.exit(main())
