-- exit: 1
-- stderr: script_error\.lua:7: the message$
-- stderr: ^stack traceback:$
-- stderr: \[C\]: in function 'error'$
-- An error that nobody catches ends the script with status 1, message and traceback.
print("before")  -- expect: before
local function fail() error("the message") end
fail()
