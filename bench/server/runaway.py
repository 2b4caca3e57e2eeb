#!/usr/bin/env python3
"""Programs that do not end, beside a stream of requests that do: how late they are killed, and what the stream notices.

usage: runaway.py [--trinity BINARY] [--seconds N] [--deadline MS] [--only NAME] [--workers] [--check] [PEERS]

For each program of tests/serve's runaway set: one client runs it again and again, each time ended at its deadline, while another asks
a function that answers a text, a request each millisecond or so over one connection. Printed are

  late       ms between the deadline and the end of the program, by the server's own clock: median and worst
  p50, p99   of the stream beside it, in us, and p99 as a multiple of what it is when nothing else runs (measured before and after each
             program, the larger of both)
  errors     answers of the stream that were not what they must be

Peers (--nginx, --redis, --workerd and their options, as in functions.py) get one request that loops, and the stream beside it: how many of its
requests are answered within two seconds each.

Real-time priority (chrt -f 5 runaway.py ...) keeps other work of the machine from standing between a deadline and its program.

--check ends with status 1 unless all are within what is promised: killed within 20 ms, p99 within 2x (or within 1 ms, below which the
clients' own turns on a machine of two cores are all that is seen), no errors.
"""

import statistics
import sys
import threading
import time

import peers
from measuring import Server, add_peers, parser_of, quantile

from cases import RUNAWAYS  # of tests/serve, where measuring looks

LATE_MS, RATIO, FLOOR_US = 20, 2.0, 1000
PATIENCE_S = 2


def stream(s, is_over):
    """Asks until is_over(); gives latencies in us and the number of errors."""
    took, errors = [], 0
    connection = s.connect()
    while not is_over():
        began = time.perf_counter()
        connection.request("GET", "/acme/hello")
        reply = connection.getresponse()
        errors += reply.read() != b"hello" or reply.status != 200
        took.append((time.perf_counter() - began) * 1e6)
        time.sleep(0.001)
    connection.close()
    return took, errors


def for_seconds(seconds):
    end = time.monotonic() + seconds
    return lambda: time.monotonic() > end


def beside(s, name, code, arguments):
    s.deploy_main("runaway", f"return function() {code} end", limits=f"deadline_ms = {arguments.deadline}")
    over, late, wrong = threading.Event(), [], []

    def run_away():
        while not over.is_set():
            reply = s.get("/acme/runaway")
            if reply.code == "limit.deadline":
                late.append(reply.json["error"]["elapsed_us"] / 1000 - arguments.deadline)
            else:
                wrong.append(reply.code)

    thread = threading.Thread(target=run_away)
    thread.start()
    time.sleep(0.2)
    took, errors = stream(s, for_seconds(arguments.seconds))
    over.set()
    thread.join()
    return late, wrong, took, errors


def beside_peer(peer):
    """Answers of a peer's stream before its runaway request, and beside it."""
    def count(times):
        answered = 0
        for _ in range(times):
            try:
                answered += peer.answers_hello(PATIENCE_S)
            except OSError:
                pass
        return answered

    before = count(20)
    with peer.begin_runaway():
        time.sleep(0.2)
        beside = count(3)
    print(f"{peer.name:14} answers {before} of 20 requests; beside one that loops {beside} of 3, each waited for {PATIENCE_S} s")


def main():
    parser = parser_of(__doc__)
    add_peers(parser)
    parser.add_argument("--seconds", type=float, default=2)
    parser.add_argument("--deadline", type=int, default=50)
    parser.add_argument("--only", default="")
    parser.add_argument("--workers", action="store_true", help="functions run in a process of their own")
    parser.add_argument("--check", action="store_true")
    arguments = parser.parse_args()
    failed = []
    for peer in peers.chosen(arguments):
        try:
            beside_peer(peer)
        finally:
            peer.end()
    print(f"{'program':14} {'kills':>5} {'late p50':>9} {'worst':>7}   {'p50 us':>7} {'p99 us':>7} {'quiet':>6} {'ratio':>6} {'errors':>6}")
    worst_late, ratios = [], []
    with Server(arguments.trinity, mode="--workers" if arguments.workers else "--single-process") as s:
        s.deploy_main("hello", "return function() return 'hello' end")
        stream(s, for_seconds(0.5))
        before = quantile(stream(s, for_seconds(arguments.seconds))[0], 0.99)
        for name, code in RUNAWAYS.items():
            if arguments.only not in name:
                continue
            late, wrong, took, errors = beside(s, name, code, arguments)
            after = quantile(stream(s, for_seconds(arguments.seconds / 2))[0], 0.99)
            quiet, p99 = max(before, after), quantile(took, 0.99)
            before = after
            if not late:
                # It ends by itself, as an error: nothing was killed.
                print(f"{name:14} {'ends by itself: ' + str(wrong[0]):>24}   {quantile(took, 0.5):7.0f} {p99:7.0f}"
                      f" {quiet:6.0f} {p99 / quiet:5.2f}x {errors:6}")
            else:
                print(f"{name:14} {len(late):5} {statistics.median(late):6.2f} ms {max(late):4.1f} ms   {quantile(took, 0.5):7.0f} {p99:7.0f}"
                      f" {quiet:6.0f} {p99 / quiet:5.2f}x {errors:6}")
                worst_late.append(max(late))
            ratios.append(p99 / quiet)
            if errors or (late and max(late) > LATE_MS) or (p99 > RATIO * quiet and p99 > FLOOR_US):
                failed.append(name)
    if worst_late:
        print(f"worst: {max(worst_late):.1f} ms late, {max(ratios):.2f}x; median: {statistics.median(ratios):.2f}x")
    if arguments.check and failed:
        print("FAILED", ", ".join(failed))
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
