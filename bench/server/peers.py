"""Other servers with the same handlers, for functions.py and runaway.py: each a class with a process to watch and a way to load it.

  hello     answers the text `hello`
  json      an order of 1.8 kB in, the sum over its active items out, as JSON
  runaway   never answers (not node)
"""

import os
import pathlib
import signal
import socket
import subprocess
import tempfile
import time

START_SECONDS = 10


def free_port():
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


def wait_for(port):
    end = time.monotonic() + START_SECONDS
    while time.monotonic() < end:
        try:
            socket.create_connection(("127.0.0.1", port), 0.2).close()
            return
        except OSError:
            time.sleep(0.02)
    raise SystemExit(f"nobody listens on port {port}")


class Peer:
    """A process that serves both handlers by HTTP on `port`."""

    def __init__(self, name):
        self.name = name
        self.port = free_port()
        self.folder = tempfile.TemporaryDirectory(prefix=f"bench-{name}-")

    def begin(self, command, **options):
        self.process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, **options)
        wait_for(self.port)

    def watched(self):
        """The process whose CPU time counts."""
        return self.process.pid

    def url(self, kind):
        return f"http://127.0.0.1:{self.port}/{kind}"

    def answers_hello(self, timeout):
        """One request over a new connection; raises OSError when there is no answer in time."""
        with socket.create_connection(("127.0.0.1", self.port), timeout=timeout) as s:
            s.sendall(b"GET /hello HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
            return b"hello" in read_to_end(s)

    def begin_runaway(self):
        """A connection that has asked for what never ends."""
        s = socket.create_connection(("127.0.0.1", self.port), timeout=START_SECONDS)
        s.sendall(b"GET /runaway HTTP/1.1\r\nHost: a\r\n\r\n")
        return s

    def end(self):
        """Also when it does not listen to signals any more."""
        self.process.terminate()
        try:
            self.process.wait(timeout=2)
        except subprocess.TimeoutExpired:
            self.kill()
        self.folder.cleanup()

    def kill(self):
        self.process.kill()
        self.process.wait()


def read_to_end(s):
    answer = b""
    while piece := s.recv(65536):
        answer += piece
    return answer


NODE = """
const order = (b) => { const o = JSON.parse(b); let t = 0; for (const i of o.items) if (i.active && i.price > 1) t += i.price * i.qty;
  return JSON.stringify({ id: o.id, total: t }); };
require('http').createServer((q, r) => {
  if (q.url === '/hello') { r.setHeader('Content-Type', 'text/plain'); return r.end('hello'); }
  let b = ''; q.on('data', d => b += d); q.on('end', () => { r.setHeader('Content-Type', 'application/json'); r.end(order(b)); });
}).listen(PORT, '127.0.0.1');
"""


class Node(Peer):
    def __init__(self, binary):
        super().__init__("node")
        self.begin([binary, "-e", NODE.replace("PORT", str(self.port))])


WORKERD = """
using Workerd = import "/workerd/workerd.capnp";
const config :Workerd.Config = (
  services = [(name = "main", worker = (
    compatibilityDate = "2025-01-01",
    modules = [(name = "main.js", esModule = embed "main.js")]))],
  sockets = [(name = "http", address = "127.0.0.1:PORT", http = (), service = "main")]);
"""
WORKERD_MAIN = """
export default { async fetch(request) {
  const path = new URL(request.url).pathname;
  if (path === '/runaway') for (;;);
  if (path === '/hello') return new Response('hello');
  const order = await request.json();
  let total = 0;
  for (const i of order.items) if (i.active && i.price > 1) total += i.price * i.qty;
  return Response.json({ id: order.id, total });
} };
"""


class Workerd(Peer):
    def __init__(self, binary):
        super().__init__("workerd")
        folder = pathlib.Path(self.folder.name)
        (folder / "main.js").write_text(WORKERD_MAIN)
        (folder / "config.capnp").write_text(WORKERD.replace("PORT", str(self.port)))
        self.begin([binary, "serve", str(folder / "config.capnp")])


# One worker, no access log, bodies in memory. The JSON handler is the one that functions.py deploys, with cjson.
NGINX = """
load_module {modules}/ndk_http_module.so;
load_module {modules}/ngx_http_lua_module.so;
worker_processes 1; daemon off; error_log stderr crit; pid {folder}/pid;
events {{ worker_connections 1024; }}
http {{
  access_log off; keepalive_requests 100000000; client_body_buffer_size 64k;
  client_body_temp_path {folder}/b; proxy_temp_path {folder}/p; fastcgi_temp_path {folder}/f; uwsgi_temp_path {folder}/u;
  scgi_temp_path {folder}/s;
  lua_package_path "{lua}/?.lua;;"; lua_package_cpath "{cjson}/?.so;;";
  init_by_lua_block {{ cjson = require "cjson" }}
  server {{
    listen 127.0.0.1:{port};
    location /static {{ default_type text/plain; return 200 "hello"; }}
    location /hello {{ default_type text/plain; content_by_lua_block {{ ngx.print("hello") }} }}
    location /runaway {{ content_by_lua_block {{ while true do end }} }}
    location /json {{ default_type application/json; content_by_lua_block {{
      ngx.req.read_body()
      local order, total = cjson.decode(ngx.req.get_body_data()), 0.0
      for _, item in ipairs(order.items) do
        if item.active and item.price > 1.0 then total = total + item.price * item.qty end
      end
      ngx.print(cjson.encode({{ id = order.id, total = total }}))
    }} }}
  }}
}}
"""


class Nginx(Peer):
    def __init__(self, binary, modules, lua, cjson):
        super().__init__("nginx+lua")
        folder = pathlib.Path(self.folder.name)
        (folder / "logs").mkdir()
        (folder / "nginx.conf").write_text(NGINX.format(modules=modules, lua=lua, cjson=cjson, folder=folder, port=self.port))
        self.begin([binary, "-p", str(folder), "-c", str(folder / "nginx.conf")])

    def watched(self):
        """The worker: the master does nothing."""
        children = pathlib.Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text().split()
        return int(children[0])

    def kill(self):
        worker = self.watched()
        super().kill()
        os.kill(worker, signal.SIGKILL)


REDIS = """#!lua name=bench
redis.register_function('hello', function() return 'hello' end)
redis.register_function('echo', function(keys, args) return args[1] end)
redis.register_function('runaway', function() while true do end end)
redis.register_function('json', function(keys, args)
  local order, total = cjson.decode(args[1]), 0.0
  for _, item in ipairs(order.items) do
    if item.active and item.price > 1.0 then total = total + item.price * item.qty end
  end
  return cjson.encode({ id = order.id, total = total })
end)
"""


class Redis(Peer):
    """Loaded by redis-benchmark, which must lie beside the server."""

    def __init__(self, binary, cpus=None):
        """`cpus`: those of the server and of the benchmark."""
        super().__init__("redis FCALL")
        pin = lambda n: ["taskset", "-c", str(cpus[n])] if cpus else []
        self.benchmark = [*pin(1), str(pathlib.Path(binary).with_name("redis-benchmark"))]
        self.begin([*pin(0), binary, "--port", str(self.port), "--save", "", "--appendonly", "no", "--dir", self.folder.name])
        with socket.create_connection(("127.0.0.1", self.port)) as s:
            source = REDIS.encode()
            s.sendall(b"*3\r\n$8\r\nFUNCTION\r\n$4\r\nLOAD\r\n$%d\r\n%s\r\n" % (len(source), source))
            answer = s.recv(1000)
            if not answer.startswith(b"$"):
                raise SystemExit(f"redis refuses the functions: {answer}")

    def load(self, kind, body, connections, requests, in_flight=1):
        """Requests done, by redis-benchmark, so many at once on each connection."""
        command = [*self.benchmark, "-p", str(self.port), "-c", str(connections), "-n", str(requests), "-P", str(in_flight), "-q", "FCALL", kind, "0"]
        subprocess.run(command + ([body] if body else []), check=True, capture_output=True)
        return requests

    def answers_hello(self, timeout):
        with socket.create_connection(("127.0.0.1", self.port), timeout=timeout) as s:
            s.sendall(b"FCALL hello 0\r\n")
            return b"hello" in s.recv(1000)

    def begin_runaway(self):
        s = socket.create_connection(("127.0.0.1", self.port), timeout=START_SECONDS)
        s.sendall(b"FCALL runaway 0\r\n")
        return s


def chosen(arguments):
    """Those that the options of measuring.add_peers name."""
    found = []
    if getattr(arguments, "node", None):
        found.append(Node(arguments.node))
    if arguments.workerd:
        found.append(Workerd(arguments.workerd))
    if arguments.nginx:
        found.append(Nginx(arguments.nginx, arguments.nginx_modules, arguments.nginx_lua, arguments.nginx_cjson))
    if arguments.redis:
        found.append(Redis(arguments.redis))
    return found
