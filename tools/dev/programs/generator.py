"""Generates Lua programs that end: choices from a grammar, with variables, types and costs kept.

Termination: loops have bounds in their forms, recursion counts down, and a program's cost (each
statement times the loops and calls around it) is bounded while it is written.
"""

import functools
import re

from grammar import CLOSE, EXPR, FLAG, NAME, OPEN, SET, STMTS, TEXT, TIMES, VAR, Grammar, MADE

MAX_COST = 6000  # statements executed, as far as the generator can tell
MAX_TIMES = 400  # iterations of all loops around a statement
MAX_BYTES = 9000  # of a program
MAX_LOCALS = 150  # of a function; Lua has room for 200


_BLANK = re.compile(r"[ ]*\n(?:[ ]*\n)*")


class Scope:
    __slots__ = ("kind", "flags", "times", "cost", "declared", "vararg", "locals", "indent", "hidden")

    def __init__(self, kind, flags, times, cost, vararg, locals_, indent):
        self.kind, self.flags, self.times, self.cost = kind, flags, times, cost
        self.vararg, self.locals, self.indent = vararg, locals_, indent
        self.declared = []


class Generator:
    def __init__(self, grammar, rng):
        self._grammar, self._rng = grammar, rng

    def program(self, script=False):
        """The text of one program; of a script that ends in its own way when `script`."""
        self._begin()
        for _ in range(self._rng.choice((4, 8, 8, 14, 14, 22))):
            self._statement()
        self._print_variables()
        if script:
            self._expand(self._grammar.expressions["ending"].pick(self._rng), {}, 1)
        return _BLANK.sub("\n", "".join(self._out))

    def _begin(self):
        self._out, self._bytes = [], 0
        self._readable = {}  # type -> names
        self._settable = {}
        self._costs = {}  # names of functions -> cost of a call
        self._count = 0
        self._cost, self._times = 0, 1
        self._flags = frozenset({"rare"} if self._rng.random() < 0.004 else ())
        self._vararg = True
        self._locals = 0
        self._indent = 0
        self._scopes = []
        self._depth = 0
        self._last_cost = 1

    def expression(self):
        self._begin()
        self._expression(self._rng.choice(("int", "flt", "str", "any", "arr", "mixed", "wrong")), 1)
        return "".join(self._out)

    # -- text

    def _emit(self, text):
        # Two signs would begin a comment, two brackets a long string.
        if text[:1] in ("-", "[") and self._out and self._out[-1].endswith(text[0]):
            text = " " + text
        if "\n" in text and self._indent:
            text = text.replace("\n", "\n" + "  " * self._indent)
        self._out.append(text)
        self._bytes += len(text)

    def _print_variables(self):
        for type_ in ("int", "flt", "num", "str", "bool", "any"):
            names = self._readable.get(type_)
            if names:
                self._emit(f"print({', '.join(names[:40])})\n")
        for type_ in ("arr", "sarr", "map", "mixed", "obj"):
            for name in self._readable.get(type_, ())[:6]:
                self._emit(f"print(show({name}))\n")

    # -- variables

    def _fresh(self):
        self._count += 1
        return f"v{self._count}"

    def _declare(self, name, type_, fixed):
        self._readable.setdefault(type_, []).append(name)
        if not fixed:
            self._settable.setdefault(type_, []).append(name)
        if self._scopes:
            self._scopes[-1].declared.append((type_, fixed))
        self._costs[name] = self._last_cost
        self._locals += 1

    def _open(self, kind):
        scope = Scope(kind, self._flags, self._times, self._cost, self._vararg, self._locals, self._indent)
        self._scopes.append(scope)
        if kind in ("function", "vararg"):
            self._flags = (self._flags & {"rare"}) | {"function"}
            self._vararg = kind == "vararg"
            self._locals = 0
        elif kind == "loop":
            self._flags = self._flags | {"loop"}

    def _close(self):
        scope = self._scopes.pop()
        for type_, fixed in reversed(scope.declared):
            self._readable[type_].pop()
            if not fixed:
                self._settable[type_].pop()
        if scope.kind in ("function", "vararg"):
            self._last_cost = max(1, (self._cost - scope.cost) // max(1, self._times))
        self._flags, self._times, self._vararg = scope.flags, scope.times, scope.vararg
        self._locals = scope.locals

    def _variable(self, type_, settable):
        if type_ == "vararg":
            return "..." if self._vararg else None
        names = (self._settable if settable else self._readable).get(type_)
        if not names:
            return None
        rng = self._rng
        # What was declared last is used most.
        place = int(len(names) * rng.random() ** 0.6)
        name = names[place]
        if type_ in ("fint", "cint", "fflt", "fstr"):
            cost = self._costs[name] * self._times
            if self._cost + cost > MAX_COST:
                return None
            self._cost += cost
        return name

    def _can(self, form):
        if form.needs and form.needs not in self._flags:
            return False
        for access, type_ in form.wants:
            if type_ == "vararg":
                if not self._vararg:
                    return False
            elif not (self._settable if access == "set" else self._readable).get(type_):
                forms = self._grammar.expressions.get(type_)
                if access == "set" or not forms or not any(map(self._can, forms.forms)):
                    return False
        return True

    # -- expansion

    def _statement(self):
        full = self._bytes > MAX_BYTES or self._cost > MAX_COST
        busy = full or self._depth > 3 or self._times > MAX_TIMES or self._locals > MAX_LOCALS
        choice = self._grammar.plain if busy else self._grammar.statements
        for _ in range(20):
            form = choice.pick(self._rng)
            if self._can(form) and not (self._locals > MAX_LOCALS and form.declares):
                break
        else:
            return
        self._cost += self._times
        names = {}
        self._depth += 1
        # A block keeps the local variables of a form from piling up in a function.
        own = not form.declares and "local " in form.parts[0][1] and form.parts[0][0] == TEXT
        if own:
            self._emit("do\n")
            self._open("block")
        self._expand(form, names, 0)
        if own:
            self._close()
            self._emit("end\n")
        self._depth -= 1
        for name, type_, fixed in form.declares:
            self._declare(names[name], type_, fixed)

    def _statements(self):
        rng = self._rng
        self._indent += 1
        for _ in range(rng.choice((1, 1, 2, 2, 3, 5)) if self._depth < 3 else 1):
            self._statement()
        self._indent -= 1

    def _expression(self, type_, depth):
        rng = self._rng
        if type_ in MADE:
            self._emit(_MAKERS[type_](rng))
            return
        choice = self._grammar.expressions.get(type_)
        if choice is None or rng.random() < 0.45:
            name = self._variable(type_, settable=False)
            if name:
                self._emit(name)
                return
            if choice is None:
                self._emit("print" if type_ != "vararg" else "nil")  # too dear to call
                return
        if depth >= 3 or (depth == 2 and rng.random() < 0.5):
            form = choice.shallow[int(rng.random() * len(choice.shallow))]
        else:
            for _ in range(12):
                form = choice.pick(rng)
                if not form.wants or self._can(form):
                    break
            else:
                form = choice.shallow[int(rng.random() * len(choice.shallow))]
        self._expand(form, {}, depth + 1)

    def _expand(self, form, names, depth):
        for part in form.parts:
            kind = part[0]
            if kind == TEXT:
                self._emit(part[1])
            elif kind == EXPR:
                self._expression(part[1], depth)
            elif kind == NAME:
                name = names.get(part[1])
                if name is None:
                    name = names[part[1]] = self._fresh()
                self._emit(name)
            elif kind == SET:
                self._emit(self._variable(part[1], settable=True) or self._variable(part[1], settable=False))
            elif kind == STMTS:
                self._statements()
            elif kind == OPEN:
                self._open(part[1])
            elif kind == CLOSE:
                self._close()
            elif kind == VAR:
                name = names.get(part[1])
                if name is None:
                    name = names[part[1]] = self._fresh()
                self._declare(name, part[2], part[3])
            elif kind == TIMES:
                self._times *= part[1]
            elif kind == FLAG:
                self._flags = self._flags | {part[1]}


def _random_int(rng):
    bits = rng.choice((4, 8, 16, 31, 32, 33, 52, 53, 54, 62, 63, 64))
    value = rng.getrandbits(bits)
    return hex(value) if bits == 64 or rng.random() < 0.3 else f"{'-' if rng.random() < 0.4 else ''}{value}"


def _random_float(rng):
    value = (rng.random() - 0.5) * 10.0 ** rng.randint(-20, 25)
    return rng.choice((repr(value), value.hex(), f"{value:.3f}", f"{value:e}"))


_ALPHABET = 'aab bcxyz01.%-_,;:=()[]{}+*?^$#"\\\'\n\t\0é€~/<>'


def _random_string(rng):
    text = "".join(rng.choice(_ALPHABET) for _ in range(rng.choice((1, 2, 3, 5, 8, 20, 39, 40, 41))))
    escaped = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\0": "\\0", "\t": "\\9"}
    out = "".join(escaped.get(c, c) for c in text)
    for digit in "01":  # "\0" before a digit would be another escape
        out = out.replace("\\0" + digit, "\\x00" + digit).replace("\\9" + digit, "\\t" + digit)
    return f'"{out}"'


_MAKERS = {"randint": _random_int, "randflt": _random_float, "randstr": _random_string}


@functools.cache
def _grammar():
    return Grammar()


def generate(rng, script=False):
    """One program, from the grammar beside this file."""
    return Generator(_grammar(), rng).program(script)


def generate_expression(rng):
    """One expression without variables."""
    return Generator(_grammar(), rng).expression()
