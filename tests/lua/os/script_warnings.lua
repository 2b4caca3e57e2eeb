-- flags: -W
-- stderr: ^Lua warning: one$
-- stderr: ^Lua warning: two parts$
-- stderr: ^Lua warning: after$
-- warn writes to standard error when warnings are on; @on and @off switch.
warn("one")
warn("two ", "parts")
warn("@off")
warn("silent")
warn("@on")
warn("after")
warn("@unknown control")
print(pcall(warn))  -- expect: false<TAB>bad argument #1 to 'warn' (string expected, got no value)
print(pcall(warn, {}))  -- expect: false<TAB>bad argument #1 to 'warn' (string expected, got table)
print(pcall(warn, "a", nil))  -- expect: false<TAB>bad argument #2 to 'warn' (string expected, got nil)
print(select("#", warn("@off")))  -- expect: 0
