-- exit: 1
-- stderr: script_syntax_error\.lua:5: unexpected symbol near '\)'$
-- A script that does not compile never runs.
print("never printed")
local x = )
