#!/usr/bin/env python3
"""Keeps the summary of the last full test run in docs/conformance.md, between two markers.

usage: conformance.py --command TEXT --duration-ms N [--page FILE] SUMMARY.tsv

SUMMARY.tsv has a line per step: name, result, passed, failed, milliseconds, note. Everything
outside the markers is left as it is. Fails when the page lacks the markers, rather than guessing
where the summary belongs.
"""

import argparse
import pathlib
import re
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
BEGIN = "<!-- last full run: written by ./dev test --full -->"
END = "<!-- end of last full run -->"


def commit_name():
    """The commit that was tested; `+ changes` when the working tree differs from it."""

    def git(*words):
        return subprocess.run(
            ["git", "-C", ROOT, *words], capture_output=True, text=True
        ).stdout.strip()

    changed = git(
        "status", "--porcelain", "--untracked-files=no", "--", ".", ":!docs/conformance.md"
    )
    return (git("rev-parse", "--short=12", "HEAD") or "unknown") + (" + changes" if changed else "")


def readable(milliseconds):
    seconds = milliseconds / 1000
    return f"{seconds:.1f} s" if seconds < 60 else f"{int(seconds // 60)} min {int(seconds % 60)} s"


def table(rows, command, duration_ms):
    passed, failed = sum(int(row[2]) for row in rows), sum(int(row[3]) for row in rows)
    lines = [
        f"`{command}` at commit {commit_name()}: {passed} passed, {failed} failed, "
        f"in {readable(duration_ms)}.",
        "",
        "| step | result | passed | failed | time | note |",
        "|---|---|---|---|---|---|",
    ]
    for name, result, ok, bad, milliseconds, note in rows:
        cells = [name, result, ok, bad, readable(int(milliseconds)), note.replace("|", "/")]
        lines.append("| " + " | ".join(cells) + " |")
    return "\n".join(lines)


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("summary", type=pathlib.Path)
    parser.add_argument("--command", required=True)
    parser.add_argument("--duration-ms", type=int, required=True)
    parser.add_argument("--page", type=pathlib.Path, default=ROOT / "docs" / "conformance.md")
    arguments = parser.parse_args()
    rows = [line.split("\t") for line in arguments.summary.read_text().splitlines()]
    page = arguments.page.read_text()
    if page.count(BEGIN) != 1 or page.count(END) != 1 or page.index(BEGIN) > page.index(END):
        print(
            f"{arguments.page}: expected the lines `{BEGIN}` and `{END}`, once and in this order",
            file=sys.stderr,
        )
        return 1
    text = f"{BEGIN}\n{table(rows, arguments.command, arguments.duration_ms)}\n{END}"
    arguments.page.write_text(
        re.sub(re.escape(BEGIN) + ".*" + re.escape(END), lambda _: text, page, flags=re.DOTALL)
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
