"""Faults that are planted one at a time in a copy of the sources, to see whether tests find them.

A Fault is one text of one file and what stands there instead. A Copy is a folder with the sources of
HEAD and a build of them: its files keep their times while they keep their bytes, so a build after a
fault makes again what the fault touched, and nothing else.
"""

import contextlib
import dataclasses
import os
import pathlib
import subprocess
import tarfile
import tempfile

ROOT = pathlib.Path(__file__).resolve().parents[2]


@dataclasses.dataclass(frozen=True)
class Fault:
    area: str
    file: str
    right: str
    wrong: str


class Stale(Exception):
    """The text of a fault is no longer in its file: the code moved, so must the row."""


class Copy:
    def __init__(self, folder, jobs):
        self.tree, self._jobs = folder / "tree", jobs
        # As a checkout has it, so that ccache knows what it compiled there.
        self.build = self.tree / "build/release"

    def refresh(self, *options):
        """The committed sources, configured."""
        self.tree.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile() as archive:
            subprocess.run(["git", "-C", ROOT, "archive", "HEAD"], stdout=archive, check=True)
            archive.seek(0)
            with tarfile.open(fileobj=archive) as members:
                for member in members:
                    self._put(member, members)
        if not (self.build / "CMakeCache.txt").exists():
            subprocess.run(
                ["cmake", "--preset", "release", "-B", self.build, *options],
                cwd=self.tree, check=True, stdout=subprocess.DEVNULL,
            )  # fmt: skip

    def _put(self, member, members):
        path = self.tree / member.name
        if member.issym():
            if not path.is_symlink():
                path.symlink_to(member.linkname)
        elif member.isdir():
            path.mkdir(exist_ok=True)
        elif member.isfile():
            wanted = members.extractfile(member).read()
            if not path.exists() or path.read_bytes() != wanted:
                path.write_bytes(wanted)
            path.chmod(member.mode)

    @contextlib.contextmanager
    def planted(self, fault):
        path = self.tree / fault.file
        text = path.read_text()
        if text.count(fault.right) != 1:
            raise Stale(f"its text is {text.count(fault.right)} times in {fault.file}, expected once")
        path.write_text(text.replace(fault.right, fault.wrong))
        try:
            yield
        finally:
            path.write_text(text)

    def make(self, *targets):
        """Returns the compiler's words when it fails, else None."""
        words = ["cmake", "--build", self.build, "-j", str(self._jobs), "--target", *targets]
        built = subprocess.run(words, capture_output=True, text=True)
        return built.stdout + built.stderr if built.returncode else None

    def program(self, name="trinity"):
        return self.build / "bin" / name


def default_jobs():
    return os.cpu_count()
