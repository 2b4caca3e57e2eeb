"""Makes a program smaller while a property holds: lines, blocks, tokens, then simpler values."""

import time

from lua_tokens import brackets, text_of, tokens

BATCH = 48  # candidates tried in one go


def reduce(text, holds, seconds):
    """A smaller text with the property, text itself at worst.

    holds    takes a list of texts, returns a list of booleans; `text` must have the property
    seconds  after which the best so far is good enough
    """
    deadline = time.monotonic() + seconds
    step = _Step(holds, deadline)
    while True:
        before = text
        text = _fewer(text.split("\n"), "\n".join, step)
        text = _unwrapped(text, step)
        text = _fewer(tokens(text), text_of, step, largest=16)
        text = _simpler(text, step)
        if text == before or time.monotonic() > deadline:
            return text


class _Step:
    def __init__(self, holds, deadline):
        self._holds, self._deadline = holds, deadline
        self._known = {}  # text -> whether it has the property

    def first(self, candidates):
        """The first candidate with the property, or None. candidates: iterable of texts."""
        batch = []
        for candidate in candidates:
            if time.monotonic() > self._deadline:
                return None
            if self._known.get(candidate, True) and candidate not in batch:
                batch.append(candidate)
            if len(batch) == BATCH:
                found = self._check(batch)
                if found is not None:
                    return found
                batch = []
        return self._check(batch)

    def _check(self, batch):
        new = [text for text in batch if text not in self._known]
        self._known.update(zip(new, self._holds(new) if new else ()))
        return next((text for text in batch if self._known[text]), None)


def _fewer(items, join, step, largest=None):
    """Leaves out runs of items, long ones first."""
    size = min(largest or len(items), max(1, len(items) // 2))
    while size >= 1:
        i = 0
        while i < len(items):
            places = list(range(i, len(items), size))[:BATCH]
            candidates = [join(items[:p] + items[p + size :]) for p in places]
            found = step.first(candidates)
            if found is None:
                i = places[-1] + size
            else:
                p = places[candidates.index(found)]
                items = items[:p] + items[p + size :]
                i = p
        size //= 2
    return join(items)


def _unwrapped(text, step):
    """Leaves out blocks and brackets, or only what encloses them."""
    while True:
        parts = tokens(text)

        def candidates(parts=parts):
            pairs = sorted(brackets(parts), key=lambda pair: pair[0] - pair[1])
            for first, last in pairs:
                yield text_of(parts[:first] + parts[last + 1 :])
            for first, last in pairs:
                yield text_of(parts[: first + 1] + parts[last:])
                yield text_of(parts[:first] + [("space", " ")] + parts[first + 1 : last] + [("space", " ")] + parts[last + 1 :])
                for i in range(first, last):  # the head of a block goes with it
                    if parts[i][1] in ("then", "do", ")"):
                        yield text_of(parts[:first] + parts[i + 1 : last] + parts[last + 1 :])
                        break

        found = step.first(candidates())
        if found is None or _size(found) >= _size(text):
            return text
        text = found


def _size(text):
    return len("".join(text.split()))


def _simpler(text, step):
    """Shorter literals and names, nothing for what is in brackets."""
    while True:
        parts = tokens(text)

        def candidates(parts=parts):
            for i, (kind, piece) in enumerate(parts):
                for other in {"number": "0 1 2", "string": "'' 'a'", "name": "x a"}.get(kind, "").split():
                    if len(other) < len(piece):
                        yield text_of(parts[:i] + [(kind, other)] + parts[i + 1 :])
                if kind == "space" and piece not in (" ", "\n", ""):
                    yield text_of(parts[:i] + [(kind, "\n" if "\n" in piece else " ")] + parts[i + 1 :])
                if kind == "name" and sum(p == (kind, piece) for p in parts) > 1 and len(piece) > 1:
                    for new in "abcdefgh":
                        if (kind, new) not in parts:
                            yield text_of([(k, new if (k, t) == (kind, piece) else t) for k, t in parts])
                            break

        found = step.first(candidates())
        if found is None:
            return text
        text = found
