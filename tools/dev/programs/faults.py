#!/usr/bin/env python3
"""Plants faults in the engine, one at a time, and measures how soon the program fuzzer finds each.

  faults.py --against LUA [--folder F] [--minutes M] [--jobs J] [AREA...]

For each row of FAULTS: the sources of HEAD, with one text replaced, are built in folder F (default:
build/faults) and fuzzed with generated programs until a finding, or until M CPU minutes are spent
(default: 10). A finding counts when the sources without the fault agree with LUA about the same
program. A row whose text is no longer in its file is an error: the code moved, so must the
row. The last line is "N passed, N failed"; a fault that is not found is a failure.
"""

import argparse
import pathlib
import re
import resource
import shutil
import subprocess
import sys

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))

from planting import ROOT, Copy, Fault, Stale, default_jobs  # noqa: E402

FAULTS = (
    Fault("arithmetic", "src/base/arithmetic.hpp", "(rest != 0 && (rest ^ y) < 0) ? rest + y", "(rest != 0 && rest < 0) ? rest + y"),
    Fault("comparison", "src/runtime/numbers.cpp", "float_to_integer(std::floor(y), &floor) ? x <= floor", "float_to_integer(std::ceil(y), &floor) ? x < floor"),
    Fault("tables", "src/runtime/array.cpp", "if (v.is_nil() && last) trim_array(t);", ""),
    Fault("strings", "src/lib/positions.hpp", "if (position > int64_t(length)) return length;", "if (position >= int64_t(length)) return length ? length - 1 : 0;"),
    Fault("closures", "src/runtime/call.cpp", "L->open_upvalues && L->open_upvalues->v >= level", "L->open_upvalues && L->open_upvalues->v > level"),
    Fault("goto", "src/syntax/scope.cpp", "needs_close |= waiting.closes;", "needs_close |= waiting.closes && false;"),
    Fault("varargs", "src/runtime/call.cpp", "for (uint32_t i = nargs; i < params; i++) set_nil(func + 1 + i);\n  const uint32_t given", "for (uint32_t i = nargs + 1; i < params; i++) set_nil(func + 1 + i);\n  const uint32_t given"),
    Fault("coroutines", "src/runtime/coroutine.cpp", "if (kind != ResumeKind::Wrap) set_boolean(at + count++, ok);", "if (kind != ResumeKind::Wrap) set_boolean(at + count++, true);"),
    Fault("metatables", "src/runtime/call.cpp", "bool truth = n && from->is_truthy();", "bool truth = n && !from->is_nil();"),
    Fault("gc-upvalues", "src/runtime/call.cpp", "    barrier(L->state, &u->header, v);\n", ""),
    Fault("gc-arrays", "src/runtime/array.cpp", "  barrier_at(L->state, t, t->array + index, v);\n", ""),
    Fault("gc-ephemerons", "src/heap/weak_tables.cpp", "waiters_.push(S, {key, v, head})", "waiters_.push(S, {key, v, kNoEntry})"),
    Fault("close", "src/runtime/call.cpp", "const Value pending = ok ? Value::nil() : L->error;", "const Value pending = Value::nil();"),
    Fault("errors", "src/runtime/debug_names.cpp", 'case Op::GetI: return {"field", "integer index"};', 'case Op::GetI: return {"field", "?"};'),
    Fault("loops", "src/ops/routines.cpp", "if (s > 0 ? l < i : i < l) return Outcome::Jump;", "if (s > 0 ? l <= i : i < l) return Outcome::Jump;"),
    Fault("folding", "src/syntax/fold.cpp", "if (value == 0 || value != value) return false;", "if (value != value) return false;"),
    Fault("patterns", "src/lib/pattern.cpp", "case 'g': mask = char_mask::kGraph; break;", "case 'g': mask = char_mask::kAlnum; break;"),
    Fault("numbers", "src/base/number_text.cpp", "while (at != end && is_space(end[-1])) --end;", "if (at != end && is_space(end[-1])) --end;"),
    Fault("hooks", "src/runtime/hook.cpp", "if (!again && (pc <= old || ", "if (!again && (pc < old || "),
    Fault("errors-in-handlers", "src/runtime/call.cpp", "      L->error_handled = true;\n      return Outcome::Raised;  // the caller goes on unwinding\n    case Finish::Builtin", "      return Outcome::Raised;  // the caller goes on unwinding\n    case Finish::Builtin"),
)


def main():
    arguments = parse_arguments()
    copy = Copy(arguments.folder, arguments.jobs)
    copy.refresh("-DTRINITY_TESTS=OFF")
    if words := copy.make("trinity"):
        raise SystemExit("the sources without a fault do not compile:\n" + words[-2000:])
    arguments.clean = arguments.folder / "trinity-without-fault"
    shutil.copy2(copy.program(), arguments.clean)
    passed = failed = 0
    for fault in FAULTS:
        if arguments.areas and fault.area not in arguments.areas:
            continue
        found, text = try_fault(arguments, fault, copy)
        passed, failed = passed + found, failed + (not found)
        print(f"{'found' if found else 'FAILED'} {fault.area}: {text}", flush=True)
    print(f"{passed} passed, {failed} failed")
    return 0 if passed and not failed else 1


def parse_arguments():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("areas", nargs="*", metavar="AREA", help="default: all")
    parser.add_argument("--against", required=True, metavar="LUA", help="stock Lua 5.4.8")
    parser.add_argument("--folder", type=pathlib.Path, default=ROOT / "build/faults")
    parser.add_argument("--minutes", type=float, default=10, help="CPU minutes for each fault")
    parser.add_argument("--jobs", type=int, default=default_jobs())
    return parser.parse_args()


def try_fault(arguments, fault, copy):
    try:
        with copy.planted(fault):
            if words := copy.make("trinity"):
                return False, "it does not compile:\n" + words[-2000:]
            return search(arguments, copy.program())
    except Stale as what:
        return False, str(what)


def search(arguments, trinity):
    """Returns (found, text)."""
    before, first = cpu_s(), 0
    while (left := arguments.minutes * 60 - (cpu_s() - before)) > 0:
        finding = fuzz(arguments, trinity, f"{first}-9999999", left / arguments.jobs)
        if finding is None:
            break
        index = re.search(r"program (\d+)", finding)[1]
        if fuzz(arguments, arguments.clean, index, 60) is None:
            return True, f"{cpu_s() - before:.0f} CPU s; {finding}"
        first = int(index) + 1
    return False, f"nothing found in {cpu_s() - before:.0f} CPU s"


def fuzz(arguments, trinity, programs, seconds):
    """The line that begins the first finding, or None."""
    done = subprocess.run(
        [
            HERE.parent / "fuzz_programs.py",
            "--trinity", trinity, "--against", arguments.against,
            "--seed", "faults", "--programs", programs, "--seconds", str(seconds),
            "--jobs", str(arguments.jobs), "--most", "1", "--reduce", "0",
            "--found", arguments.folder / "found",
        ],
        capture_output=True,
        text=True,
    )  # fmt: skip
    return next((line for line in done.stdout.splitlines() if line.startswith("FAILED")), None)


def cpu_s():
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime


if __name__ == "__main__":
    sys.exit(main())
