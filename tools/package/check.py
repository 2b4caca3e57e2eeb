#!/usr/bin/env python3
"""Makes packages of a release build and checks them as their users would.

  check.py --build FOLDER --scratch FOLDER [--update] [NAME...]

  reproducible   made a second time, elsewhere, under another time zone and mask, they have the same bytes
  contents       each has the files of contents.txt (--update writes it), owned by root
  library        needs libc and libm only; its symbols file lists tests/abi/symbols.txt
  lintian        has no complaint
  tarball        runs where it is unpacked, also in a folder with a blank; programs compile and run against it
  beside         installs by dpkg into a folder, without root, and leaves Debian's library and `lua` alone
  instead        takes the place of Debian's packages, whose dependents stay installed; a program compiles and runs
  upgrade        to a later version
  purge          leaves nothing behind

The last line is "N passed, N failed". The four about dpkg go on from each other and run together.
"""

import argparse
import hashlib
import os
import pathlib
import re
import subprocess
import sys

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parents[1]
CONTENTS = HERE / "contents.txt"
TRIPLET = "x86_64-linux-gnu"
LIFE = ("beside", "instead", "upgrade", "purge")
MAY_NEED = {"libc.so.6", "libm.so.6"}
CLIENT = r"""
#include <stdio.h>
#include <lua.h>
#include <lauxlib.h>
#include <lualib.h>
int main(void) {
  lua_State* L = luaL_newstate();
  luaL_openlibs(L);
  if (luaL_dostring(L, "return _VERSION .. ' ' .. select('#', string.byte('trinity', 1, -1))")) return 1;
  puts(lua_tostring(L, -1));
  lua_closethread(L, NULL);  /* Debian 12's library lacks it, so this one was found */
  lua_close(L);
  return 0;
}
"""
CLIENT_PRINTS = "Lua 5.4 7\n"


class Failure(Exception):
    """What a failed check has to say."""


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("names", nargs="*", metavar="NAME")
    parser.add_argument("--build", type=pathlib.Path, required=True)
    parser.add_argument("--scratch", type=pathlib.Path, required=True)
    parser.add_argument("--update", action="store_true", help="write contents.txt")
    checks = Checks(parser.parse_args())
    return checks.run_all()


class Checks:
    def __init__(self, arguments):
        self.arguments = arguments
        self.scratch = arguments.scratch.resolve()
        self.packages = {}  # name -> .deb
        self.archive = None

    def run_all(self):
        passed, failed = 0, 0
        try:
            self.out = self.make("out")
        except Failure as what:
            print(f"FAILED there are no packages\n  {what}\n0 passed, 1 failed")
            return 1
        self.archive = next(self.out.glob("*.tar.xz"))
        self.packages = {deb.name.split("_")[0]: deb for deb in sorted(self.out.glob("*.deb"))}
        for name in ("reproducible", "contents", "library", "lintian", "tarball", *LIFE):
            wanted = self.arguments.names
            if wanted and name not in wanted and not (name in LIFE and set(LIFE) & set(wanted)):
                continue
            try:
                getattr(self, name)()
                passed += 1
            except (Failure, OSError) as what:
                failed += 1
                print(f"FAILED {name}\n  " + str(what).replace("\n", "\n  "))
        print(f"{passed} passed, {failed} failed")
        return 1 if failed or not passed else 0

    def make(self, name, *options, **environment):
        folder = self.scratch / name
        script = [sys.executable, HERE / "package.py", "--build", self.arguments.build, "--out", folder]
        output(*script, *options, environment=environment)
        return folder

    # ---- the files

    def reproducible(self):
        elsewhere = self.scratch / "elsewhere"
        elsewhere.mkdir()
        mask = os.umask(0o077)
        try:
            again = self.make("again", TMPDIR=str(elsewhere), TZ="Asia/Tokyo", LC_ALL="C.UTF-8")
        finally:
            os.umask(mask)
        compare(digests(self.out), digests(again))

    def contents(self):
        found = []
        for name, deb in self.packages.items():
            for line in output("dpkg-deb", "-c", deb).splitlines():
                mode, owner, _, _, _, path = line.split(None, 5)
                if owner != "root/root":
                    raise Failure(f"{name}: {path} belongs to {owner}")
                if not mode.startswith("d"):
                    found.append(f"{name}  {mode}  {path}")
        for line in output("tar", "-tvf", self.archive).splitlines():
            mode, _, _, _, _, path = line.split(None, 5)
            if not mode.startswith("d"):
                found.append(f"tarball  {mode}  {path.partition('/')[2]}")
        if self.arguments.update:
            CONTENTS.write_text("\n".join(found) + "\n")
        compare(CONTENTS.read_text().splitlines(), found)

    def library(self):
        tree = self.unpack("libtrinity-lua5.4-0")
        library = tree / f"usr/lib/{TRIPLET}/trinity/liblua5.4.so.0"
        needed = set(re.findall(r"NEEDED.*\[(.+)\]", output("readelf", "-dW", library)))
        if needed - MAY_NEED:
            raise Failure(f"needs {', '.join(sorted(needed - MAY_NEED))}")
        expected = (ROOT / "tests" / "abi" / "symbols.txt").read_text().split()
        for name in ("libtrinity-lua5.4-0", "liblua5.4-0-trinity"):
            lines = output("dpkg-deb", "-I", self.packages[name], "symbols").splitlines()
            compare("liblua5.4.so.0 liblua5.4-0 #MINVER#", lines[0].strip())
            found = [line.strip() for line in lines[1:]]
            oldest = {"lua_closethread": "5.4.6"}
            compare(sorted(f"{name}@LUA_5.4 {oldest.get(name, '5.4.4')}" for name in [*expected, "LUA_5.4"]), sorted(found))
            shlibs = output("dpkg-deb", "-I", self.packages[name], "shlibs").strip()
            compare("liblua5.4 0 liblua5.4-0 (>= 5.4.4)", shlibs)

    def lintian(self):
        output("lintian", "--allow-root", "--fail-on", "error,warning", *self.packages.values())

    def tarball_tree(self, place):
        folder = self.scratch / place
        folder.mkdir()
        output("tar", "-xf", self.archive, "-C", folder)
        return next(folder.iterdir())

    def tarball(self):
        for place in ("here", "there with a blank"):
            tree = self.tarball_tree(place)
            for name in ("trinity", "lua", "lua5.4"):
                compare("Lua 5.4", output(tree / "bin" / name, "-e", "io.write(_VERSION)"))
            output(tree / "bin/luac5.4", "-p", ROOT / "examples" / "tour.lua")
            self.check_tree(tree, tree / "lib", tree / "lib/pkgconfig")

    def check_tree(self, prefix, library, pkgconfig, **environment):
        """A program made with the tree at PREFIX runs with the library in LIBRARY."""
        source = self.scratch / "client.c"
        source.write_text(CLIENT)
        program = self.scratch / "client"
        environment = {"PKG_CONFIG_LIBDIR": str(pkgconfig), **environment}
        options = output("pkg-config", "--cflags", "--libs", "lua5.4", environment=environment)
        options = [option.replace("\\ ", " ") for option in re.findall(r"(?:\\.|\S)+", options)]
        if not any(str(prefix) in option for option in options):
            raise Failure(f"pkg-config points elsewhere: {options}")
        output("cc", "-Wall", "-Werror", source, "-o", program, *options)
        compare(CLIENT_PRINTS, output(program, environment={"LD_LIBRARY_PATH": str(library)}))

    def unpack(self, name):
        tree = self.scratch / f"tree-{name}"
        if not tree.exists():
            output("dpkg-deb", "-x", self.packages[name], tree)
        return tree

    # ---- dpkg

    def beside(self):
        self.root = FakeRoot(self.scratch / "root", self.packages.values())
        self.before = self.root.files()
        self.root.alternative("/usr/bin/lua", "lua-interpreter", "/usr/bin/lua5.4", 20)
        self.root.install(self.packages["trinity"], self.packages["libtrinity-lua5.4-0"])
        self.root.expect_installed("trinity", "libtrinity-lua5.4-0", "liblua5.4-0", "lua5.4", "client")
        compare("/usr/bin/lua5.4", self.root.alternative_of("lua-interpreter"))
        compare("/usr/bin/trinity", self.root.alternative_of("lua-compiler"))
        self.root.forget_alternative("lua-interpreter", "/usr/bin/lua5.4")
        compare("/usr/bin/trinity", self.root.alternative_of("lua-interpreter"))
        compare("/etc/alternatives/lua-interpreter", os.readlink(self.root.path / "usr/bin/lua"))

    def instead(self):
        self.root.install(*self.packages.values())
        self.root.expect_installed(*self.packages, "client")
        self.root.expect_gone("liblua5.4-0", "liblua5.4-dev", "lua5.4")
        self.use_root()

    def use_root(self):
        root = self.root.path
        for name in ("trinity", "lua5.4"):
            compare("Lua 5.4 trinity", output(root / "usr/bin" / name, "-e", "io.write(_VERSION, ' trinity')"))
        (self.scratch / "hello.lua").write_text("io.write('hello')")
        output(root / "usr/bin/luac5.4", "-o", self.scratch / "hello.luac", self.scratch / "hello.lua")
        compare("hello", output(root / "usr/bin/lua5.4", self.scratch / "hello.luac"))
        library = root / "usr/lib" / TRIPLET
        self.check_tree(root, library, library / "pkgconfig", PKG_CONFIG_SYSROOT_DIR=str(root))

    def upgrade(self):
        version = output("dpkg-deb", "-f", self.packages["trinity"], "Version").strip() + "+1"
        later = self.make("later", "--version", version)
        self.root.install(*later.glob("*.deb"))
        self.root.expect_installed(*self.packages, "client", version=version)
        compare("/usr/bin/trinity", self.root.alternative_of("lua-interpreter"))
        self.use_root()

    def purge(self):
        self.root.dpkg("--purge", "--force-depends", *self.packages)
        self.root.expect_gone(*self.packages)
        compare([file for file in self.before if file != "usr/bin/lua5.4"], self.root.files())  # Debian's lua5.4 went


class FakeRoot:
    """A folder in which dpkg installs: what the packages depend on, and Debian's Lua with a client, are there by name only.

    Maintainer scripts run on this machine, with DPKG_ROOT telling update-alternatives where to work.
    """

    def __init__(self, path, packages):
        self.path = path
        self.admin = path / "var/lib/dpkg"
        for folder in ("info", "updates", "triggers", "alternatives"):
            (self.admin / folder).mkdir(parents=True)
        for folder in ("etc/alternatives", "usr/bin", "var/log"):
            (path / folder).mkdir(parents=True)
        stanzas = [
            stanza("liblua5.4-0", "5.4.4-3+deb12u1", same=True),
            stanza("liblua5.4-dev", "5.4.4-3+deb12u1", "liblua5.4-0 (= 5.4.4-3+deb12u1)", same=True),
            stanza("lua5.4", "5.4.4-3+deb12u1"),
            stanza("client", "1", "liblua5.4-0 (>= 5.4.4), lua5.4"),
        ]
        ours = {deb.name.split("_")[0] for deb in packages}
        for name in sorted(depended_on(packages) - ours - {"liblua5.4-0"}):
            stanzas.append(stanza(name, installed_version(name), same=True))
        (self.admin / "status").write_text("\n".join(stanzas))
        for text in stanzas:
            name = text.split()[1] + (":amd64" if "Multi-Arch: same" in text else "")
            (self.admin / "info" / f"{name}.list").write_text("/.\n")
            (self.admin / "info" / f"{name}.md5sums").touch()
        (path / "usr/bin/lua5.4").touch()
        (self.admin / "info" / "lua5.4.list").write_text("/.\n/usr\n/usr/bin\n/usr/bin/lua5.4\n")

    def dpkg(self, *arguments):
        options = (f"--root={self.path}", f"--log={self.path}/var/log/dpkg.log", "--force-not-root",
                   "--force-script-chrootless", "--path-include=/usr/share/*", "--no-debsig")
        path = os.environ["PATH"] + ":/usr/sbin:/sbin"
        return output("dpkg", *options, *arguments, environment={"PATH": path})

    def install(self, *packages):
        # As apt does, which removes the development files of the library that goes.
        self.dpkg("--auto-deconfigure", "--install", *packages)
        problems = self.dpkg("--audit")
        if problems:
            raise Failure(problems)

    def query(self, name, field):
        query = ("dpkg-query", f"--admindir={self.admin}", "-W", f"-f=${{{field}}}\n", name)
        done = subprocess.run(query, check=False, capture_output=True, text=True)
        return done.stdout.strip()

    def expect_installed(self, *names, version=None):
        for name in names:
            compare(f"{name} installed", f"{name} {self.query(name, 'db:Status-Status')}")
            if version and name != "client":
                compare(version, self.query(name, "Version"))

    def expect_gone(self, *names):
        for name in names:
            if self.query(name, "db:Status-Status") not in ("", "not-installed"):
                raise Failure(f"{name} is {self.query(name, 'db:Status-Status')}, expected it gone")

    def alternatives(self, *arguments):
        return output("update-alternatives", "--root", self.path, *arguments)

    def alternative(self, link, name, path, priority):
        self.alternatives("--install", link, name, path, str(priority))

    def forget_alternative(self, name, path):
        self.alternatives("--remove", name, path)

    def alternative_of(self, name):
        return os.readlink(self.path / "etc/alternatives" / name)

    def files(self):
        """Everything but dpkg's own records."""
        own = (self.admin, self.path / "var/log")
        found = (path for path in self.path.rglob("*") if path.is_symlink() or not path.is_dir())
        return sorted(str(path.relative_to(self.path)) for path in found
                      if not any(folder in path.parents for folder in own))


def stanza(name, version, depends="", same=False):
    lines = [f"Package: {name}", "Status: install ok installed", "Architecture: amd64", f"Version: {version}",
             "Maintainer: nobody <nobody@example.invalid>", "Description: a stand-in"]
    lines += ["Multi-Arch: same"] * same + [f"Depends: {depends}"] * bool(depends)
    return "\n".join(lines) + "\n"


def depended_on(packages):
    names = set()
    for deb in packages:
        for alternatives in output("dpkg-deb", "-f", deb, "Depends").split(","):
            names.add(alternatives.split("|")[0].split("(")[0].strip())
    return names - {""}


def installed_version(name):
    return output("dpkg-query", "-W", "-f=${Version}\n", name).splitlines()[0]


def digests(folder):
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in sorted(folder.iterdir())}


def output(*command, environment=None):
    done = subprocess.run(
        list(map(str, command)),
        check=False,
        env={**os.environ, **(environment or {})},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=300,
    )
    if done.returncode:
        raise Failure(f"{' '.join(map(str, command))}: status {done.returncode}\n{done.stdout}{done.stderr}"[-3000:])
    return done.stdout


def compare(expected, found):
    if expected != found:
        if isinstance(expected, list):
            missing = [f"missing {item}" for item in expected if item not in found]
            added = [f"unexpected {item}" for item in found if item not in expected]
            raise Failure("\n".join(missing + added) or "another order")
        raise Failure(f"expected {expected!r}\nfound    {found!r}")


if __name__ == "__main__":
    sys.exit(main())
