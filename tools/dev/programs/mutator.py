"""Mutates Lua programs, those of tests/lua and generated ones, and makes sure that they end."""

import functools
import pathlib

import generator
from lua_tokens import BINARY, text_of, tokens

ROOT = pathlib.Path(__file__).resolve().parents[3]
MAX_BYTES = 7000
# Left out: what depends on the machine, the collector's timing or a file's own name and arguments.
FOREIGN = ("io", "os", "gc", "generated", "support", "examples")

_NUMBERS = (
    "0 1 -1 2 3 255 256 1e15 1e16 0.5 -0.0 1e308 2^53 math.huge -math.huge (0/0) math.maxinteger math.mininteger"
    " 0x7fffffff 1<<31 1<<62 63 64 100000 3.0 nil true '10' '0x10' {} #'abc' ... print"
).split()
_STRINGS = ('""', '"a"', '"\\0"', '"%"', '"__index"', '"10"', '"k"', '"x"', '("x"):rep(41)', "nil", "1", "2.5", "{}")
_FUNCTIONS = (
    "pairs ipairs next type tostring tonumber print select rawget rawset rawequal rawlen pcall error assert"
    " setmetatable getmetatable string.sub string.rep string.find string.format string.byte string.char string.gsub"
    " string.match string.gmatch string.upper string.len string.reverse string.pack string.unpack table.insert"
    " table.remove table.concat table.unpack table.pack table.sort table.move math.floor math.max math.type"
    " math.tointeger math.fmod math.ult utf8.char utf8.len utf8.codepoint coroutine.yield coroutine.wrap"
    " coroutine.create coroutine.resume coroutine.close coroutine.status load debug.traceback debug.getinfo"
).split()


@functools.cache
def corpus():
    """The texts of tests/lua, without their comments, as tokens."""
    texts = []
    for path in sorted((ROOT / "tests/lua").rglob("*.lua")):
        if path.stat().st_size <= MAX_BYTES and not set(path.parts) & set(FOREIGN):
            parts = tokens(path.read_text(encoding="utf-8", errors="surrogateescape"))
            texts.append([p for p in parts if p[0] != "comment"])
    if not texts:
        raise FileNotFoundError("tests/lua holds no program to mutate")
    return texts


def mutate_corpus(rng):
    parts = list(rng.choice(corpus()))
    for _ in range(rng.choice((1, 1, 2, 3, 5))):
        _mutate(parts, rng)
    return text_of(_bounded(parts))


def mutate_generated(rng):
    parts = tokens(generator.generate(rng))
    for _ in range(rng.choice((1, 1, 2, 3))):
        _mutate(parts, rng)
    return text_of(_bounded(parts))


def _mutate(parts, rng):
    kinds = ("number", "string", "name", "mark", "keyword")
    places = [i for i, part in enumerate(parts) if part[0] in kinds]
    if not places:
        return
    i = rng.choice(places)
    kind, piece = parts[i]
    what = rng.random()
    if what < 0.12:
        _mutate_lines(parts, rng)
    elif what < 0.2:
        parts[i] = ("mark", f"({generator.generate_expression(rng)})")
    elif kind == "number":
        parts[i] = ("number", _near(piece, rng) if rng.random() < 0.4 else rng.choice(_NUMBERS))
    elif kind == "string":
        parts[i] = ("string", rng.choice(_STRINGS))
    elif kind == "name":
        others = [p for p in parts if p[0] == "name"]
        parts[i] = rng.choice(others) if rng.random() < 0.75 else ("name", rng.choice(_FUNCTIONS))
    elif piece in BINARY:
        parts[i] = ("mark", rng.choice(BINARY))
    elif kind == "keyword" and piece in ("true", "false", "nil"):
        parts[i] = ("keyword", rng.choice(("true", "false", "nil", "0", "{}", "''")))
    elif kind == "keyword" and piece in ("and", "or"):
        parts[i] = ("keyword", "or" if piece == "and" else "and")
    elif piece == "local":
        parts[i] = ("space", " ")
    elif piece == "(" and rng.random() < 0.5:
        parts[i] = ("mark", f"({rng.choice(('nil, ', '1, ', '..., '))}")
    elif rng.random() < 0.3:
        parts[i] = ("space", " ")
    else:
        _mutate_lines(parts, rng)


def _near(number, rng):
    try:
        value = int(number, 0)
    except ValueError:
        return f"(-{number})"
    return str(value + rng.choice((-2, -1, 1, 2)))


def _mutate_lines(parts, rng):
    """Deletes, repeats, moves or borrows some lines."""
    lines = text_of(parts).split("\n")
    i = rng.randrange(len(lines))
    n = rng.choice((1, 1, 1, 2, 3))
    what = rng.randrange(4)
    if what == 0:
        del lines[i : i + n]
    elif what == 1:
        lines[i:i] = lines[i : i + n]
    elif what == 2:
        some = lines[i : i + n]
        del lines[i : i + n]
        j = rng.randrange(len(lines) + 1)
        lines[j:j] = some
    else:
        other = text_of(rng.choice(corpus())).split("\n")
        j = rng.randrange(len(other))
        lines[i:i] = other[j : j + n]
    parts[:] = tokens("\n".join(lines))


def _bounded(parts):
    """Every loop, jump and function counts a tick; the driver stops a program that takes too many."""
    out, parameters = [], 0
    for kind, piece in parts:
        if kind == "keyword" and piece == "goto":
            out.append(("mark", "__t() "))
        out.append((kind, piece))
        if kind == "keyword" and piece in ("do", "repeat"):
            out.append(("mark", " __t() "))
        elif kind == "keyword" and piece == "function":
            parameters = 1
        elif piece == ")" and parameters:
            parameters = 0
            out.append(("mark", " __t() "))
    return out
