-- needs: lua-readline lua-system lua-term
local system = require "system"
local before = system.monotime() ; system.sleep(0.01) ; assert(system.monotime() > before and math.abs(system.gettime() - os.time()) < 5)
local term = require "term"
assert(term.isatty(io.stdout) == false and term.colors.red)
local readline = require "readline"
assert(readline)
print "ok"
