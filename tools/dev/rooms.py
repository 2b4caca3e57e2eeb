#!/usr/bin/env python3
"""Checks that every include under src/ goes only where src/rooms.txt lets its room go.

A line of rooms.txt reads `room: rooms it may include | exceptional headers`. Rooms are listed
bottom to top and a room may name only rooms above its own line, so no cycle can be written. Beyond
the table, the check wants:
  - every file under src/ to lie in a room of the table (rooms.txt itself excepted);
  - quoted includes to be written from src/ and to name a file that exists;
  - an exception after `|` to be in use, and to have a comment above its line that says why.
Test files (*_test.cpp) follow the same rules.

usage: rooms.py [--root DIR]        prints what is wrong, then "N passed, N failed" over the files
"""

import argparse
import collections
import pathlib
import re
import sys

SOURCES = {".cpp", ".hpp", ".h", ".c", ".def", ".inc"}
INCLUDE = re.compile(r'^\s*#\s*include\s*(["<])([^">]+)[">]')

Room = collections.namedtuple("Room", "name needs exceptions line commented")


def read_rooms(path):
    """Returns ({name: Room}, [errors]) from rooms.txt."""
    rooms, errors, commented = {}, [], False
    for number, text in enumerate(path.read_text().splitlines(), 1):
        if not text.strip() or text.startswith("#"):
            commented = text.startswith("#")
            continue
        where = f"{path.name}:{number}"
        match = re.fullmatch(r"([a-z][a-z_/]*):([a-z_/ ]*)(?:\|(.*))?", text)
        if not match:
            errors.append(
                f"{where}: expected `room: rooms it may include | headers`, found `{text}`"
            )
            continue
        name, needs, exceptions = match[1], match[2].split(), (match[3] or "").split()
        if name in rooms:
            errors.append(f"{where}: room {name} is listed twice")
        for need in needs:
            if need not in rooms:
                errors.append(f"{where}: {name} names {need}, which is not listed above it")
        for need in {n for n in needs if needs.count(n) > 1}:
            errors.append(f"{where}: {name} names {need} twice")
        if exceptions and not commented:
            errors.append(
                f"{where}: the exception for {name} has no comment above it that says why"
            )
        rooms[name] = Room(name, set(needs), set(exceptions), number, commented)
        commented = False
    return rooms, errors


def room_of(path, rooms):
    """The room that a path relative to src/ lies in: the longest listed folder that contains it."""
    folders = [str(parent) for parent in pathlib.PurePosixPath(path).parents]
    return next((rooms[folder] for folder in folders if folder in rooms), None)


def check_file(source, src, rooms, used):
    """Yields what is wrong with one file's includes; adds the exceptions it uses to `used`."""
    relative = source.relative_to(src).as_posix()
    room = room_of(relative, rooms)
    if room is None:
        yield f"src/{relative}: lies in no room of src/rooms.txt"
        return
    for number, line in enumerate(source.read_text(errors="replace").splitlines(), 1):
        match = INCLUDE.match(line)
        if not match:
            continue
        quoted, header = match[1] == '"', match[2]
        where = f"src/{relative}:{number}"
        target = room_of(header, rooms)
        if not quoted:
            if target is not None and (src / header).exists():
                yield f"{where}: <{header}> is ours; write it with quotes"
            continue
        if not (src / header).is_file():
            yield f'{where}: "{header}" is not a file under src/ (paths are written from src/)'
        elif target is None:
            yield f'{where}: "{header}" lies in no room of src/rooms.txt'
        elif target.name == room.name or target.name in room.needs:
            continue
        elif header in room.exceptions:
            used.add((room.name, header))
        else:
            may = ", ".join(sorted(room.needs)) or "no other room"
            yield f'{where}: room {room.name} may not include "{header}"; its rooms: {may}'


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument(
        "--root", type=pathlib.Path, default=pathlib.Path(__file__).resolve().parents[2]
    )
    src = parser.parse_args().root / "src"
    rooms, errors = read_rooms(src / "rooms.txt")
    passed, bad_files, used = 0, 0, set()
    for source in sorted(p for p in src.rglob("*") if p.is_file() and p.suffix in SOURCES):
        found = list(check_file(source, src, rooms, used))
        errors += found
        passed, bad_files = passed + (not found), bad_files + bool(found)
    for room in rooms.values():
        for header in sorted(room.exceptions):
            if (room.name, header) not in used:
                errors.append(
                    f"rooms.txt:{room.line}: {room.name} no longer needs the exception {header}"
                )
    for error in errors:
        print(error)
    table_errors = sum(1 for e in errors if e.startswith("rooms.txt"))
    print(f"{passed} passed, {bad_files + table_errors} failed")
    return 1 if errors else 0


if __name__ == "__main__":
    sys.exit(main())
