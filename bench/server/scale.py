#!/usr/bin/env python3
"""What many deployed functions cost: time to start, memory of an idle one, the first request of a version.

usage: scale.py [--trinity BINARY] [--functions N] [--hot PERCENT] [--workers]

Deploys N functions, stops the server and starts it again on the same folder. Prints the time from its start to the line with its
ports, its resident memory with all idle and with HOT percent of them called (64 times each), the time of the first request of a
function (its sandbox is made: libraries, init, image), and of later ones, over one connection; and of a function while it was the only
one and when it is one of all. With TMPDIR on a disk in memory, deploying does not wait for one.
"""

import http.client
import json
import statistics
import time

from measuring import Server, manifest, parser_of, quantile, resident_kib

# Some 40 lines, with a module: what a small function looks like.
MAIN = """local rules = require "rules"
local seen = {}
local function score(item)
  local total = 0
  for name, rule in pairs(rules) do
    if rule.applies(item) then total = total + rule.weight * (item[name] or 1) end
  end
  return total
end
return function(req)
  local item = { price = tonumber(req.query.price) or 1, qty = tonumber(req.query.qty) or 1, id = NUMBER }
  return { json = { id = item.id, score = score(item) } }
end
"""
RULES = """local M = {}
for i, name in ipairs { "price", "qty", "weight", "size", "colour", "age" } do
  M[name] = { weight = i, applies = function(item) return item[name] ~= nil end }
end
return M
"""


def times_us(connection, paths):
    found = []
    for path in paths:
        began = time.perf_counter()
        connection.request("GET", path)
        reply = connection.getresponse()
        body = reply.read()
        found.append((time.perf_counter() - began) * 1e6)
        assert reply.status == 200, (path, body)
    return found


def show(what, found):
    print(f"{what:34} p50 {statistics.median(found):8.0f} us   p99 {quantile(found, 0.99):8.0f} us   of {len(found)}")


def main():
    parser = parser_of(__doc__)
    parser.add_argument("--functions", type=int, default=10_000)
    parser.add_argument("--hot", type=float, default=1)
    parser.add_argument("--workers", action="store_true", help="functions run in processes of their own")
    arguments = parser.parse_args()
    with Server(arguments.trinity, mode="--workers" if arguments.workers else "--single-process") as server:
        empty = resident_kib(server.process.pid)
        server.deploy_main("alone", "return function() return 'alone' end")
        connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=60)
        times_us(connection, ["/acme/alone"] * 200)
        show("a function that is alone", times_us(connection, ["/acme/alone"] * 2000))
        connection.close()
        admin = http.client.HTTPConnection("127.0.0.1", server.admin_port, timeout=60)
        began = time.perf_counter()
        for n in range(arguments.functions):
            bundle = {"files": {"function.toml": manifest(f"f{n}"), "main.lua": MAIN.replace("NUMBER", str(n)), "lib/rules.lua": RULES}}
            admin.request("PUT", f"/v1/t/acme/f/f{n}", json.dumps(bundle),
                          {"Authorization": f"Bearer {server.token}", "Content-Type": "application/json"})
            reply = admin.getresponse()
            assert reply.status == 201, reply.read()
            reply.read()
        spent = time.perf_counter() - began
        print(f"{arguments.functions} deploys                  {spent / arguments.functions * 1e6:8.0f} us each, from one client")
        admin.close()
        server.stop()
        began = time.perf_counter()
        server.start()
        started = time.perf_counter() - began
        idle = resident_kib(server.process.pid)
        print(f"start                          {started:8.2f} s")
        print(f"resident                       {idle / 1024:8.1f} MiB, {(idle - empty) / arguments.functions:.1f} KiB per idle function")
        connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=60)
        times_us(connection, ["/acme/alone"] * 200)
        show("the same among all of them", times_us(connection, ["/acme/alone"] * 2000))
        hot = [f"/acme/f{n}" for n in range(0, arguments.functions, max(1, int(100 / arguments.hot)))]
        show("first request of a function", times_us(connection, hot))
        show("later ones", times_us(connection, hot * 64))
        warm = resident_kib(server.process.pid)
        print(f"resident                       {warm / 1024:8.1f} MiB, {(warm - idle) / len(hot):.0f} KiB more per function called")
        connection.close()


if __name__ == "__main__":
    main()
