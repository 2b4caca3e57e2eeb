#!/usr/bin/env bash
# Installs the packages with apt in a Debian 12 of its own, beside and then in place of Debian's Lua, uses them, goes back, and
# purges them. By hand, because it wants root and the network:
#
#   debootstrap --variant=minbase bookworm ROOT
#   ./dev package && tools/package/try_in_debian.sh ROOT build/package
#
# Each line that it checks is printed as `ok` or `FAILED`; the exit status is 1 when one failed.
set -euo pipefail

[[ $# -eq 2 && -x $1/usr/bin/apt-get ]] || { echo 'usage: try_in_debian.sh ROOT PACKAGES   (ROOT: made by debootstrap)' >&2; exit 64; }
root=$1
failed=0

inside() { chroot "$root" env DEBIAN_FRONTEND=noninteractive LC_ALL=C bash -c "$1" 2>&1; }
apt() { inside "cd /packages && apt-get -qq -y --no-install-recommends $* >/tmp/apt.log 2>&1 || { cat /tmp/apt.log; exit 1; }"; }

# gives EXPECTED COMMAND: what COMMAND prints inside.
gives() {
  local found
  found=$(inside "$2") || found+=" (status $?)"
  if [[ $found == "$1" ]]; then
    printf 'ok      %s\n' "$2"
  else
    printf 'FAILED  %s\n  expected %s\n  found    %s\n' "$2" "$1" "$found"
    failed=1
  fi
}

installed() { gives "install ok installed" "dpkg-query -W -f='\${Status}' $1"; }

rm -rf "$root/packages"
mkdir "$root/packages"
cp "$2"/*.deb "$root/packages"
cat >"$root/packages/double.lp" <<'LP'
#script (lua) function double(x) return clingo.Number(x.number * 2) end #end.
p(@double(21)).
LP
cat >"$root/packages/client.c" <<'C'
#include <lauxlib.h>
#include <stdio.h>
int main(void) {
  lua_State* L = luaL_newstate();
  puts(lua_pushfstring(L, "%f", lua_version(L)));
  return 0;
}
C
clingo="clingo --verbose=0 double.lp | head -n 1"

inside 'apt-get -qq update'
apt install gringo lua5.4 liblua5.4-0 lua-cjson gcc libc6-dev dpkg-dev pkgconf

echo '-- beside'
apt install ./trinity_*.deb ./libtrinity-lua5.4-0_*.deb
installed lua5.4
installed liblua5.4-0
inside 'update-alternatives --auto lua-interpreter' >/dev/null  # were it chosen by an earlier run that failed
gives /usr/bin/lua5.4 'readlink -f /usr/bin/lua'
inside 'update-alternatives --set lua-interpreter /usr/bin/trinity' >/dev/null
gives '[1,2]' "lua -e 'io.write(require([[cjson]]).encode({1, 2}))'"
gives 'p(42)' "cd /packages && LD_LIBRARY_PATH=/usr/lib/x86_64-linux-gnu/trinity $clingo"

echo '-- instead'
apt install ./*.deb
installed gringo
installed lua-cjson
gives '' 'dpkg --audit; apt-get -qq check'
gives /usr/bin/trinity 'readlink -f /usr/bin/lua5.4'
gives /usr/lib/x86_64-linux-gnu/trinity/liblua5.4.so.0.0.0 "readlink -f \$(ldd /usr/bin/clingo | sed -n 's/.*liblua5.4.so.0 => \\([^ ]*\\).*/\\1/p')"
gives 'p(42)' "cd /packages && $clingo"
for name in lua5.4 lua; do
  gives 504.0 "cd /packages && gcc client.c -o client \$(pkg-config --cflags --libs $name) && ./client"
done
# A package made here depends on either library.
gives 'shlibs:Depends=libc6 (>= 2.34), liblua5.4-0 (>= 5.4.4)' \
  'cd /packages && mkdir -p debian && printf "Source: client\n\nPackage: client\nArchitecture: any\n" >debian/control && dpkg-shlibdeps -O client 2>/dev/null'

echo '-- and back'
apt install liblua5.4-0 lua5.4
installed gringo
gives 'p(42)' "cd /packages && $clingo"
inside 'dpkg --purge libtrinity-lua5.4-dev liblua5.4-0-trinity lua5.4-trinity libtrinity-lua5.4-0 trinity' >/dev/null
gives /usr/bin/lua5.4 'readlink -f /usr/bin/lua'
gives '' 'dpkg -l | grep trinity; find / -xdev -name "*trinity*" -not -path "/packages/*" -not -path "/tmp/*" -not -path "/proc/*"'
exit "$failed"
