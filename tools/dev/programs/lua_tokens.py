"""Lua source as a list of tokens that joins to the same text, for mutating and reducing it."""

import re

_TOKEN = re.compile(
    r"(?P<space>[ \t\r\n]+)"
    r"|(?P<comment>--(?:\[(?P<level1>=*)\[.*?\](?P=level1)\]|[^\n]*))"
    r"|(?P<string>\[(?P<level2>=*)\[.*?\](?P=level2)\]|\"(?:\\.|[^\"\\\n])*\"|'(?:\\.|[^'\\\n])*')"
    r"|(?P<number>0[xX][0-9a-fA-F.]+(?:[pP][+-]?\d+)?|(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)"
    r"|(?P<name>[A-Za-z_]\w*)"
    r"|(?P<mark>\.\.\.|\.\.|==|~=|<=|>=|<<|>>|//|::|.)",
    re.S,
)

KEYWORDS = frozenset(
    "and break do else elseif end false for function goto if in local nil not or repeat return then"
    " true until while".split()
)
BINARY = ("+", "-", "*", "/", "//", "%", "^", "&", "|", "~", "<<", ">>", "..", "==", "~=", "<", "<=", ">", ">=")


def tokens(text):
    """[(kind, text)]: space, comment, string, number, name, keyword, mark."""
    found = []
    for match in _TOKEN.finditer(text):
        kind, piece = match.lastgroup, match.group()
        if kind == "name" and piece in KEYWORDS:
            kind = "keyword"
        found.append((kind, piece))
    return found


def text_of(parts):
    return "".join(piece for _, piece in parts)


def brackets(parts):
    """Indices (first, last) of all matching brackets and blocks, inner ones first."""
    pairs, open_ = [], []
    closers = {")": "(", "]": "[", "}": "{"}
    for i, (kind, piece) in enumerate(parts):
        if kind == "mark" and piece in "([{":
            open_.append((piece, i))
        elif kind == "mark" and piece in closers:
            if open_ and open_[-1][0] == closers[piece]:
                pairs.append((open_.pop()[1], i))
        elif kind == "keyword":
            if piece in ("function", "if", "repeat", "for", "while"):
                open_.append((piece, i))
            elif piece == "do":
                if not open_ or open_[-1][0] not in ("for", "while"):
                    open_.append((piece, i))
                else:
                    open_[-1] = ("loop", open_[-1][1])
            elif piece in ("end", "until"):
                if open_ and open_[-1][0] not in "([{":
                    pairs.append((open_.pop()[1], i))
    return pairs
