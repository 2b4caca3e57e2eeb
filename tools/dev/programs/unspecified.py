"""What a mutated program shows though Lua leaves it open, so that a difference says nothing.

Generated programs avoid these things; mutation undoes the care that was taken. All questions are
asked of programs about which the interpreters disagree, and most of the reference alone.
"""

import lua_tokens
from interpreters import disagreement

_TWO_BORDERS = b"\2two borders\2"


def what_it_shows(text, reference, trinity):
    """What text shows, in words, or None. text: bytes; reference, trinity: Interpreters."""

    def run(lua, word=None, program=text):
        return lua.run_programs([("0", program)], steps=word)["0"]

    if disagreement(run(reference, "sorted"), run(trinity, "sorted")) is None:
        return "the order of pairs"
    if disagreement(run(reference, "stopped"), run(reference, "eager")) is not None:
        return "when objects are collected"
    if _TWO_BORDERS in run(reference, "borders", _with_borders(text)).text:
        return "a border of a table with holes"
    if b"sethook" in text and disagreement(run(reference, "often"), run(trinity, "often")) is None:
        return "at which instruction a hook comes that counts thousands"
    if all(b"C stack overflow" in run(lua).text for lua in (reference, trinity)):
        # In the reference, closing a buffer of more than 1 KiB is a call: traceback, concat and others fail at exactly
        # the last level, when what they make is that long.
        return "what the reference does at its last level of C calls"
    return None


def _with_borders(text):
    """The text with `#x` as `__len^x`: `^` binds its right side as `#` does."""
    parts = lua_tokens.tokens(text.decode("utf-8", "surrogateescape"))
    changed = [("mark", " __len^") if part == ("mark", "#") else part for part in parts]
    return lua_tokens.text_of(changed).encode("utf-8", "surrogateescape")
