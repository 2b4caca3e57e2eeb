-- require: loading once, arguments, results, what package.loaded holds.
package.path = "./support/?.lua;./support/?/init.lua"
package.cpath = "./support/?.so"
print(require("plain").name, select(2, require("plain")))  -- expect: plain
print(require("plain") == require("plain"), package.loaded.plain == require("plain"))  -- expect: true<TAB>true
print(require("inner.module"))  -- expect: inner module named inner.module<TAB>./support/inner/module.lua
print(require("withinit"))  -- expect: package with init, from ./support/withinit/init.lua<TAB>./support/withinit/init.lua
print(require("returns_nothing"), package.loaded.returns_nothing)  -- expect: true<TAB>true
print(require("returns_false"))  -- expect: false<TAB>./support/returns_false.lua
print(package.loaded.returns_false)  -- expect: false
print(require("sets_loaded"))  -- expect: set by the module itself<TAB>./support/sets_loaded.lua
print(select("#", require("plain")), require("returns_nil"))  -- expect: 1<TAB>true<TAB>./support/returns_nil.lua
local ok, m = pcall(require, "broken_syntax")
print(ok, m)  -- expect: false<TAB>error loading module 'broken_syntax' from file './support/broken_syntax.lua':
-- expect: <TAB>./support/broken_syntax.lua:1: unexpected symbol near '='
ok, m = pcall(require, "broken_run")
print(ok, m)  -- expect: false<TAB>./support/broken_run.lua:1: while loading broken_run
print(package.loaded.broken_run)  -- expect: nil
ok, m = pcall(require, "does.not.exist")
print(m)  -- expect: module 'does.not.exist' not found:
-- expect: <TAB>no field package.preload['does.not.exist']
-- expect: <TAB>no file './support/does/not/exist.lua'
-- expect: <TAB>no file './support/does/not/exist/init.lua'
-- expect: <TAB>no file './support/does/not/exist.so'
-- expect: <TAB>no file './support/does.so'
package.loaded.plain = nil
local again = require("plain")
print(again.name, again.loads)  -- expect: plain<TAB>2
package.loaded.given = "value placed by hand"
print(require("given"))  -- expect: value placed by hand
package.loaded.falsy = false
print(pcall(require, "falsy") == false)  -- expect: true
-- preload comes first
package.preload.pre = function(...) return { "preloaded", ... } end
local pre, extra = require("pre")
print(pre[1], pre[2], pre[3], extra)  -- expect: preloaded<TAB>pre<TAB>:preload:<TAB>:preload:
package.preload.pre2 = function() end
print(require("pre2"))  -- expect: true<TAB>:preload:
package.preload.bad = 5
print(pcall(require, "bad"))  -- expect: false<TAB>module 'bad' not found:
-- expect: <TAB>5
-- expect: <TAB>no file './support/bad.lua'
-- expect: <TAB>no file './support/bad/init.lua'
-- expect: <TAB>no file './support/bad.so'
print(pcall(require))  -- expect: false<TAB>bad argument #1 to 'require' (string expected, got no value)
print(pcall(require, {}))  -- expect: false<TAB>bad argument #1 to 'require' (string expected, got table)
print(pcall(require, 5) == false)  -- expect: true
-- modules that need each other
print(require("cycle_a").value())  -- expect: a sees function of a
