"""What the measurements of the function server share: where things are, how they are started, and what is read from a process."""

import argparse
import pathlib
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT / "tests" / "serve")]
from server import Server, manifest  # noqa: E402,F401  (for those who import this)


def parser_of(doc):
    """Of a script with this docstring; all of them take --trinity."""
    parser = argparse.ArgumentParser(description=doc, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--trinity", default=str(ROOT / "build" / "release" / "bin" / "trinity"))
    return parser


def add_peers(parser, node=False):
    """Options for the servers of peers.py."""
    if node:
        parser.add_argument("--node")
    parser.add_argument("--workerd")
    parser.add_argument("--nginx")
    parser.add_argument("--nginx-modules", default="/usr/lib/nginx/modules")
    parser.add_argument("--nginx-lua", default="/usr/share/lua/5.1")
    parser.add_argument("--nginx-cjson", default="/usr/lib/x86_64-linux-gnu/lua/5.1")
    parser.add_argument("--redis")


def cpu_seconds(pid):
    """CPU time of all threads of a process, and of those that come from it."""
    spent = 0
    for one in family(pid):
        for task in pathlib.Path(f"/proc/{one}/task").iterdir():
            spent += int((task / "schedstat").read_text().split()[0]) / 1e9
    return spent


def family(pid):
    """A process and those that come from it."""
    found = [pid]
    for task in pathlib.Path(f"/proc/{pid}/task").iterdir():
        for child in (task / "children").read_text().split():
            found += family(int(child))
    return found


def resident_kib(pid):
    """Proportional set size of a process and those that come from it: what they share counts once."""
    sizes = 0
    for one in family(pid):
        for line in pathlib.Path(f"/proc/{one}/smaps_rollup").read_text().splitlines():
            if line.startswith("Pss:"):
                sizes += int(line.split()[1])
    return sizes


def quantile(values, share):
    return sorted(values)[min(len(values) - 1, int(share * len(values)))]
