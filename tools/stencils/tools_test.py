"""Tests of stencil_split and stencil_extract: what they do to code for AArch64, and what they refuse."""

import pathlib
import subprocess
import tempfile
import unittest

FOLDER = pathlib.Path(__file__).resolve().parent
CLANG = "clang++-19"


def run(*words):
    """Runs a command; returns (exit status, standard error)."""
    done = subprocess.run(list(map(str, words)), capture_output=True, text=True, timeout=120)
    return done.returncode, done.stderr


class StencilToolsTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        holder = tempfile.TemporaryDirectory()
        cls.addClassCleanup(holder.cleanup)
        cls.folder = pathlib.Path(holder.name)
        for tool, sources in {"split": ["split.cpp", "assembly.cpp"], "extract": ["extract.cpp"]}.items():
            status, errors = run(CLANG, "-std=gnu++23", "-o", cls.folder / tool, *(FOLDER / s for s in sources))
            assert status == 0, errors

    def split(self, body, machine="aarch64"):
        source = self.folder / "in.s"
        source.write_text(f"stencil_Op__Plain:\n{body}.Lfunc_end0:\n")
        return run(self.folder / "split", machine, source, self.folder / "parted.s")

    def parts(self, body):
        """The usual part of a stencil with that body, and the other."""
        status, errors = self.split(body)
        self.assertEqual((status, errors), (0, ""))
        usual, other = (self.folder / "parted.s").read_text().split("\t.section\t")[1:]
        return ["\n".join(" ".join(line.split()) for line in part.splitlines()[2:]) for part in (usual, other)]

    def extract(self, code):
        """Of the section of a stencil with that code."""
        source = self.folder / "code.s"
        source.write_text('\t.section .text.stencil_Move__Plain,"ax",@progbits\n' + code)
        status, errors = run(
            CLANG, "--target=aarch64-linux-gnu", "-c", source, "-o", self.folder / "code.o"
        )
        assert status == 0, errors
        return run(self.folder / "extract", self.folder / "code.o", self.folder / "table.inc")

    def test_branches_to_ways_out_lead_there_themselves(self):
        usual, other = self.parts(
            "\tcmp x8, x9\n\tb.ge .L1\n.L0:\n\tb HOLE_JUMP\n.L1:\n\tb HOLE_NEXT\n.L2:\n\tb slow_Order\n"
        )
        self.assertEqual(usual, "cmp x8, x9\nb.lt HOLE_JUMP")
        self.assertEqual(other, "")  # nobody comes to .L2

    def test_what_leads_to_routines_lies_apart(self):
        usual, other = self.parts("\tcbnz x8, .L1\n\tadd x9, x9, #1\n\tb HOLE_NEXT\n.L1:\n\tb slow_Arith\n")
        self.assertEqual(usual, "cbnz x8, .L1\nadd x9, x9, #1")
        self.assertEqual(other, ".L1:\nb slow_Arith")

    def test_a_branch_that_reaches_little_is_turned_round(self):
        usual, _ = self.parts("\ttbnz w8, #3, .L1\n\tb HOLE_NEXT\n.L1:\n\tb slow_Arith\n")
        self.assertEqual(
            usual, "tbz w8, #3, .Lstencil_Op__Plain0\nb .L1\n.Lstencil_Op__Plain0:"
        )
        usual, _ = self.parts("\ttbz w8, #3, .L1\n\tmov x8, #1\n.L1:\n\tadd x8, x8, #1\n\tb HOLE_NEXT\n")
        self.assertIn("tbz w8, #3, .L1", usual)  # that stays within its part

    def test_frames_are_refused(self):
        for instruction in ("sub sp, sp, #16", "stp x29, x30, [sp, #-16]!", "mov x29, sp"):
            status, errors = self.split(f"\t{instruction}\n\tb HOLE_NEXT\n")
            self.assertEqual(status, 1)
            self.assertEqual(errors, f"stencil_split: stencil_Op__Plain has a frame: {instruction}\n")
        call = "\tstr x30, [sp, #-16]!\n\tbl routine_Concat\n\tldr x30, [sp], #16\n"
        self.assertEqual(self.split(call + "\tb HOLE_NEXT\n")[0], 0)
        self.assertEqual(self.split("\tand w8, w8, #0x30\n\tb HOLE_NEXT\n")[0], 0)

    def test_a_machine_without_stencils_is_refused(self):
        status, errors = self.split("\tb HOLE_NEXT\n", "riscv64")
        self.assertEqual(status, 1)
        self.assertEqual(errors, "stencil_split: riscv64: expected a machine that stencils are made for\n")

    def test_holes_become_rows_of_the_table(self):
        status, errors = self.extract(
            "\tadd x8, x20, #:lo12:HOLE_B\n\tmovz w9, #:abs_g0_s:HOLE_SB\n\tb slow_Arith\n"
        )
        self.assertEqual((status, errors), (0, ""))
        table = (self.folder / "table.inc").read_text()
        self.assertIn("TRI_STENCIL_HOLE(0, Added, Hole::B, 0)", table)
        self.assertIn("TRI_STENCIL_HOLE(4, MovedSigned, Hole::SB, 0)", table)
        self.assertIn("TRI_STENCIL_HOLE(8, Jump, slow_hole(ops::Slow::Arith), 0)", table)

    def test_a_level_adds_versions_of_what_differs(self):
        def compiled(name, code):
            source = self.folder / f"{name}.s"
            source.write_text(code)
            assert run(CLANG, "--target=aarch64-linux-gnu", "-c", source, "-o", self.folder / f"{name}.o")[0] == 0
            return self.folder / f"{name}.o"

        def stencil(name, code):
            return f'\t.section .text.stencil_{name}__Plain,"ax",@progbits\n{code}'

        same = stencil("Move", "\tadd x8, x20, #:lo12:HOLE_B\n")
        base = compiled("base", same + stencil("Not", "\tmov x8, #1\n"))
        second = compiled("second", same + stencil("Not", "\tmov x8, #2\n"))
        table = self.folder / "table.inc"
        extract = self.folder / "extract"
        self.assertEqual(run(extract, base, "--level", second, "--level", second, table), (0, ""))
        rows = table.read_text().splitlines()
        self.assertTrue(next(r for r in rows if r.startswith("TRI_STENCIL_ROW(Move")).endswith(", (0, 0))"))
        self.assertTrue(next(r for r in rows if r.startswith("TRI_STENCIL_ROW(Not")).endswith(", (1, 1))"))
        self.assertEqual(sum(r.startswith("TRI_STENCIL_VERSION(") for r in rows), 1)
        status, errors = run(extract, base, "--level", compiled("less", same), table)
        self.assertEqual((status, errors), (1, "stencil_extract: a level has stencils that the lowest lacks\n"))

    def test_what_could_not_be_placed_is_refused(self):
        for code, message in (
            ("\tldr x8, [x20, #:lo12:HOLE_B]\n", "relocation of type 286 by HOLE_B"),
            ("\tb memcpy\n", "refers to memcpy"),
            ("\tbl HOLE_NEXT\n", "calls HOLE_NEXT"),
            (
                '\tadrp x8, .Lone\n\t.section .rodata.cst8,"aM",@progbits,8\n.Lone:\n\t.xword 1\n',
                "has a constant of the compiler's",
            ),
        ):
            status, errors = self.extract(code)
            self.assertEqual(status, 1, code)
            self.assertTrue(errors.startswith("stencil_extract: .text.stencil_Move__Plain"), errors)
            self.assertIn(message, errors)
