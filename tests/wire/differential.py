#!/usr/bin/env python3
"""Compares the grammars of the wire with other readers on generated and mutated inputs.

usage: differential.py [--show PROGRAM] [--seconds N] [--seed N] [--llhttp LIBRARY] [--hiredis LIBRARY]
                       [--msgpackc LIBRARY] [--only NAME]...

  --show PROGRAM     built from tests/wire/wire_show.cpp (default: build/release/test/wire_show)
  --seconds N        for each comparison (default: 10)
  --llhttp LIBRARY   tests/wire/llhttp_show.c with llhttp, as a shared object: HTTP heads
  --hiredis LIBRARY  libhiredis.so: RESP2 (Debian: libhiredis0.14)
  --msgpackc LIBRARY libmsgpackc.so (Debian: libmsgpackc2)
  --only NAME        csv, msgpack, msgpackc, http, resp (repeatable)

CSV is compared with Python's csv, MessagePack with Python's msgpack where it is installed. An input that we take must
mean the same to the other reader; one that the other reader refuses must be refused here. Where we are stricter, that is
stated beside the comparison. Prints what differs, then "N passed, N failed" over the inputs.
"""

import argparse
import csv
import ctypes
import io
import pathlib
import random
import re
import struct
import subprocess
import sys
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parents[2]
BATCH = 400


class Show:
    """The program that shows what our grammars say."""

    def __init__(self, program):
        self.program = program

    def __call__(self, kind, inputs):
        records = b"".join(kind + struct.pack("<I", len(data)) + data for data in inputs)
        told = subprocess.run([self.program], input=records, capture_output=True, check=True)
        lines = told.stdout.decode().splitlines()
        if len(lines) != len(inputs):
            sys.exit(f"differential.py: {self.program} answered {len(lines)} of {len(inputs)}")
        return lines


def mutated(chance, data, alphabet):
    """Data with a few bytes changed, inserted, removed or repeated."""
    data = bytearray(data)
    for _ in range(chance.choice((0, 1, 1, 2, 4))):
        at = chance.randrange(len(data) + 1)
        match chance.randrange(4):
            case 0 if at < len(data):
                data[at] = chance.choice(alphabet)
            case 1:
                data[at:at] = bytes(chance.choices(alphabet, k=chance.randint(1, 3)))
            case 2:
                del data[at : at + chance.randint(1, 3)]
            case _:
                data[at:at] = data[at : at + chance.randint(1, 8)]
    return bytes(data)


class Csv:
    """Python's csv, strict. We also refuse quotes inside an unquoted cell, and bare CR."""

    kind = b"c"

    def __init__(self, _):
        csv.field_size_limit(1 << 24)

    def make(self, chance):
        cells = ["", "a", "bc d", "1.5", '"q"', '"a,b"', '"x\ny"', '"say ""hi"""', '""', '"\r\n"', " "]
        text = ""
        for _ in range(chance.randint(0, 5)):
            row = ",".join(chance.choices(cells, k=chance.randint(1, 5)))
            text += row + chance.choice(("\n", "\r\n"))
        return mutated(chance, text.encode(), b'a,"\r\n ,"\n')

    def other(self, data):
        reader = csv.reader(io.StringIO(data.decode("latin-1"), newline=""), strict=True)
        try:
            rows = list(reader)
        except csv.Error:
            return "no"
        shown = "csv"
        for row in rows:
            row = row or [""]  # an empty line is one empty cell to us, no cell to Python
            for i, cell in enumerate(row):
                shown += " " + cell.encode("latin-1").hex() + ("/" if i + 1 == len(row) else ",")
        return shown

    def agree(self, ours, theirs, data):
        if ours == "no":
            return True  # stricter, see above
        return ours == theirs


class Msgpack:
    """Python's msgpack. Extensions of type -1 are left out: it reads them as times."""

    kind = b"m"

    def __init__(self, _):
        import msgpack

        self.msgpack = msgpack

    def make(self, chance):
        def value(depth):
            pick = chance.randrange(9 if depth < 4 else 6)
            if pick == 0:
                return chance.choice((None, True, False))
            if pick <= 2:
                return chance.choice((1, -1)) * chance.getrandbits(chance.choice((3, 7, 8, 16, 31, 32, 62)))
            if pick == 3:
                return chance.random() * 10 ** chance.randint(-5, 20)
            if pick == 4:
                return "s" * chance.choice((0, 1, 5, 31, 32, 255, 256, 300))
            if pick == 5:
                return bytes(chance.choice((0, 1, 40)))
            if pick == 6:
                return self.msgpack.ExtType(chance.randint(0, 127), bytes(chance.choice((1, 2, 3, 4, 8, 16, 20))))
            if pick == 7:
                return [value(depth + 1) for _ in range(chance.choice((0, 1, 3, 16)))]
            return {chance.randint(0, 999): value(depth + 1) for _ in range(chance.choice((0, 1, 3, 16)))}

        data = self.msgpack.packb(value(0), use_single_float=chance.random() < 0.3)
        return mutated(chance, data, bytes(range(256))) if chance.random() < 0.7 else data

    def other(self, data):
        unpacker = self.msgpack.Unpacker(
            raw=True, strict_map_key=False, object_pairs_hook=Pairs, timestamp=0
        )
        unpacker.feed(data)
        try:
            value = unpacker.unpack()
        except self.msgpack.OutOfData:
            return "more"
        except (ValueError, self.msgpack.UnpackException):
            return "no"
        return " ".join([str(unpacker.tell()), *self.tokens(value)])

    def tokens(self, value):
        match value:
            case None:
                yield "N"
            case True | False:
                yield "T" if value else "F"
            case int():
                yield f"I{value}"
            case float():
                yield "D" + struct.pack("<d", value).hex()
            case bytes():
                yield "S" + value.hex()
            case Pairs():
                yield f"M{len(value.pairs)}"
                for pair in value.pairs:
                    for part in pair:
                        yield from self.tokens(part)
            case self.msgpack.ExtType():
                yield f"X{value.code}:{value.data.hex()}"
            case list():
                yield f"A{len(value)}"
                for part in value:
                    yield from self.tokens(part)
            case _:
                yield "time"

    def agree(self, ours, theirs, data):
        if "time" in theirs or b"\xff" in data and "no" in (ours, theirs):
            return True
        if theirs == "no" and "X-" in ours:
            return True  # it takes no types below 0
        if "nan" in theirs or theirs == "no" and ours == "more":
            return True  # Python refuses lengths above its limits before they are there
        return ours == theirs or "D" in ours and "D" in theirs and ours.count("D") == theirs.count("D")


class Pairs:
    """A map as its pairs, so that any key will do."""

    def __init__(self, pairs):
        self.pairs = list(pairs)


class MsgpackC(Msgpack):
    """msgpack-c, whose values nest 32 deep at most."""

    # As msgpack/object.h has them.
    class Object(ctypes.Structure):
        pass

    class Sized(ctypes.Structure):
        _fields_ = [("size", ctypes.c_uint32), ("at", ctypes.c_void_p)]

    class Extension(ctypes.Structure):
        _fields_ = [("type", ctypes.c_int8), ("size", ctypes.c_uint32), ("at", ctypes.c_void_p)]

    class Via(ctypes.Union):
        pass

    Via._fields_ = [
        ("boolean", ctypes.c_bool), ("unsigned", ctypes.c_uint64), ("signed", ctypes.c_int64),
        ("real", ctypes.c_double), ("sized", Sized), ("extension", Extension),
    ]  # fmt: skip
    Object._fields_ = [("type", ctypes.c_int), ("via", Via)]

    class Unpacked(ctypes.Structure):
        pass

    Unpacked._fields_ = [("zone", ctypes.c_void_p), ("data", Object)]

    def __init__(self, arguments):
        super().__init__(arguments)
        self.library = ctypes.CDLL(str(arguments.msgpackc))
        self.library.msgpack_zone_free.argtypes = [ctypes.c_void_p]

    def other(self, data):
        unpacked, offset = self.Unpacked(), ctypes.c_size_t(0)
        result = self.library.msgpack_unpack_next(
            ctypes.byref(unpacked), data, ctypes.c_size_t(len(data)), ctypes.byref(offset)
        )
        if result <= 0:
            return {0: "more", -2: "memory"}.get(result, "no")
        shown = " ".join([str(offset.value), *self.objects(unpacked.data)])
        if unpacked.zone:
            self.library.msgpack_zone_free(unpacked.zone)
        return shown

    def objects(self, one):
        via = one.via
        match one.type:
            case 0:
                yield "N"
            case 1:
                yield "T" if via.boolean else "F"
            case 2:
                yield f"I{via.unsigned}"
            case 3:
                yield f"I{via.signed}"
            case 4 | 10:
                yield "D" + struct.pack("<d", via.real).hex()
            case 5 | 8:
                yield "S" + ctypes.string_at(via.sized.at, via.sized.size).hex()
            case 9:
                yield f"X{via.extension.type}:{ctypes.string_at(via.extension.at, via.extension.size).hex()}"
            case 6 | 7:
                count = via.sized.size * (one.type - 5)
                yield f"{'AM'[one.type - 6]}{via.sized.size}"
                for part in (self.Object * count).from_address(via.sized.at) if count else ():
                    yield from self.objects(part)

    def agree(self, ours, theirs, data):
        # It makes room for as many values as a count says, before they are there.
        return ours == theirs or (ours, theirs) == ("more", "memory")


class Http:
    """llhttp with its default strictness. What we take, it must take alike; it must refuse nothing that we take."""

    kind = b"h"

    def __init__(self, arguments):
        self.library = ctypes.CDLL(str(arguments.llhttp))
        self.room = ctypes.create_string_buffer(1 << 16)

    def make(self, chance):
        fields = [
            "Host: a", "Content-Length: 5", "Content-Length: 05", "Transfer-Encoding: chunked", "X-A: b c",
            "Connection: close", "Cookie: a=b; c", "Accept:*/*", "Empty:", "X-T: v \t", "Host: [::1]:80",
            "Transfer-Encoding: gzip, chunked", "Expect: 100-continue", "Connection: keep-alive",
        ]  # fmt: skip
        text = f"{chance.choice(('GET', 'POST', 'PUT', 'OPTIONS'))} {chance.choice(('/', '/a?b=c', '*', 'http://h/'))} HTTP/1.1\r\n"
        text += "Host: b\r\n" if chance.random() < 0.8 else ""
        for field in chance.choices(fields, k=chance.randint(0, 4)):
            text += field + "\r\n"
        alphabet = b"\r\n :\t\x00\x7f\x80aZ0;,=\"#/" + bytes(range(256))
        return mutated(chance, (text + "\r\n").encode(), alphabet)

    def other(self, data):
        result = self.library.llhttp_show(data, ctypes.c_size_t(len(data)), self.room, ctypes.c_size_t(1 << 16))
        return ("no", "more", self.room.value.decode())[result]

    def agree(self, ours, theirs, data):
        if ours in ("no", "more"):
            return True  # stricter by design; "more" may follow where it sees the end of a fault later
        if theirs == "no":
            # It knows a list of methods, two minor versions and schemes of letters; RFC 9112 has any token, any digit
            # (higher ones are read as 1.1), and digits in schemes.
            usual = rb"\r?\n?(GET|POST|PUT|OPTIONS) (/\S*|\*|[A-Za-z]+://\S*) HTTP/1\.[01]\r\n"
            return not re.match(usual, data)
        return ours == " ".join(self.trimmed(token) for token in theirs.split(" "))

    @staticmethod
    def trimmed(token):
        """A field without the blanks that llhttp keeps at the end of its value."""
        name, equals, value = token.partition("=")
        return name + equals + bytes.fromhex(value).rstrip(b" \t").hex() if equals else token


class Reply(ctypes.Structure):
    """redisReply of hiredis 0.14."""


Reply._fields_ = [
    ("type", ctypes.c_int),
    ("integer", ctypes.c_longlong),
    ("len", ctypes.c_size_t),
    ("str", ctypes.POINTER(ctypes.c_char)),
    ("elements", ctypes.c_size_t),
    ("element", ctypes.POINTER(ctypes.POINTER(Reply))),
]


class Resp:
    """hiredis 0.14 (RESP2). It refuses a plus sign and leading zeros, which the protocol does not forbid."""

    kind = b"r"

    def __init__(self, arguments):
        self.library = ctypes.CDLL(str(arguments.hiredis))
        self.library.redisReaderCreate.restype = ctypes.c_void_p

    def make(self, chance):
        def value(depth):
            match chance.randrange(7 if depth < 4 else 5):
                case 0:
                    return f"+{chance.choice(('OK', '', 'a b'))}\r\n"
                case 1:
                    return "-ERR x\r\n"
                case 2:
                    return f":{chance.choice((0, 1, -1, 2**63 - 1, -(2**63), 12345))}\r\n"
                case 3 | 4:
                    size = chance.choice((0, 1, 5, 30))
                    return f"${size}\r\n{'x' * size}\r\n"
                case 5:
                    return chance.choice(("$-1\r\n", "*-1\r\n", "*0\r\n"))
                case _:
                    parts = [value(depth + 1) for _ in range(chance.randint(1, 4))]
                    return f"*{len(parts)}\r\n{''.join(parts)}"

        return mutated(chance, value(0).encode(), b"\r\n$*:+-0123456789x")

    def other(self, data):
        reader = ctypes.c_void_p(self.library.redisReaderCreate())
        reply = ctypes.c_void_p()
        try:
            self.library.redisReaderFeed(reader, data, ctypes.c_size_t(len(data)))
            if self.library.redisReaderGetReply(reader, ctypes.byref(reply)) != 0:
                return "no"
            if not reply.value:
                return "more"
            return " ".join(self.tokens(ctypes.cast(reply, ctypes.POINTER(Reply)).contents))
        finally:
            if reply.value:
                self.library.freeReplyObject(reply)
            self.library.redisReaderFree(reader)

    def tokens(self, reply):
        text = ctypes.string_at(reply.str, reply.len).hex() if reply.str else ""
        match reply.type:
            case 1:
                yield "S" + text
            case 2:
                yield f"A{reply.elements}"
                for i in range(reply.elements):
                    yield from self.tokens(reply.element[i].contents)
            case 3:
                yield f"I{reply.integer}"
            case 4:
                yield "N"
            case 5:
                yield "P" + text
            case 6:
                yield "E" + text

    def agree(self, ours, theirs, data):
        if ours in ("no", "more"):
            return True  # stricter about line ends
        if theirs == "no" and re.search(rb"[:$*](\+|-?0[0-9]|-0)", data):
            return True
        return ours.partition(" ")[2] == theirs


def compare(name, reader, show, chance, seconds):
    """Returns how many inputs agreed and how many did not."""
    passed = failed = taken = 0
    end = time.monotonic() + seconds
    while time.monotonic() < end and failed < 20:
        inputs = [reader.make(chance) for _ in range(BATCH)]
        for data, ours in zip(inputs, show(reader.kind, inputs)):
            theirs = reader.other(data)
            taken += ours not in ("no", "more")
            if reader.agree(ours, theirs, data):
                passed += 1
            else:
                failed += 1
                print(f"{name}: {data!r}\n  ours   {ours}\n  theirs {theirs}")
    print(f"{name:<8} {passed} inputs agreed, {failed} did not; we took {taken}")
    return passed, failed


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--show", type=pathlib.Path, default=ROOT / "build/release/test/wire_show")
    parser.add_argument("--seconds", type=float, default=10)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--llhttp", type=pathlib.Path)
    parser.add_argument("--hiredis", type=pathlib.Path)
    parser.add_argument("--msgpackc", type=pathlib.Path)
    parser.add_argument("--only", action="append")
    arguments = parser.parse_args()
    readers = {"csv": Csv, "msgpack": Msgpack, "msgpackc": MsgpackC, "http": Http, "resp": Resp}
    wanted = {"http": arguments.llhttp, "resp": arguments.hiredis, "msgpackc": arguments.msgpackc}
    passed = failed = 0
    for name, make in readers.items():
        if arguments.only and name not in arguments.only:
            continue
        if name in wanted and not wanted[name]:
            print(f"{name:<8} not compared: the other reader was not given")
            continue
        try:
            reader = make(arguments)
        except ImportError as missing:
            print(f"{name:<8} not compared: {missing}")
            continue
        result = compare(name, reader, Show(arguments.show), random.Random(arguments.seed), arguments.seconds)
        passed, failed = passed + result[0], failed + result[1]
    print(f"{passed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
