#!/usr/bin/env python3
"""Runs the transcripts in tests/cli: commands as a user types them, and all that they print.

  cli_tests.py --trinity BINARY [PATH...]                 are they still true?
  cli_tests.py --reference LUA [PATH...]                  are they true of stock Lua 5.4.8?
  cli_tests.py --reference LUA --update FILE...           write what stock Lua prints

PATH is a file or a part of a name. tests/README.md describes the format. Commands find `lua`,
`luac` and `trinity` on their path, all of them the binary under test; with --reference there is
only `lua`, and transcripts whose first line says `-- trinity` are left out.
The last line is "N passed, N failed"; a passed one is a transcript.
"""

import argparse
import difflib
import os
import pathlib
import re
import shutil
import sys
import tempfile

import child

ROOT = pathlib.Path(__file__).resolve().parents[2]
FOLDER = ROOT / "tests" / "cli"
SECONDS = 30  # for one command
OWN_MARK = "-- trinity"  # a transcript about what stock Lua does not have


def main():
    arguments = parse_arguments()
    paths = [p for p in sorted(arguments.folder.glob("*.t")) if chosen(p, arguments)]
    passed, failed = 0, 0
    for path in paths:
        lines = path.read_text().splitlines()
        found = run_transcript(lines, arguments)
        if found == lines:
            passed += 1
        elif arguments.update:
            path.write_text("\n".join(found) + "\n")
            print(f"written {path}")
        else:
            failed += 1
            print(f"FAILED {path}")
            for line in difflib.unified_diff(lines, found, "expected", "found", "", "", 3, ""):
                print(f"  {line}")
    if not paths:
        print("FAILED no transcript matches")
        failed = 1
    print(f"{passed} passed, {failed} failed")
    return 1 if failed else 0


def parse_arguments():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("paths", nargs="*", metavar="PATH")
    program = parser.add_mutually_exclusive_group(required=True)
    program.add_argument("--trinity", metavar="BINARY")
    program.add_argument("--reference", metavar="LUA")
    parser.add_argument("--slow", type=float, default=1, help="multiplies every time limit")
    parser.add_argument("--update", action="store_true", help="write what the reference prints")
    parser.add_argument("--folder", type=pathlib.Path, default=FOLDER, help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    arguments.folder = arguments.folder.resolve()
    if arguments.update and not (arguments.reference and arguments.paths):
        parser.error("--update wants --reference LUA and the FILEs: expectations are stock Lua's")
    arguments.program = shutil.which(arguments.trinity or arguments.reference)
    if not arguments.program:
        parser.error(f"no such program: {arguments.trinity or arguments.reference}")
    return arguments


def chosen(path, arguments):
    if arguments.reference and path.read_text().startswith(OWN_MARK):
        return False
    wanted = arguments.paths
    return not wanted or any(path == pathlib.Path(w).resolve() or w in path.name for w in wanted)


def run_transcript(lines, arguments):
    """Runs all commands of a transcript in one folder; returns it with what they print now."""
    with tempfile.TemporaryDirectory() as scratch:
        programs, work = pathlib.Path(scratch, "bin"), pathlib.Path(scratch, "work")
        programs.mkdir()
        work.mkdir()
        names = ["lua"] if arguments.reference else ["lua", "luac", "trinity"]
        for name in names:
            (programs / name).symlink_to(os.path.abspath(arguments.program))
        environment = clean_environment(programs)
        found, at = [], 0
        while at < len(lines):
            line = lines[at]
            at += 1
            found.append(line)
            if not line.startswith("  $ "):
                continue
            command = [line[4:]]
            while at < len(lines) and lines[at].startswith("  > "):
                command.append(lines[at][4:])
                found.append(lines[at])
                at += 1
            expected = []
            while at < len(lines) and lines[at].startswith("  ") and lines[at][2:4] != "$ ":
                expected.append(lines[at])
                at += 1
            printed = run_command("\n".join(command), work, environment, arguments)
            found.extend(expected if same(expected, printed) else printed)
    return found


def clean_environment(programs):
    """What a person's own settings must not change."""
    foreign = ("TRINITY_", "LUA_", "XDG_")
    kept = {k: v for k, v in os.environ.items() if not k.startswith(foreign)}
    path = os.pathsep.join([str(programs), str(FOLDER / "support"), kept.get("PATH", "")])
    return kept | {"PATH": path, "LC_ALL": "C", "TZ": "UTC", "HOME": "/nonexistent"}


def run_command(command, folder, environment, arguments):
    """The lines of a transcript that tell what a command printed and how it ended."""
    outcome = child.run(
        ["bash", "-c", f"exec 2>&1\n{command}"],
        cwd=folder,
        env=environment,
        timeout_s=SECONDS * arguments.slow,
    )
    printed = ["  " + line for line in outcome.stdout.decode("utf-8", "replace").splitlines()]
    if outcome.timed_out:
        printed.append(f"  [no end after {SECONDS * arguments.slow:.0f} s]")
    elif outcome.status != 0:
        printed.append(f"  [{outcome.status or f'signal {outcome.signal}'}]")
    return printed


def same(expected, printed):
    return len(expected) == len(printed) and all(map(line_matches, expected, printed))


def line_matches(expected, printed):
    """A line that ends in ` (re)` is a regular expression for the whole line."""
    if expected.endswith(" (re)"):
        return re.fullmatch(expected[2:-5], printed[2:]) is not None
    return expected == printed


if __name__ == "__main__":
    sys.exit(main())
