#!/usr/bin/env python3
"""RPC beside a raw TCP echo, gRPC and Cap'n Proto: time of 64 bytes back and forth, and the server's CPU time per
pipelined call.

usage: rpc.py [--grpc ROOT] [--capnp ROOT] [--rounds N] [--calls N] [--in-flight N] [--cpu N] [--client-cpu N]

  --grpc ROOT   where Debian's libgrpc++-dev and protobuf-compiler-grpc lie (/ when they are installed)
  --capnp ROOT  where Debian's libcapnp-dev and capnproto lie

All take turns in each round, over TCP on loopback; medians over the rounds. CPU time is the server's own, user and
system, from /proc.
"""

import argparse
import os
import pathlib
import statistics
import subprocess

ROOT = pathlib.Path(__file__).resolve().parents[2]
PROGRAM = ROOT / "build" / "release" / "bench" / "rpc_bench"


def cpu_seconds(pid):
    """CPU time of all threads of a process, to the nanosecond."""
    total = 0
    for task in pathlib.Path(f"/proc/{pid}/task").iterdir():
        total += int((task / "schedstat").read_text().split()[0])
    return total / 1e9


def build_peer(name, root):
    """Compiles a peer from its description of the service; returns its path."""
    out = PROGRAM.parent / f"peer_{name}"
    out.mkdir(exist_ok=True)
    sources = ROOT / "bench" / "net" / "peers"
    libraries = root / "usr/lib/x86_64-linux-gnu"
    environment = {**os.environ, "LD_LIBRARY_PATH": str(libraries)}
    tools = root / "usr/bin"
    if name == "grpc":
        described = [tools / "protoc", f"-I{sources}", f"--cpp_out={out}", f"--grpc_out={out}"]
        described += [f"--plugin=protoc-gen-grpc={tools}/grpc_cpp_plugin", sources / "echo.proto"]
        made = [out / "echo.pb.cc", out / "echo.grpc.pb.cc"]
        names = ["grpc++", "grpc", "gpr", "protobuf", "absl_synchronization"]
    else:
        described = [tools / "capnp", "compile", f"-o{tools}/capnpc-c++:{out}", f"--src-prefix={sources}"]
        described += [f"-I{root}/usr/include", sources / "echo.capnp"]
        made = [out / "echo.capnp.c++"]
        names = ["capnp-rpc", "capnp", "kj-async", "kj"]
    subprocess.run(described, check=True, env=environment)
    subprocess.run(
        ["clang++-19", "-std=c++17", "-O3", "-w", "-xc++", f"-I{root}/usr/include", f"-I{sources}", f"-I{out}"]
        + [sources / f"{name}_echo.cpp", *made, "-xnone", f"-L{libraries}", f"-Wl,-rpath,{libraries}"]
        + ["-Wl,--allow-shlib-undefined", *(f"-l{one}" for one in names), "-pthread", "-o", out / "echo"],
        check=True,
    )
    return out / "echo"


def one_run(program, arguments, serve, mode, *numbers):
    """Returns the two numbers that a client printed, and the CPU seconds of its server."""
    with subprocess.Popen(
        ["taskset", "-c", str(arguments.cpu), program, serve],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        port = process.stdout.readline().strip()
        before = cpu_seconds(process.pid)
        told = subprocess.run(
            ["taskset", "-c", str(arguments.client_cpu), program, mode, port]
            + [str(number) for number in numbers],
            capture_output=True,
            text=True,
            check=True,
            timeout=300,
        ).stdout
        spent = cpu_seconds(process.pid) - before
        process.kill()
    first, second = told.split()
    return int(first), int(second), spent


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--grpc", type=pathlib.Path)
    parser.add_argument("--capnp", type=pathlib.Path)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--calls", type=int, default=20_000)
    parser.add_argument("--in-flight", type=int, default=128)
    parser.add_argument("--cpu", type=int, default=0)
    parser.add_argument("--client-cpu", type=int, default=1)
    arguments = parser.parse_args()
    subprocess.run(
        ["cmake", "--build", "--preset", "release", "--target", "rpc_bench"],
        cwd=ROOT,
        check=True,
        stdout=subprocess.DEVNULL,
    )
    peers = {
        "raw TCP": (PROGRAM, "serve-raw", "echo-raw"),
        "rpc": (PROGRAM, "serve", "echo"),
    }
    for name, root in {"grpc": arguments.grpc, "capnp": arguments.capnp}.items():
        if root:
            peers[name] = (build_peer(name, root.resolve()), "serve", "echo")
    middles = {name: [] for name in peers}
    tails = {name: [] for name in peers}
    costs, walls = [], []
    for _ in range(arguments.rounds):
        for name, (program, serve, mode) in peers.items():
            middle, tail, _ = one_run(program, arguments, serve, mode, arguments.calls)
            middles[name].append(middle / 1e3)
            tails[name].append(tail / 1e3)
        calls = arguments.calls * 10
        wall, _, spent = one_run(
            PROGRAM, arguments, "serve", "pipeline", calls, arguments.in_flight
        )
        costs.append(spent / calls * 1e6)
        walls.append(wall / 1e3)
    median = statistics.median
    for name in peers:
        print(
            f"{name:<8} p50 {median(middles[name]):6.1f} us (from {min(middles[name]):.1f} to "
            f"{max(middles[name]):.1f}), p99 {median(tails[name]):7.1f} us "
            f"(from {min(tails[name]):.1f} to {max(tails[name]):.1f}); "
            f"{median(middles[name]) / median(middles['raw TCP']):.2f}x and "
            f"{median(tails[name]) / median(tails['raw TCP']):.2f}x raw TCP"
        )
    print(
        f"pipelined, {arguments.in_flight} in flight: {median(costs):.2f} us of server CPU per call "
        f"(from {min(costs):.2f} to {max(costs):.2f}), {median(walls):.2f} us of time"
    )


if __name__ == "__main__":
    main()
