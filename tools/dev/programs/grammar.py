"""The grammar of generated programs: reads the two .grammar files into forms that expand quickly.

A form is a list of parts. Which scopes a form opens follows from its own keywords (function, do,
then, else, repeat), so its text stays plain Lua.
"""

import bisect
import dataclasses
import pathlib
import random
import re

HERE = pathlib.Path(__file__).resolve().parent

# Expressions that the generator makes itself.
MADE = ("randint", "randflt", "randstr")

# The kinds of parts: (TEXT, text) (EXPR, type) (SET, type) (NAME, name) (STMTS,) (VAR, name, type,
# fixed) (TIMES, n) (FLAG, flag) (OPEN, kind) (CLOSE, kind); kinds are "function", "vararg", "loop",
# "block", "until".
TEXT, EXPR, SET, NAME, STMTS, VAR, TIMES, FLAG, OPEN, CLOSE = range(10)

_PIECE = re.compile(
    r"""(?P<string>"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*')"""
    r"|@set:(?P<set>\w+)|@var\[(?P<var>[^\]]*)\]|@times\[(?P<times>\d+)\]|@flag\[(?P<flag>\w+)\]"
    r"|@(?P<hole>\w+)|\$(?P<name>\w+)|(?P<word>[A-Za-z_]\w*)|(?P<line>\n)|(?P<other>.)"
)


class BadGrammar(Exception):
    pass


@dataclasses.dataclass
class Form:
    parts: list
    weight: int = 1
    declares: tuple = ()  # (name, type, fixed)
    needs: str | None = None  # a flag
    wants: tuple = ()  # types of which a variable must exist, ("set", type) or ("any", type)
    depth: int = 0  # least number of forms nested in an expansion


def compile_text(text, where):
    """Turns the text of a form into parts."""
    parts = []
    open_scopes = []  # [kind, closing keyword]
    loop_follows = False  # a `for` or `while` waits for its `do`
    parameters = None  # index of the OPEN of a function whose parameters have not ended

    def add(text):
        if parts and parts[-1][0] == TEXT:
            parts[-1] = (TEXT, parts[-1][1] + text)
        else:
            parts.append((TEXT, text))

    def close(expected, word):
        if not open_scopes or open_scopes[-1][1] not in expected:
            raise BadGrammar(f"{where}: '{word}' closes nothing")
        parts.append((CLOSE, open_scopes.pop()[0]))

    def begin(kind, closed_by):
        parts.append((OPEN, kind))
        open_scopes.append([kind, closed_by])

    # A line of marks alone belongs to the next one.
    text = re.sub(r"^ *((?:@(?:var|times|flag)\[[^\]]*\] *)+)\n *", r"  \1", text, flags=re.M)
    for match in _PIECE.finditer(text):
        kind, piece = match.lastgroup, match.group()
        if kind == "line" and open_scopes and open_scopes[-1][0] == "until":
            parts.append((CLOSE, open_scopes.pop()[0]))
        if kind == "word":
            if piece == "function":
                begin("function", "end")
                parameters, started = len(parts) - 1, match.start()
            elif piece in ("for", "while"):
                loop_follows = True
            elif piece == "do":
                add(piece)
                begin("loop" if loop_follows else "block", "end")
                loop_follows = False
                continue
            elif piece == "then":
                add(piece)
                begin("block", "end")
                continue
            elif piece in ("else", "elseif"):
                close(("end",), piece)
                add(piece)
                if piece == "else":
                    begin("block", "end")
                continue
            elif piece == "end":
                function = bool(open_scopes) and open_scopes[-1][0] in ("function", "vararg")
                if function:
                    add(piece)
                close(("end",), piece)
                if not function:
                    add(piece)
                continue
            elif piece == "repeat":
                add(piece)
                begin("loop", "until")
                continue
            elif piece == "until":
                if not open_scopes or open_scopes[-1][1] != "until":
                    raise BadGrammar(f"{where}: 'until' closes nothing")
                open_scopes[-1][0] = "until"
            add(piece)
        elif kind == "other":
            if parameters is not None:
                if piece == "." and "(" in text[started : match.start()]:
                    parts[parameters] = (OPEN, "vararg")
                elif piece == ")":
                    parameters = None
            add(piece)
        elif kind == "string":
            for i, text_or_name in enumerate(re.split(r"\$([a-z]\w*)", piece.replace("@nl", "\n"))):
                if i % 2:
                    parts.append((NAME, text_or_name))
                elif text_or_name:
                    add(text_or_name)
        elif kind == "line":
            add(piece)
        elif kind == "set":
            parts.append((SET, match["set"]))
        elif kind == "var":
            parts.extend((VAR, *declaration(word, where)) for word in match["var"].split())
        elif kind == "times":
            parts.append((TIMES, int(match["times"])))
        elif kind == "flag":
            parts.append((FLAG, match["flag"]))
        elif kind == "name":
            parts.append((NAME, match["name"]))
        elif match["hole"] == "nl":
            add("\n")
        elif match["hole"] == "stmts":
            parts.append((STMTS,))
        else:
            parts.append((EXPR, match["hole"]))
    while open_scopes and open_scopes[-1][0] == "until":
        parts.append((CLOSE, open_scopes.pop()[0]))
    if open_scopes:
        raise BadGrammar(f"{where}: a block has no '{open_scopes[-1][1]}'")
    return parts


def declaration(word, where):
    match = re.fullmatch(r"(\w+):(\w+)(!?)", word)
    if not match:
        raise BadGrammar(f"{where}: '{word}' is not NAME:TYPE or NAME:TYPE!")
    return match[1], match[2], bool(match[3])


class Choice:
    """Weighted forms of one thing."""

    def __init__(self, forms):
        self.forms = forms
        self._sums, total = [], 0
        for form in forms:
            total += form.weight
            self._sums.append(total)
        self._total = total
        least = min(form.depth for form in forms)
        self.shallow = [form for form in forms if form.depth == least]

    def pick(self, rng):
        return self.forms[bisect.bisect(self._sums, rng.random() * self._total)]


class Grammar:
    """expressions: type -> Choice; statements: Choice."""

    def __init__(self, folder=HERE):
        types = _read_expressions(folder / "expressions.grammar")
        statements = _read_statements(folder / "statements.grammar")
        self.variable_types = {
            type_ for form in statements for _, type_, _ in form.declares
        } | {part[2] for form in statements for part in form.parts if part[0] == VAR} | {"vararg"}
        self._check(types, statements)
        self.rooted = _measure_depth(types)
        for forms in (*types.values(), statements):
            for form in forms:
                form.wants = tuple(
                    ("set" if part[0] == SET else "any", part[1])
                    for part in form.parts
                    if part[0] == SET or (part[0] == EXPR and self._wants(part[1], types))
                )
        self.expressions = {name: Choice(forms) for name, forms in types.items()}
        self.statements = Choice(statements)
        # Where nothing else may be said: statements that neither loop nor call.
        self.plain = Choice([f for f in statements if all(p[0] in (TEXT, EXPR, SET) for p in f.parts)])

    def _wants(self, type_, types):
        return type_ in self.rooted or (type_ not in types and type_ not in MADE)

    def _check(self, types, statements):
        known = set(types) | set(MADE) | self.variable_types
        for form in [f for forms in (*types.values(), statements) for f in forms]:
            for part in form.parts:
                if part[0] in (EXPR, SET) and part[1] not in known:
                    text = "".join(p[1] for p in form.parts if p[0] == TEXT)
                    raise BadGrammar(f"@{part[1]}: there is no such type, in {text!r}")


def _read_expressions(path):
    types, current = {}, None
    for number, line in enumerate(path.read_text().splitlines(), 1):
        where = f"{path.name}:{number}"
        if not line.strip() or line.startswith("#"):
            continue
        if not line.startswith(" "):
            current = types.setdefault(line.strip(), [])
            continue
        if current is None:
            raise BadGrammar(f"{where}: a form before any type")
        match = re.match(r"  (?:(\d+)\| )?(.*)", line)
        current.append(Form(compile_text(match[2], where), weight=int(match[1] or 1)))
    return types


def _read_statements(path):
    forms = []
    for block in re.split(r"^(?===)", re.sub(r"^#.*\n", "", path.read_text(), flags=re.M), flags=re.M):
        if not block.startswith("=="):
            continue
        head, _, text = block.partition("\n")
        where = f"{path.name}: {head}"
        words = head[2:].split()
        if not words or not words[0].isdigit():
            raise BadGrammar(f"{where}: expected a weight")
        needs, declares = None, []
        for word in words[1:]:
            if word.startswith("needs="):
                needs = word[6:]
            else:
                declares.append(declaration(word, where))
        forms.append(
            Form(compile_text(text.strip("\n") + "\n", where), int(words[0]), tuple(declares), needs)
        )
    return forms


def _measure_depth(types):
    """Sets the depth of every form: 0 for one without holes, else one more than its deepest hole.

    Returns the types that no form makes without a variable.
    """
    unknown = 10**6
    least = {name: unknown for name in types}
    changed = True
    while changed:
        changed = False
        for name, forms in types.items():
            for form in forms:
                holes = [p[1] for p in form.parts if p[0] == EXPR]
                form.depth = max((1 + least.get(h, 0 if h in MADE else unknown) for h in holes), default=0)
            best = min(form.depth for form in forms)
            if best < least[name]:
                least[name], changed = best, True
    # Types that begin with some variable, as objects do with their class.
    return {name for name, depth in least.items() if depth >= unknown}


def random_of(seed, index):
    """The source of choices of one program."""
    return random.Random(f"{seed}:{index}")
