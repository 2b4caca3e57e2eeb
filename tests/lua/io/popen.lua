-- io.popen: reading, writing, exit status, errors.
local p = assert(io.popen("echo hello; echo world"))
print(io.type(p), p:read("l"), p:read("a"))  -- expect: file<TAB>hello<TAB>world
-- expect:
print(p:close())  -- expect: true<TAB>exit<TAB>0
print(io.type(p), pcall(p.read, p))  -- expect: closed file<TAB>false<TAB>attempt to use a closed file
p = io.popen("exit 3")
print(p:close())  -- expect: nil<TAB>exit<TAB>3
p = io.popen("kill -9 $$")
print(p:close())  -- expect: nil<TAB>signal<TAB>9
p = io.popen("cat >/dev/null; exit 7", "w")
print(p:write("some text") == p)  -- expect: true
print(p:close())  -- expect: nil<TAB>exit<TAB>7
for line in io.popen("printf 'a\\nb\\nc'"):lines() do print(line) end  -- expect: a
-- expect: b
-- expect: c
print(pcall(io.popen, "true", "x"))  -- expect: false<TAB>bad argument #2 to 'io.popen' (invalid mode)
print(pcall(io.popen, "true", "rw"))  -- expect: false<TAB>bad argument #2 to 'io.popen' (invalid mode)
print(pcall(io.popen))  -- expect: false<TAB>bad argument #1 to 'io.popen' (string expected, got no value)
print(pcall(io.popen, "true", "rb"))  -- expect: false<TAB>bad argument #2 to 'io.popen' (invalid mode)
print(pcall(io.popen, {}))  -- expect: false<TAB>bad argument #1 to 'io.popen' (string expected, got table)
local name = os.tmpname()
p = io.popen("cat > " .. name, "w")
p:write("through a pipe")
p:close()
local f = io.open(name)
print(f:read("a"))  -- expect: through a pipe
f:close()
os.remove(name)
do
  local q <close> = io.popen("echo closed by scope")
  print(q:read("a"))  -- expect: closed by scope
  -- expect:
end
print(os.execute("exit 5"))  -- expect: nil<TAB>exit<TAB>5
print(os.execute("true"))  -- expect: true<TAB>exit<TAB>0
print(os.execute("kill -15 $$"))  -- expect: nil<TAB>signal<TAB>15
print(os.execute())  -- expect: true
print(io.popen("cat", "r"):close())  -- expect: true<TAB>exit<TAB>0
