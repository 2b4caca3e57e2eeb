#!/usr/bin/env python3
"""Calls of a Lua function by RPC: their latency beside a raw TCP echo, and their CPU time, pipelined, beside redis FCALL.

usage: rpc.py [--trinity BINARY] [--redis BINARY] [--rounds N] [--calls N] [--in-flight N] [--cpu N --client-cpu N]

The function answers the 64 bytes that it gets, in a fresh state for each call. All take turns in each round over TCP on loopback, servers
on one CPU and clients on the other, or both on one where --cpu and --client-cpu are the same; medians over the rounds.

  raw            an epoll server that sends back what it reads, and nothing else
  net            an RPC server in C++ whose method sends back its argument: the wire without a function server
  trinity        `trinity serve --single-process`
  workers        the same in a worker; CPU time is that of all processes
  redis FCALL    a function that returns its argument, --in-flight at once on one connection, by redis-benchmark

`rpc_bench` is built by `ninja rpc_bench` in the build folder.
"""

import statistics
import subprocess

import peers
from measuring import ROOT, Server, cpu_seconds, parser_of

PROGRAM = ROOT / "build" / "release" / "bench" / "rpc_bench"
ECHO = "return { rpc = function(text) return text end }"
CONFIG = '[rpc]\naddress = "127.0.0.1"\nport = 0\n'


def pinned(cpu, *command):
    return ["taskset", "-c", str(cpu), *map(str, command)]


class Native:
    """A server of rpc_bench's own."""

    def __init__(self, arguments, mode, echo, pipeline):
        self.process = subprocess.Popen(pinned(arguments.cpu, PROGRAM, mode), stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self.port, self.echo, self.pipeline = int(self.process.stdout.readline()), echo, pipeline
        self.pid = self.process.pid

    def end(self):
        self.process.kill()
        self.process.communicate()


class Function:
    """A server that runs the function."""

    echo, pipeline = "call", "pipeline-calls"

    def __init__(self, arguments, mode):
        self.server = Server(arguments.trinity, CONFIG, mode=mode, cpu=arguments.cpu)
        self.server.start()
        self.server.deploy_main("echo", ECHO)
        self.port, self.pid = self.server.rpc_port, self.server.process.pid

    def end(self):
        self.server.__exit__()


def client(arguments, mode, port, *numbers):
    """The two numbers that a client prints."""
    done = subprocess.run(pinned(arguments.client_cpu, PROGRAM, mode, port, *numbers), capture_output=True, text=True, timeout=300)
    if done.returncode != 0:
        raise SystemExit(f"{mode}: a wrong answer, or none: {done.stdout}{done.stderr}")
    return [int(word) for word in done.stdout.split()]


def one_round(arguments, servers, redis, latency, spent):
    for name, server in servers.items():
        latency.setdefault(name, []).append(client(arguments, server.echo, server.port, arguments.calls))
    for name, server in servers.items():
        if server.pipeline:
            before = cpu_seconds(server.pid)
            client(arguments, server.pipeline, server.port, 4 * arguments.calls, arguments.in_flight)
            spent.setdefault(name, []).append((cpu_seconds(server.pid) - before) / (4 * arguments.calls) * 1e6)
    if redis:
        before = cpu_seconds(redis.watched())
        redis.load("echo", "x" * 64, 1, 4 * arguments.calls, arguments.in_flight)
        spent.setdefault(redis.name, []).append((cpu_seconds(redis.watched()) - before) / (4 * arguments.calls) * 1e6)


def report(latency, spent):
    raw = statistics.median(row[0] for row in latency["raw"])
    print(f"{'64 bytes, one at a time':26} {'p50 us':>8} {'of raw':>7} {'p99 us':>8}")
    for name, rows in latency.items():
        middle, late = (statistics.median(row[i] for row in rows) / 1000 for i in (0, 1))
        print(f"{name:26} {middle:8.1f} {middle * 1000 / raw:7.2f} {late:8.1f}")
    print(f"{'pipelined':26} {'CPU us':>8} {'of redis':>8}")
    other = spent.get("redis FCALL")
    for name, rows in spent.items():
        ratio = f"{statistics.median(rows) / statistics.median(other):8.2f}" if other else ""
        print(f"{name:26} {statistics.median(rows):8.2f} {ratio}   ({min(rows):.2f} to {max(rows):.2f})")


def main():
    parser = parser_of(__doc__)
    parser.add_argument("--redis")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--calls", type=int, default=20_000)
    parser.add_argument("--in-flight", type=int, default=16)
    parser.add_argument("--cpu", type=int, default=0)
    parser.add_argument("--client-cpu", type=int, default=1)
    arguments = parser.parse_args()
    servers, redis = {}, None
    try:
        servers["raw"] = Native(arguments, "serve-raw", "echo-raw", None)
        servers["net"] = Native(arguments, "serve", "echo", "pipeline")
        servers["trinity"] = Function(arguments, "--single-process")
        servers["workers"] = Function(arguments, "--workers")
        if arguments.redis:
            redis = peers.Redis(arguments.redis, cpus=(arguments.cpu, arguments.client_cpu))
        latency, spent = {}, {}
        one_round(arguments, servers, redis, {}, {})  # functions get faster the more they run
        for _ in range(arguments.rounds):
            one_round(arguments, servers, redis, latency, spent)
        report(latency, spent)
    finally:
        for one in [*servers.values(), *([redis] if redis else [])]:
            one.end()


if __name__ == "__main__":
    main()
