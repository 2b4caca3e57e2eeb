#!/usr/bin/env python3
"""CPU time of WebSocket echo servers per message: orders of about 1.6 kB, compressed and plain, with peers in turns.

usage: websocket.py [--peer NAME=COMMAND]... [--ws DIR] [--rounds N] [--messages N] [--connections N]
                    [--cpu N] [--client-cpu N] [--idle N]

  --peer NAME=COMMAND  an echo server on 127.0.0.1: COMMAND, with "plain" or "deflate" behind it, prints its port
  --ws DIR             a folder in which npm installed ws; its echo server is bench/net/peers/ws_echo.mjs
  --connections N      each with one message under way (default: 32)
  --idle N             instead: the memory of N compressed connections that fell silent after ten messages each

The driver is websocket_bench --drive for all; it checks what comes back. CPU time is the server's own, user and system,
all its threads, from /proc; medians over the rounds.
"""

import argparse
import pathlib
import re
import shlex
import statistics
import subprocess
import time

ROOT = pathlib.Path(__file__).resolve().parents[2]
PROGRAM = ROOT / "build" / "release" / "bench" / "websocket_bench"


def cpu_seconds(pid):
    """CPU time of all threads of a process, to the nanosecond."""
    total = 0
    for task in pathlib.Path(f"/proc/{pid}/task").iterdir():
        total += int((task / "schedstat").read_text().split()[0])
    return total / 1e9


def one_round(command, kind, arguments):
    """Returns CPU microseconds per message, and the share of bytes that was saved on the way back."""
    with subprocess.Popen(
        ["taskset", "-c", str(arguments.cpu), *command],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        port = process.stdout.readline().strip()
        drive = ["taskset", "-c", str(arguments.client_cpu), PROGRAM, "--drive", port, kind]

        def talk(messages):
            told = subprocess.run(
                [*drive, str(messages), str(arguments.connections)],
                capture_output=True, text=True, check=True, timeout=300,
            ).stdout
            return [int(number) for number in told.split()]

        talk(max(1000, arguments.messages // 10))  # compilers of other languages get warm
        before = cpu_seconds(process.pid)
        messages, plain, wire = talk(arguments.messages)
        spent = cpu_seconds(process.pid) - before
        process.kill()
    return spent / messages * 1e6, 100 - 100 * wire / plain


def resident_kib(pid):
    status = pathlib.Path(f"/proc/{pid}/status").read_text()
    return int(re.search(r"VmRSS:\s+(\d+)", status)[1])


def idle_memory(name, command, connections):
    """Prints what a server holds for each connection at its busiest, and twelve seconds later."""
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        port = process.stdout.readline().strip()
        empty = resident_kib(process.pid)
        hold = [PROGRAM, "--hold", port, "deflate", str(10 * connections), str(connections)]
        with subprocess.Popen(hold, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as driver:
            driver.stdout.readline()
            awake = resident_kib(process.pid)
            time.sleep(12)  # sessions park after five seconds of silence, seen every five
            silent = resident_kib(process.pid)
            driver.stdin.close()
        process.kill()
    print(
        f"{name:<24} {(awake - empty) / connections:6.1f} KiB of resident memory per connection awake, "
        f"{(silent - empty) / connections:6.1f} KiB silent",
        flush=True,
    )


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--peer", action="append", default=[])
    parser.add_argument("--ws", type=pathlib.Path)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--messages", type=int, default=20_000)
    parser.add_argument("--connections", type=int, default=32)
    parser.add_argument("--cpu", type=int, default=0)
    parser.add_argument("--client-cpu", type=int, default=1)
    parser.add_argument("--idle", type=int)
    arguments = parser.parse_args()
    subprocess.run(
        ["cmake", "--build", "--preset", "release", "--target", "websocket_bench"],
        cwd=ROOT, check=True, stdout=subprocess.DEVNULL,
    )
    servers = {"trinity": lambda kind: [PROGRAM, "--serve"]}
    for peer in arguments.peer:
        name, _, command = peer.partition("=")
        servers[name] = lambda kind, command=command: [*shlex.split(command), kind]
    if arguments.ws:
        servers["ws"] = lambda kind: ["node", ROOT / "bench/net/peers/ws_echo.mjs", arguments.ws, kind]
    if arguments.idle:
        for name, command in servers.items():
            idle_memory(name, command("deflate"), arguments.idle)
        return
    for kind in ("deflate", "plain"):
        costs = {name: [] for name in servers}
        saved = dict.fromkeys(servers, 0)
        for _ in range(arguments.rounds):
            for name, command in servers.items():
                cost, saved[name] = one_round(command(kind), kind, arguments)
                costs[name].append(cost)
        ours = statistics.median(costs["trinity"])
        for name, all_costs in costs.items():
            median = statistics.median(all_costs)
            print(
                f"{kind:<8} {name:<24} {median:6.2f} us/message (from {min(all_costs):.2f} to "
                f"{max(all_costs):.2f}), {saved[name]:5.1f} % saved, trinity/this {ours / median:.2f}",
                flush=True,
            )


if __name__ == "__main__":
    main()
