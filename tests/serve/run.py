#!/usr/bin/env python3
"""Runs the cases of the function server against a real one.

  run.py --trinity BINARY [--slow FACTOR] [--workers] [--soak SECONDS] [CASE...]

CASE is a part of a case's name. Functions run in the server's process, or with --workers in others. A case that does
not come to its end shows where it stands, and ends the run. The last line is "N passed, N failed".
"""

import argparse
import faulthandler
import os
import sys
import threading
import time
import traceback

import cases
import cases_admin
import cases_clock
import cases_dashboard
import cases_events
import cases_faults
import cases_local
import cases_process
import cases_shares
import cases_soak
import cases_streams
import cases_workers
from server import Server


CASE_SECONDS = 120  # the longest take a tenth of it


class Watch:
    """Ends the run when a case is not over in time: a hang is a failure that says where."""

    def __init__(self, counts):
        self.case, self.deadline, self.counts = None, 0, counts
        threading.Thread(target=self.run, daemon=True).start()

    def begin(self, case, seconds):
        self.case, self.deadline = case, time.monotonic() + seconds

    def end(self):
        self.case = None

    def run(self):
        while True:
            time.sleep(0.5)
            case = self.case
            if not case or time.monotonic() < self.deadline:
                continue
            faulthandler.dump_traceback(sys.stdout, all_threads=True)
            passed, failed = self.counts()
            print(f"FAILED {case.__name__}: it hangs; where its threads are is above")
            print(f"{passed} passed, {failed + 1} failed", flush=True)
            Server.kill_all()
            os._exit(1)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--trinity", required=True, metavar="BINARY")
    parser.add_argument("--slow", type=float, default=1, metavar="FACTOR", help="allow so much more time")
    parser.add_argument("--workers", action="store_true", help="functions run in processes of their own")
    parser.add_argument("--soak", type=float, default=cases_soak.SECONDS, metavar="SECONDS", help="how long the case called soak lasts")
    parser.add_argument("cases", nargs="*", metavar="CASE")
    arguments = parser.parse_args()
    arguments.trinity = os.path.abspath(arguments.trinity)
    Server.mode = "--workers" if arguments.workers else "--single-process"
    cases_soak.SECONDS = arguments.soak
    rooms = [cases, cases_events, cases_admin, cases_faults, cases_local, cases_shares, cases_clock, cases_process, cases_streams, cases_dashboard, cases_soak]
    if arguments.workers:
        rooms.append(cases_workers)
    wanted = lambda case: not arguments.cases or any(part in case.__name__ for part in arguments.cases)
    passed = failed = 0
    watch = Watch(lambda: (passed, failed))

    def attempt(case, *given):
        nonlocal passed, failed
        watch.begin(case, CASE_SECONDS * arguments.slow ** 0.5 + (cases_soak.SECONDS if case is cases_soak.soak else 0))
        try:
            case(*given)
            passed += 1
        except Exception:  # whatever it is, the other cases are still to be seen
            failed += 1
            print(f"FAILED {case.__name__}: {case.__doc__}")
            traceback.print_exc(file=sys.stdout)
        finally:
            watch.end()
            sys.stdout.flush()

    shared = [case for room in rooms for case in room.SHARED if wanted(case)]
    if shared:
        with Server(arguments.trinity, slow=arguments.slow) as server:
            for case in shared:
                attempt(case, server)
                if server.process.poll() is not None:
                    print(f"FAILED the server ended with status {server.process.returncode} in {case.__name__}")
                    print(server.stderr())
                    failed += 1
                    break
            if server.process.poll() is None and server.stop() != 0:
                print("FAILED the server did not end well", server.stderr())
                failed += 1
    for case in [case for room in rooms for case in room.OWN]:
        if wanted(case):
            attempt(case, arguments.trinity, arguments.slow)
    print(f"{passed} passed, {failed} failed")
    return 1 if failed or not passed else 0


if __name__ == "__main__":
    sys.exit(main())
