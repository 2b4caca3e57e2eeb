#!/usr/bin/env python3
"""Checks that the documents point at things that exist.

usage: docs.py [--root DIR]        prints what is wrong, then "N passed, N failed" over the documents

Looked at in every Markdown file that git knows:
  - links to other files of the repository, and to headings in them;
  - paths in backquotes that start with a folder of ours (`src/heap/value.hpp`), and, in the same
    line, bare file names after such a path (`src/heap/value.hpp`, `table.hpp`), which are taken to
    lie beside it. Patterns (`src/<room>/*.cpp`) and names in capitals (`NAME_fuzz.cpp`) are not.
"""

import argparse
import pathlib
import re
import subprocess
import sys

LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")
QUOTED = re.compile(r"`([^`\n]+)`")
OURS = ("src/", "tools/", "tests/", "docs/", "bench/", "cmake/", "examples/", "include/", ".ci/")
FILE_NAME = re.compile(r"[a-z0-9_]+\.(cpp|hpp|py|sh|def|lua|md|txt)")
PATTERN = re.compile(r"[<>*{}$\s]|[A-Z]{4}|\.\.\.")


def anchor(heading):
    """The name that a heading gets as the target of a link."""
    return re.sub(r"[^\w\- ]", "", heading.strip().lower()).replace(" ", "-")


def check_link(page, root, target):
    """What is wrong with a link, or None."""
    if re.match(r"[a-z]+:", target):
        return None
    name, _, fragment = target.partition("#")
    file = page if not name else (page.parent / name)
    if not file.exists():
        return f"links to {target}, which does not exist"
    if fragment and file.suffix == ".md":
        headings = re.findall(r"^#+ (.*)$", file.read_text(), re.MULTILINE)
        if fragment not in map(anchor, headings):
            return f"links to {target}, but {file.relative_to(root)} has no such heading"
    return None


def check_paths(root, line):
    """Yields what is wrong with the paths in backquotes of one line."""
    folder = None
    for text in QUOTED.findall(line):
        if PATTERN.search(text):
            continue
        if text.startswith(OURS):
            path = root / text.split(":")[0]
            folder = path.parent
        elif folder is not None and FILE_NAME.fullmatch(text):
            path = folder / text
        else:
            continue
        if not path.exists():
            yield f"names `{text}`, which does not exist"


def check_page(page, root):
    """Yields (line number, what is wrong) of one document."""
    fenced = False
    for number, line in enumerate(page.read_text().splitlines(), 1):
        fenced ^= line.startswith("```")
        if fenced:
            continue
        for target in LINK.findall(QUOTED.sub("", line)):
            if problem := check_link(page, root, target):
                yield number, problem
        for problem in check_paths(root, line):
            yield number, problem


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    here = pathlib.Path(__file__).resolve().parents[2]
    parser.add_argument("--root", type=pathlib.Path, default=here)
    root = parser.parse_args().root.resolve()
    listed = subprocess.run(
        ["git", "-C", root, "ls-files", "--cached", "--others", "--exclude-standard", "*.md"],
        capture_output=True,
        text=True,
        check=True,
    ).stdout.split()
    pages = [root / name for name in listed if (root / name).is_file()]
    failed = 0
    for page in pages:
        problems = list(check_page(page, root))
        for number, problem in problems:
            print(f"{page.relative_to(root)}:{number}: {problem}")
        failed += bool(problems)
    print(f"{len(pages) - failed} passed, {failed} failed")
    return 1 if failed or not pages else 0


if __name__ == "__main__":
    sys.exit(main())
