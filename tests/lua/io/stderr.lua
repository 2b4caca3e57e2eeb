-- stderr: ^to stderr 1 2\.5$
-- stderr: ^again$
-- Standard error is a file like others.
io.stderr:write("to stderr ", 1, " ", 2.5, "\n")
local old = io.output()
io.output(io.stderr)
io.write("again\n")
io.output(old)
print(io.output() == io.stdout)  -- expect: true
