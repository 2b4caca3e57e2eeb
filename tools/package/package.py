#!/usr/bin/env python3
"""Makes Debian packages and a relocatable tarball of a release build.

  package.py --build FOLDER --out FOLDER [--version VERSION]

The packages are described in debian/ as Debian's own are, and debhelper puts them together, in a scratch folder and
without root. What is in debian/ is complete but for what follows from other files of the repository:
  the version      is CMake's; the newest entry of debian/changelog must agree. --version adds an entry on top.
  symbols          are those of tests/abi/symbols.txt; a library with others is refused (dpkg-gensymbols -c4).

The same build gives the same bytes: times are SOURCE_DATE_EPOCH, or else the date of the newest changelog entry; owners,
modes and order are fixed. Prints the files made, one a line.
"""

import argparse
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parents[1]
# The first Lua with a symbol, where programs that use it cannot run on Debian 12's 5.4.4.
OLDEST = "5.4.4"
NEWER = {"lua_closethread": "5.4.6"}
TARGETS = ("trinity", "liblua5.4.so.0.0.0", "libtrinity.so.0.1.0", "net.so", "trinity-server")
DOCUMENTS = ("README.md", "CHANGELOG.md", "LICENSE")


class Refused(Exception):
    """Why there are no packages."""


def main():
    arguments = parse_arguments()
    os.umask(0o022)
    try:
        with tempfile.TemporaryDirectory(prefix="trinity-package-") as scratch:
            for made in package(arguments, pathlib.Path(scratch)):
                print(made)
    except Refused as reason:
        print(f"package: {reason}", file=sys.stderr)
        return 1
    return 0


def parse_arguments():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--build", type=pathlib.Path, required=True, help="a built release folder")
    parser.add_argument("--out", type=pathlib.Path, required=True, help="where the files go")
    parser.add_argument("--version", help="of the packages, when it is not the project's")
    arguments = parser.parse_args()
    arguments.build = arguments.build.resolve()
    return arguments


def package(arguments, scratch):
    check_build(arguments.build)
    source = scratch / "trinity"
    write_source(source, arguments.version)
    version = changelog_field(source, "Version")
    environment = {
        **os.environ,
        "LC_ALL": "C",
        "TZ": "UTC",
        "TRINITY_BUILD": str(arguments.build),
        "DEB_BUILD_OPTIONS": "noautodbgsym",
        "DEB_RULES_REQUIRES_ROOT": "no",  # debhelper sets the owners in the archives itself
    }
    environment.setdefault("SOURCE_DATE_EPOCH", changelog_field(source, "Timestamp"))
    run(["make", "-f", "debian/rules", "binary"], source, environment)
    tarball = write_tarball(arguments.build, scratch, version, environment)
    arguments.out.mkdir(parents=True, exist_ok=True)
    for old in [*arguments.out.glob("*.deb"), *arguments.out.glob("*.tar.xz")]:
        old.unlink()
    return [shutil.copy(made, arguments.out) for made in [*sorted(scratch.glob("*.deb")), tarball]]


def check_build(build):
    cache = build / "CMakeCache.txt"
    if not cache.exists():
        raise Refused(f"{build} is not a build folder; ./dev build release makes one")
    settings = dict(re.findall(r"^(\w+):\w+=(.*)$", cache.read_text(), re.MULTILINE))
    if settings.get("CMAKE_BUILD_TYPE") != "Release" or settings.get("TRINITY_SANITIZE"):
        raise Refused(f"{build} is not a release build: {settings.get('CMAKE_BUILD_TYPE') or 'no type'}")


# ---- Debian packages


def write_source(source, version):
    shutil.copytree(HERE / "debian", source / "debian")
    changelog = source / "debian" / "changelog"
    project = project_version()
    written = changelog_field(source, "Version")
    if written != project:
        raise Refused(f"tools/package/debian/changelog is for {written}, CMakeLists.txt for {project}")
    if version and version != project:
        run(["dpkg", "--validate-version", version], source)
        entry = re.sub(r"\(.+?\)", f"({version})", changelog.read_text().split("\n\n -- ")[0])
        entry = re.sub(r"(?s)\n\n.*", "\n\n  * Made from a checkout.", entry)
        signature = next(line for line in changelog.read_text().splitlines() if line.startswith(" -- "))
        changelog.write_text(f"{entry}\n\n{signature}\n\n{changelog.read_text()}")
    symbols = (ROOT / "tests" / "abi" / "symbols.txt").read_text().split()
    lines = ["liblua5.4.so.0 liblua5.4-0 #MINVER#", f" LUA_5.4@LUA_5.4 {OLDEST}"]
    lines += [f" {name}@LUA_5.4 {NEWER.get(name, OLDEST)}" for name in sorted(symbols)]
    (source / "debian" / "libtrinity-lua5.4-0.symbols").write_text("\n".join(lines) + "\n")


def project_version():
    text = (ROOT / "CMakeLists.txt").read_text()
    return re.search(r"project\(trinity VERSION ([0-9.]+)", text)[1]


def changelog_field(source, field):
    return run(["dpkg-parsechangelog", "-l", "debian/changelog", "-S", field], source).strip()


# ---- the tarball


def write_tarball(build, scratch, version, environment):
    """A tree that runs wherever it is unpacked: bin, lib, include, share."""
    tree = scratch / f"trinity-{version}-linux-x86_64"
    run(["cmake", "--install", build, "--prefix", tree], scratch, environment)
    for pkgconfig in tree.glob("lib/pkgconfig/*.pc"):
        text = pkgconfig.read_text()
        pkgconfig.write_text(re.sub(r"(?m)^prefix=.*", "prefix=${pcfiledir}/../..", text))
    for name in TARGETS:
        for program in (path for path in tree.rglob(name) if is_elf(path)):
            run(["strip", "--strip-unneeded", "-R", ".comment", program], scratch)
    documents = tree / "share" / "doc" / "trinity"
    documents.mkdir(parents=True)
    for name in DOCUMENTS:
        shutil.copyfile(ROOT / name, documents / name)
    tarball = scratch / f"{tree.name}.tar"
    epoch = environment["SOURCE_DATE_EPOCH"]
    reproducible = f"--sort=name --format=ustar --owner=0 --group=0 --numeric-owner --mtime=@{epoch}"
    run(["tar", *reproducible.split(), "--mode=go+rX,go-w", "-cf", tarball, tree.name], scratch)
    run(["xz", "--threads=1", tarball], scratch)
    return tarball.with_suffix(".tar.xz")


# ---- helpers


def is_elf(path):
    """Whether PATH is an object, a program or a library: a shell completion may bear a program's name."""
    return path.is_file() and path.read_bytes()[:4] == b"\x7fELF"


def run(command, folder, environment=None):
    """Returns what COMMAND prints; what it says on standard error is shown only when it fails."""
    done = subprocess.run(
        list(map(str, command)), check=False, cwd=folder, env=environment, capture_output=True, text=True
    )
    if done.returncode:
        said = (done.stdout + done.stderr)[-6000:]
        raise Refused(f"{' '.join(map(str, command))}: status {done.returncode}\n{said}")
    return done.stdout


if __name__ == "__main__":
    sys.exit(main())
