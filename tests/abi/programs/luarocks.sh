# needs: luarocks gcc liblua5.4-dev unzip zip
# Debian's package manager of Lua under the interpreter in TRINITY (without it, under Debian's): a rock in Lua and one in C are made, packed,
# served from a local folder, installed with what they depend on, used, and removed.
lua=lua5.4
[ -n "$LD_LIBRARY_PATH" ] && [ -n "$TRINITY" ] && lua=$TRINITY
unset LD_LIBRARY_PATH LUA_PATH LUA_CPATH
export HOME=$PWD LC_ALL=C
# LuaRocks looks for the interpreter by name, for the scripts it writes.
mkdir bin
ln -s "$(command -v "$lua")" bin/lua5.4
export PATH=$PWD/bin:$PATH

mkdir -p fast-1.0 greet-2.1 server
cat >fast-1.0/fast.c <<'END'
#include <lauxlib.h>
static int sum(lua_State* L) {
  lua_Integer total = 0;
  luaL_checktype(L, 1, LUA_TTABLE);
  for (lua_Integer i = 1; i <= luaL_len(L, 1); i++) {
    lua_geti(L, 1, i);
    total += luaL_checkinteger(L, -1);
    lua_pop(L, 1);
  }
  lua_pushinteger(L, total);
  return 1;
}
int luaopen_fast_core(lua_State* L) {
  static const luaL_Reg functions[] = {{"sum", sum}, {NULL, NULL}};
  luaL_newlib(L, functions);
  return 1;
}
END
echo 'local core = require "fast.core"; return { sum = function(list) return core.sum(list) end }' >fast-1.0/fast.lua
cat >fast-1.0-1.rockspec <<END
rockspec_format = "3.0"
package = "fast"
version = "1.0-1"
source = { url = "file://$PWD/fast-1.0.tar.gz" }
description = { summary = "Sums, in C", license = "MIT" }
dependencies = { "lua >= 5.4, < 5.5" }
build = { type = "builtin", modules = { ["fast"] = "fast.lua", ["fast.core"] = { sources = { "fast.c" } } } }
END
cat >greet-2.1/greet.lua <<'END'
local greet = {}
function greet.line(name) return ("Hello, %s: %d"):format(name, require("fast").sum { 1, 2, 39 }) end
return greet
END
printf '#!/usr/bin/env lua5.4\nprint(require("greet").line(arg[1]))\n' >greet-2.1/greet-someone
cat >greet-2.1-3.rockspec <<END
rockspec_format = "3.0"
package = "greet"
version = "2.1-3"
source = { url = "file://$PWD/greet-2.1.tar.gz" }
description = { summary = "Greetings, in Lua", license = "MIT" }
dependencies = { "lua ~> 5.4", "fast >= 1.0" }
build = { type = "builtin", modules = { greet = "greet.lua" }, install = { bin = { "greet-someone" } } }
END
tar -czf fast-1.0.tar.gz fast-1.0
tar -czf greet-2.1.tar.gz greet-2.1

rocks() {
  local program=$1
  shift
  "$lua" "/usr/bin/$program" --lua-version=5.4 --tree="$PWD/tree" "$@" >said 2>&1
  local status=$?
  sed "s,$PWD,HERE,g; s,/tmp/[A-Za-z0-9_./-]*,SCRATCH,g" said
  echo "status $status"
}
rocks luarocks lint fast-1.0-1.rockspec
rocks luarocks pack greet-2.1-3.rockspec
rocks luarocks pack fast-1.0-1.rockspec
mv ./*.src.rock server/
rocks luarocks-admin make-manifest server
rocks luarocks search --only-server="$PWD/server" greet
rocks luarocks install --only-server="$PWD/server" greet LUA_INCDIR=/usr/include/lua5.4
rocks luarocks list --porcelain
rocks luarocks show greet
eval "$("$lua" /usr/bin/luarocks --lua-version=5.4 --tree="$PWD/tree" path)"
"$lua" -e 'print(require("greet").line("rock")); print(pcall(require("fast").sum, 1))' | sed "s,$PWD,HERE,"
tree/bin/greet-someone you
find tree -name '*.lua' -o -name '*.so' | sort
rocks luarocks remove fast
rocks luarocks remove greet
rocks luarocks remove fast
rocks luarocks install --only-server="$PWD/server" missing
find tree -name '*.lua' -o -name '*.so' | sort
