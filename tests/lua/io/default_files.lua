-- io.input, io.output, io.read, io.write, io.close of the default files.
local name, other = os.tmpname(), os.tmpname()
print(io.type(io.input()), io.input() == io.stdin, io.output() == io.stdout, io.type(io.stderr))  -- expect: file<TAB>true<TAB>true<TAB>file
local out = io.output()
io.output(name)
print(io.output() ~= out, io.type(io.output()))  -- expect: true<TAB>file
io.write("line one\nline two\n", 33, "\n")
io.close()
print(io.output() == io.output(), pcall(io.write, "x"))  -- expect: true<TAB>false<TAB>default output file is closed
print(pcall(io.close))  -- expect: false<TAB>attempt to use a closed file
io.output(out)
io.input(name)
print(io.read(), io.read("L"), io.read("n"), io.read("l"), io.read("l"), io.read("a"))  -- expect: line one<TAB>line two
-- expect: <TAB>33<TAB><TAB>nil<TAB>
print(io.close(io.input()))  -- expect: true
print(pcall(io.read))  -- expect: false<TAB>default input file is closed
print(pcall(io.lines))  -- expect: false<TAB>attempt to use a closed file
io.input(name)
local n = 0
for l in io.lines() do n = n + #l end
print(n, io.type(io.input()))  -- expect: 18<TAB>file
io.input():close()
io.input(io.stdin)
-- a handle as argument
local f = assert(io.open(other, "w"))
print(io.output(f) == f, io.write("through the default") == f)  -- expect: true<TAB>true
io.output(out)
f:close()
f = assert(io.open(other))
print(io.input(f) == f, io.read("a"))  -- expect: true<TAB>through the default
io.input(io.stdin)
f:close()
print((select(2, pcall(io.input, "/nonexistent/file"))))  -- expect: cannot open file '/nonexistent/file' (No such file or directory)
print(pcall(io.output, "/nonexistent/file"))  -- expect: false<TAB>cannot open file '/nonexistent/file' (No such file or directory)
print(pcall(io.input, {}))  -- expect: false<TAB>bad argument #1 to 'io.input' (FILE* expected, got table)
print(pcall(io.output, 5) == true)  -- expect: true
io.output(out)
os.remove("5")
os.remove(name)
os.remove(other)
