#!/usr/bin/env python3
"""Plants faults in tier 3, one at a time, and tells which test finds each.

  native_faults.py [--folder F] [--jobs J] [--only NAME]... [--known] [--list]

For each row of FAULTS: the sources of HEAD, with one text replaced, are built in folder F (default:
build/native-faults). Then tests/lua run in modes tier3 and plain, those that the row names first, and the unit
tests of executable memory and of the engine, until one fails that does not fail without the fault. Stencils that cannot be made are found by the build. What found
which is kept in F/ledger.json; --known leaves out faults that are found in it for the same commit.
Faults marked with a * in --list make all stencils again, minutes each.
A row whose text is no longer in its file is an error: the code moved, so must the row.
The last line is "N passed, N failed"; a fault that is not found is a failure.
"""

import argparse
import dataclasses
import json
import pathlib
import shutil
import subprocess
import sys
import time

from planting import ROOT, Copy, Stale, default_jobs
from planting import Fault as Planted

UNIT_TESTS = ("test_jit_code", "test_engine")
TARGETS = ("trinity", *UNIT_TESTS)
MODES = ("tier3", "plain")


@dataclasses.dataclass(frozen=True)
class Fault(Planted):
    """`area` is its name. first: tests that should find it, run before the others."""

    first: tuple = ()

    @property
    def makes_stencils(self):
        return self.file.startswith(("src/ops/", "src/jit/stencil/machine_", "tools/stencils/")) or "kernel" in self.file


LOOPS, INLINED = ("control/number_loops",), ("control/inlined_calls",)
SHAPES = ("metatables/", "tables/shared_layouts")
PATCHER = "src/jit/stencil/patcher.cpp"
LAYOUT = "src/jit/stencil/layout.cpp"
IN_REGISTERS = "src/jit/stencil/loop_registers.cpp"

FAULTS = (
    # where holes lead and what they are
    Fault("patcher-distance", PATCHER, "reinterpret_cast<uintptr_t>(here), value);", "reinterpret_cast<uintptr_t>(to), value);"),
    Fault("patcher-upvalue", PATCHER, "(op == Op::SetTabUp ? a_of(in) : b_of(in)) * int64_t(sizeof(UpVal*))", "b_of(in) * int64_t(sizeof(UpVal*))"),
    Fault("patcher-wanted", PATCHER, "set(Hole::WANTED, c_of(in) - 1);", "set(Hole::WANTED, c_of(in));"),
    Fault("patcher-target", PATCHER, "address(p->words + (jump_of(pc) - p->code));", "address(p->words + (jump_of(pc) - p->code) + 1);", LOOPS),
    Fault("patcher-constants", PATCHER, "address(piece.inlined->callee->constants);", "address(p_->constants);", INLINED),
    Fault("arena-block", "src/jit/code/code_arena.cpp", "    if (f->granules != n) continue;\n", "", ("load/", "control/", "gc/")),
    # which stencils
    Fault("layout-strings", LAYOUT, "*v = c.bits & cache_bits::kOverflow ? Variant::StringsOverflow : Variant::Strings;", "*v = Variant::Strings;", ("strings/",)),
    Fault("layout-entry", LAYOUT, "return !stores && c.value_tag != kInEntry;", "return !stores;", SHAPES),
    Fault("layout-k", LAYOUT, "const bool k = k_matters && own_k != inverted;", "const bool k = k_matters && inverted;"),
    Fault("layout-open", LAYOUT, "    case Op::VarArg:\n      if (!c_of(in)) v = Variant::Open;\n", "    case Op::VarArg:\n", ("functions/varargs",)),
    # loops that hold numbers in registers
    Fault("loop-target", IN_REGISTERS, "        if (layout_.is_target(i)) forget_all();\n", "", LOOPS),
    Fault("loop-check", IN_REGISTERS, "    add_slot(i, check_of(place.kind), place.reg, slot).other = layout_.behind(i);\n  else\n", "    (void)i;\n  else\n", LOOPS),
    Fault("loop-tag", IN_REGISTERS, "const bool had_tag = place.known == kind;", "const bool had_tag = place.known != Narrow::None;", LOOPS),
    Fault("loop-commutes", IN_REGISTERS, "if (how.commutes && kb == kind) {", "if (kb == kind) {", LOOPS),
    Fault("plan-other", "src/jit/stencil/loop_plan.cpp", "!u.is_live || u.is_other ||", "!u.is_live ||", ("control/values_taken_over",)),
    Fault("plan-variable", "src/jit/stencil/loop_plan.cpp", "census.of[a + 3].writes == 1", "true", ("control/values_taken_over",)),
    # calls in line
    Fault("inlined-missing", "src/jit/stencil/inlined_calls.cpp", "for (uint32_t n = have; n < wanted; ++n) add_part(InlinedPart::InlinedNil)", "for (uint32_t n = have + 1; n < wanted; ++n) add_part(InlinedPart::InlinedNil)", INLINED),
    Fault("inlined-jump", "src/jit/stencil/inlined_calls.cpp", "if (layout_->has_jump(i) && jumps_backward(pc)) return false;", "if (has_jump(op) && jumps_backward(pc)) return false;", ("control/polls_of_comparisons_in_line",)),
    Fault("ways-failed", "src/interp/threaded.cpp", "  L->frame->ret = caller->words + (call - caller->code) + 1;\n", "  L->frame->ret = caller->words + (call - caller->code);\n", INLINED),
    # bodies and what is around them
    Fault("body-loop", "src/jit/stencil/loops_kernel.cpp", "    if (!r.t.is_safe_divisor(r.i[kS])) return Then::Other; \\\n", "", LOOPS),
    Fault("body-negation", "src/jit/stencil/machine_x86_64.hpp", "movabsq $0x8000000000000000", "movabsq $0x4000000000000000", ("ops/unary", "ops/float")),
    Fault("body-callee", "src/jit/stencil/inlined_kernel.cpp", "->proto->number != TRI_NUMBER(HOLE_CALLEE)) return false;", "->proto->number < TRI_NUMBER(HOLE_CALLEE)) return false;", INLINED),
    # what makes stencils of assembly
    Fault("split-inverted", "tools/stencils/assembly.cpp", '{"jl", "jge"}', '{"jl", "jg"}', LOOPS),
    Fault("split-last", "tools/stencils/split.cpp", "hot, ends_in(*hot.back(), \"HOLE_NEXT\")", "hot, true"),
    Fault("extract-addend", "tools/stencils/extract.cpp", "if (to.st_shndx != SHN_UNDEF) hole.addend += int64_t(to.st_value);", "if (to.st_shndx != SHN_UNDEF) hole.addend += int64_t(to.st_value) + 1;"),
    Fault("extract-call", "tools/stencils/extract.cpp", "if (symbol.starts_with(\"slow_\")) return \"slow_hole(ops::Slow::\" + symbol.substr(5) + \")\";", "if (symbol.starts_with(\"slow_\")) return \"routine_hole(ops::Slow::\" + symbol.substr(5) + \")\";"),
)  # fmt: skip


def main():
    arguments = parse_arguments()
    chosen = [f for f in FAULTS if not arguments.only or f.area in arguments.only]
    if arguments.list:
        for fault in chosen:
            print(f"{fault.area:18}{'*' if fault.makes_stencils else ' '} {fault.file}")
        return 0
    ledger = Ledger(arguments.folder / "ledger.json")
    if arguments.known:
        chosen = [f for f in chosen if not ledger.has(f.area)]
    copy = Copy(arguments.folder, arguments.jobs)
    copy.refresh()
    if words := copy.make(*TARGETS):
        raise SystemExit("the sources without a fault do not compile:\n" + words[-2000:])
    arguments.clean = arguments.folder / "trinity-without-fault"
    shutil.copy2(copy.program(), arguments.clean)
    passed = failed = 0
    for fault in chosen:
        began = time.monotonic()
        finder, text = try_fault(arguments, fault, copy)
        passed, failed = passed + bool(finder), failed + (not finder)
        print(f"{'found' if finder else 'FAILED'} {fault.area}: {finder or text} ({time.monotonic() - began:.0f} s)", flush=True)
        ledger.note(fault.area, finder, text)
    print(f"{passed} passed, {failed} failed")
    return 0 if passed and not failed else 1


def parse_arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--folder", type=pathlib.Path, default=ROOT / "build/native-faults")
    parser.add_argument("--jobs", type=int, default=default_jobs())
    parser.add_argument("--only", action="append", choices=[f.area for f in FAULTS], metavar="NAME")
    parser.add_argument("--known", action="store_true", help="not those found before in this commit")
    parser.add_argument("--list", action="store_true")
    return parser.parse_args()


class Ledger:
    """What found which fault: {name: {"commit", "finder", "text"}}."""

    def __init__(self, path):
        self._path = path
        self._commit = subprocess.run(["git", "-C", ROOT, "rev-parse", "HEAD"], capture_output=True, text=True).stdout.strip()
        self._rows = json.loads(path.read_text()) if path.exists() else {}

    def has(self, name):
        row = self._rows.get(name)
        return bool(row and row["finder"] and row["commit"] == self._commit)

    def note(self, name, finder, text):
        self._rows[name] = {"commit": self._commit, "finder": finder, "text": text}
        self._path.parent.mkdir(parents=True, exist_ok=True)
        self._path.write_text(json.dumps(self._rows, indent=1, sort_keys=True) + "\n")


def try_fault(arguments, fault, copy):
    """Returns (what found it or None, what there is to say)."""
    try:
        with copy.planted(fault):
            if words := copy.make(*TARGETS):
                refusal = next((line for line in words.splitlines() if line.startswith("stencil_")), None)
                return ("the build", refusal) if refusal else (None, "it does not compile:\n" + words[-2000:])
            return find(arguments, fault, copy)
    except Stale as what:
        return None, str(what)


def find(arguments, fault, copy):
    for paths in (fault.first, ()) if fault.first else ((),):
        for failure in failures(arguments, copy, copy.program(), paths):
            finder = failure.split(":")[0].removeprefix("FAILED ")
            if not any(failures(arguments, copy, arguments.clean, [finder.split(" ")[0].removeprefix("tests/lua/")])):
                return finder, failure
    for name in UNIT_TESTS:
        done = subprocess.run([copy.build / "test" / name], cwd=copy.build, capture_output=True, text=True)
        if done.returncode:
            return name, done.stdout[-500:]
    return None, "no test fails"


def failures(arguments, copy, trinity, paths):
    """Lines about Lua tests that fail. Who has seen enough does not wait for the other tests."""
    words = [
        sys.executable, copy.tree / "tools/dev/lua_tests.py", "--trinity", trinity, *(f"--mode={mode}" for mode in MODES),
        "--jobs", str(arguments.jobs), *paths,
    ]  # fmt: skip
    with subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True) as tests:
        try:
            yield from (line.strip() for line in tests.stdout if line.startswith("FAILED"))
        finally:
            tests.terminate()


if __name__ == "__main__":
    sys.exit(main())
