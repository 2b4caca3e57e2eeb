-- The library package: fields, searchpath, searchers and their messages.
local names = {}
for k, v in pairs(package) do names[#names + 1] = k .. ":" .. type(v) end
table.sort(names)
print(table.concat(names, " "))  -- expect: config:string cpath:string loaded:table loadlib:function path:string preload:table searchers:table searchpath:function
print((package.config:gsub("\n", "|")))  -- expect: /|;|?|!|-|
print(#package.searchers, package.loaded._G == _G, package.loaded.package == package, package.loaded.string == string)  -- expect: 4<TAB>true<TAB>true<TAB>true
names = {}
for k in pairs(package.loaded) do names[#names + 1] = k end
table.sort(names)
print((table.concat(names, " "):gsub(" trinity%f[%s]", "")))  -- expect: _G coroutine debug io math os package string table utf8
print(package.searchpath("plain", "./support/?.lua"))  -- expect: ./support/plain.lua
print(package.searchpath("inner.module", "./support/?.lua"))  -- expect: ./support/inner/module.lua
print(package.searchpath("inner-module", "./support/?.lua", "-"))  -- expect: ./support/inner/module.lua
print(package.searchpath("inner.module", "./support/?.lua", "", "/"))  -- expect: nil<TAB>no file './support/inner.module.lua'
print(package.searchpath("inner.module", "./support/?.lua", ".", "\\"))  -- expect: nil<TAB>no file './support/inner\module.lua'
print(package.searchpath("x", "./a/?;./b/?.lua;;./c/?/d/?"))  -- expect: nil<TAB>no file './a/x'
-- expect: <TAB>no file './b/x.lua'
-- expect: <TAB>no file ''
-- expect: <TAB>no file './c/x/d/x'
print(package.searchpath("x", ""))  -- expect: nil<TAB>no file ''
print(package.searchpath("x", ";"))  -- expect: nil<TAB>no file ''
-- expect: <TAB>no file ''
print(package.searchpath("a.b.c", "?;?.x", ".", "_"))  -- expect: nil<TAB>no file 'a_b_c'
-- expect: <TAB>no file 'a_b_c.x'
print(package.searchpath("", "./support/?"))  -- expect: ./support/
print(pcall(package.searchpath, "x"))  -- expect: false<TAB>bad argument #2 to 'package.searchpath' (string expected, got no value)
print(pcall(package.searchpath, {}, "?"))  -- expect: false<TAB>bad argument #1 to 'package.searchpath' (string expected, got table)
print(pcall(package.searchpath, "x", "?", {}))  -- expect: false<TAB>bad argument #3 to 'package.searchpath' (string expected, got table)
print(pcall(package.loadlib))  -- expect: false<TAB>bad argument #1 to 'package.loadlib' (string expected, got no value)
print(package.loadlib("/nonexistent/lib.so", "f"))  -- expect: nil<TAB>/nonexistent/lib.so: cannot open shared object file: No such file or directory<TAB>open
print(select(3, package.loadlib("/nonexistent/lib.so", "*")))  -- expect: open
local old = package.path
package.path = nil
print(pcall(require, "anything"))  -- expect: false<TAB>'package.path' must be a string
package.path = 5
print((select(2, pcall(require, "any.thing")):gsub("\n\tno file '/[^']*'", "")))  -- expect: module 'any.thing' not found:
-- expect: <TAB>no field package.preload['any.thing']
-- expect: <TAB>no file '5'
-- expect: <TAB>no file './any/thing.so'
-- expect: <TAB>no file './any.so'
package.path = "?.none"
package.cpath = "?.so;lib/?.so"
print(select(2, pcall(require, "any.thing")))  -- expect: module 'any.thing' not found:
-- expect: <TAB>no field package.preload['any.thing']
-- expect: <TAB>no file 'any/thing.none'
-- expect: <TAB>no file 'any/thing.so'
-- expect: <TAB>no file 'lib/any/thing.so'
-- expect: <TAB>no file 'any.so'
-- expect: <TAB>no file 'lib/any.so'
package.cpath = {}
print(pcall(require, "any.thing"))  -- expect: false<TAB>'package.cpath' must be a string
package.cpath = ""
package.path = ""
print(select(2, pcall(require, "x")))  -- expect: module 'x' not found:
-- expect: <TAB>no field package.preload['x']
-- expect: <TAB>no file ''
-- expect: <TAB>no file ''
local searchers = package.searchers
package.searchers = nil
print(pcall(require, "anything"))  -- expect: false<TAB>'package.searchers' must be a table
package.searchers = { function(n) return "\n\tmy own search for " .. n end, function() return nil end, function() return 5 end }
print(pcall(require, "anything"))  -- expect: false<TAB>module 'anything' not found:
-- expect: <TAB>
-- expect: <TAB>my own search for anything
-- expect: <TAB>5
package.searchers = { function(n) return function(...) return table.concat({ ... }, "/") end, "extra value" end }
print(require("through"))  -- expect: through/extra value<TAB>extra value
package.searchers = { function() error("searcher failed", 0) end }
print(pcall(require, "failing"))  -- expect: false<TAB>searcher failed
package.searchers = {}
print(pcall(require, "nothing"))  -- expect: false<TAB>module 'nothing' not found:
package.searchers = searchers
package.preload = nil
print(pcall(require, "plain2"))  -- expect: false<TAB>module 'plain2' not found:
-- expect: <TAB>no field package.preload['plain2']
-- expect: <TAB>no file ''
-- expect: <TAB>no file ''
