#!/usr/bin/env python3
"""CPU time per request of the function server, all its threads, under wrk; beside other servers with the same handlers.

usage: functions.py [--trinity BINARY] [--rounds N] [--seconds N] [--connections N] [--cpu N --client-cpu N] [PEERS]

  hello      a function that answers a text: what a fresh state for every request costs
  json       an order of 1.8 kB with 20 items, decoded, summed, answered as JSON
  metered    both with their CPU fuel counted: what limits cost
  workers    both in a worker, apart from the front door; its time is that of all processes

Peers (peers.py), each where it is given:
  --node node                  node's `http`
  --workerd BINARY             workerd, from npm
  --nginx BINARY --nginx-modules FOLDER --nginx-lua FOLDER [--nginx-cjson FOLDER]
                               nginx with its Lua module, one worker; folders of its modules, of lua-resty-core, of cjson.so for Lua 5.1
  --redis BINARY               FCALL, loaded by the redis-benchmark beside it
  Debian's packages may be unpacked anywhere; LD_LIBRARY_PATH then says where their libraries lie.

All take turns; CPU time is that of the server's processes from /proc, medians over the rounds. --cpu and --client-cpu say on which CPU
servers and wrk run. Every answer of a warm-up is compared with what it must be. `restore` is the mean time of putting a
sandbox back, from the server's own histogram.
"""

import http.client
import json
import os
import re
import statistics
import subprocess
import tempfile
import time

import peers
from measuring import Server, add_peers, cpu_seconds, parser_of

ORDER = {"id": 7, "customer": "c-1029", "items": [
    {"sku": f"SKU-{n:05d}", "price": n + 0.25, "qty": n % 5 + 1, "active": n % 3 != 0, "note": "x" * 12} for n in range(20)]}
TOTAL = sum(i["price"] * i["qty"] for i in ORDER["items"] if i["active"] and i["price"] > 1)
HELLO = "return function() return 'hello' end"
SUM = """return function(req)
  local order, total = req:json(), 0.0
  for _, item in ipairs(order.items) do
    if item.active and item.price > 1.0 then total = total + item.price * item.qty end
  end
  return { json = { id = order.id, total = total } }
end"""


def under_wrk(pid, url, body, arguments):
    """CPU microseconds per request, requests per second, and wrk's count of errors."""
    command = ["wrk", "-t1", f"-c{arguments.connections}", f"-d{arguments.seconds}s", url]
    if arguments.client_cpu is not None:
        command[:0] = ["taskset", "-c", str(arguments.client_cpu)]
    with tempfile.NamedTemporaryFile("w", suffix=".lua") as script:
        if body:
            script.write(f"wrk.method = 'POST'\nwrk.body = [==[{body}]==]\n")
            script.flush()
            command[-1:-1] = ["-s", script.name]
        before = cpu_seconds(pid)
        told = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    spent = cpu_seconds(pid) - before
    requests = int(re.search(r"(\d+) requests in", told)[1])
    errors = re.search(r"Non-2xx or 3xx responses: (\d+)", told)
    return spent / requests * 1e6, requests / arguments.seconds, int(errors[1]) if errors else 0


def under_redis_benchmark(redis, kind, body, arguments):
    requests = 20_000 * arguments.seconds
    before, began = cpu_seconds(redis.watched()), time.monotonic()
    redis.load(kind, body, arguments.connections, requests)
    return (cpu_seconds(redis.watched()) - before) / requests * 1e6, requests / (time.monotonic() - began), 0


def check(port, path, body, times):
    """Each answer is what it must be."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    for _ in range(times):
        connection.request("POST" if body else "GET", path, body or None)
        answer = connection.getresponse().read()
        assert abs(json.loads(answer)["total"] - TOTAL) < 1e-6 if body else answer == b"hello", (path, answer)
    connection.close()


def report(found):
    """A row per kind and server; ratios are ours to the other's."""
    print(f"{'':8} {'':14} {'CPU us':>8} {'ratio':>7} {'per s':>8} errors")
    for kind in ["hello", "json"]:
        ours = statistics.median(r[0] for r in found["trinity", kind])
        for (name, of_kind), rounds in found.items():
            if of_kind != kind:
                continue
            cpu = statistics.median(r[0] for r in rounds)
            ratio = "" if name == "trinity" else f"{ours / cpu:.2f}"
            print(f"{kind:8} {name:14} {cpu:8.2f} {ratio:>7} {statistics.median(r[1] for r in rounds):8.0f} {sum(r[2] for r in rounds)}")


def main():
    parser = parser_of(__doc__)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--seconds", type=int, default=2)
    parser.add_argument("--connections", type=int, default=32)
    parser.add_argument("--cpu", type=int)
    parser.add_argument("--client-cpu", type=int)
    add_peers(parser, node=True)
    arguments = parser.parse_args()
    body = json.dumps(ORDER)
    bodies = {"hello": "", "json": body}
    if arguments.cpu is not None:
        os.sched_setaffinity(0, {arguments.cpu})  # inherited by all that is started here
    others = peers.chosen(arguments)
    with Server(arguments.trinity) as server, Server(arguments.trinity, mode="--workers") as apart:
        for kind, source in [("hello", HELLO), ("json", SUM)]:
            server.deploy_main(kind, source)
            apart.deploy_main(kind, source)
            server.deploy_main("metered-" + kind, source, limits="cpu_fuel = 5000000")
        urls = {}  # by name of the server and kind: pid, url
        for kind in bodies:
            for name, by, function in [("trinity", server, kind), ("workers", apart, kind), ("metered", server, "metered-" + kind)]:
                check(by.port, "/acme/" + function, bodies[kind], 200)
                urls[name, kind] = by.process.pid, f"http://127.0.0.1:{by.port}/acme/{function}"
            for peer in others:
                if not isinstance(peer, peers.Redis):
                    check(peer.port, "/" + kind, bodies[kind], 200)
                    urls[peer.name, kind] = peer.watched(), peer.url(kind)
        found = {}
        try:
            for _ in range(arguments.rounds):
                for (name, kind), (pid, url) in urls.items():
                    found.setdefault((name, kind), []).append(under_wrk(pid, url, bodies[kind], arguments))
                for peer in others:
                    if isinstance(peer, peers.Redis):
                        for kind in bodies:
                            found.setdefault((peer.name, kind), []).append(under_redis_benchmark(peer, kind, bodies[kind], arguments))
        finally:
            for peer in others:
                peer.end()
        report(found)
        text = server.admin("GET", "/metrics").body.decode()
        for name in bodies:
            rows = re.findall(rf'trinity_restore_seconds_(sum|count){{tenant="acme",fn="{name}"}} (\S+)', text)
            numbers = {k: float(v) for k, v in rows}
            if numbers.get("count"):
                print(f"restore      {name}: {numbers['sum'] / numbers['count'] * 1e6:.2f} us on average of {numbers['count']:.0f}")
        status = server.admin("GET", "/v1/status").json
        print(f"resident     {status['resident_bytes'] / 1048576:.1f} MiB, {status['sandboxes_ready']} sandboxes ready")


if __name__ == "__main__":
    main()
