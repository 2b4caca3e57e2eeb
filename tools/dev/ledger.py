"""Lists of accepted deviations: one `path | scope | reason` a line; the reason is not optional.

tests/known_failures.txt         scope: a mode or *          does not work yet; only shrinks
tests/reference_differences.txt  scope: a version glob or *  stock Lua of that version differs
"""

import fnmatch


class BadLedger(Exception):
    """A line cannot be read; the message says where."""


class Ledger:
    """The entries of one file. take() marks the ones in use, so unused() finds those to remove."""

    def __init__(self, path, root):
        self._entries = []
        self._used = set()
        for number, line in enumerate(path.read_text().splitlines() if path.exists() else [], 1):
            if not line.strip() or line.startswith("#"):
                continue
            cells = [cell.strip() for cell in line.split("|", 2)]
            where = f"{path.relative_to(root)}:{number}"
            if len(cells) != 3 or not all(cells):
                raise BadLedger(f"{where}: expected `path | scope | reason`, found `{line}`")
            if not (root / cells[0]).is_file():
                raise BadLedger(f"{where}: {cells[0]} does not exist; remove the line")
            self._entries.append((where, *cells))

    def take(self, path, scope):
        """The reason why `path` is listed for `scope`, or None."""
        for where, listed, pattern, reason in self._entries:
            if listed == path and fnmatch.fnmatch(scope, pattern):
                self._used.add(where)
                return reason
        return None
