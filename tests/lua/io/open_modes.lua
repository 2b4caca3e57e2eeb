-- io.open: every mode, what it allows, and the messages for what cannot be opened.
local name = os.tmpname()
os.remove(name)
local function contents()
  local f = assert(io.open(name, "rb"))
  local all = f:read("a")
  f:close()
  return all
end
local function hidden(...) return (table.concat({ tostring((...)), tostring((select(2, ...))), tostring((select(3, ...))) }, " | "):gsub(name:gsub("%p", "%%%0"), "NAME")) end
print(hidden(io.open(name)))  -- expect: nil | NAME: No such file or directory | 2
print(hidden(io.open(name, "r+")))  -- expect: nil | NAME: No such file or directory | 2
local f = assert(io.open(name, "w"))
print(f:write("first\n") == f, f:read("a"))  -- expect: true<TAB>nil<TAB>Bad file descriptor<TAB>9
f:close()
print(contents() == "first\n")  -- expect: true
f = assert(io.open(name, "a"))
f:write("second\n")
f:seek("set", 0)
f:write("third\n")
f:close()
print((contents():gsub("\n", "/")))  -- expect: first/second/third/
f = assert(io.open(name, "r+"))
print(f:read("l"))  -- expect: first
f:seek("cur", 0)
f:write("SECOND")
f:seek("set")
print((f:read("a"):gsub("\n", "/")))  -- expect: first/SECOND/third/
f:close()
f = assert(io.open(name, "w+b"))
f:write("fresh")
f:seek("set")
print(f:read("a"))  -- expect: fresh
f:close()
f = assert(io.open(name, "a+"))
print(f:read("a"))  -- expect: fresh
f:write("more")
f:seek("set")
print(f:read("a"))  -- expect: freshmore
f:close()
f = assert(io.open(name, "r"))
print(f:write("refused"))  -- expect: nil<TAB>Bad file descriptor<TAB>9
f:close()
for _, mode in ipairs { "", "x", "rw", "r++", "+r", "br", "rb+", "wx", "r+b", "rb", "wb+", "ab", "a+b", " r", "r ", "R", "r\0" } do
  local ok, m = pcall(io.open, name, mode)
  print(("%q"):format(mode), ok, ok and io.type(m) or m)  -- expect: ""<TAB>false<TAB>bad argument #2 to 'io.open' (invalid mode)
  -- expect: "x"<TAB>false<TAB>bad argument #2 to 'io.open' (invalid mode)
  -- expect: "rw"<TAB>false<TAB>bad argument #2 to 'io.open' (invalid mode)
  -- expect: "r++"<TAB>false<TAB>bad argument #2 to 'io.open' (invalid mode)
  -- expect: "+r"<TAB>false<TAB>bad argument #2 to 'io.open' (invalid mode)
  -- expect: "br"<TAB>false<TAB>bad argument #2 to 'io.open' (invalid mode)
  -- expect: "rb+"<TAB>false<TAB>bad argument #2 to 'io.open' (invalid mode)
  -- expect: "wx"<TAB>false<TAB>bad argument #2 to 'io.open' (invalid mode)
  -- expect: "r+b"<TAB>true<TAB>file
  -- expect: "rb"<TAB>true<TAB>file
  -- expect: "wb+"<TAB>false<TAB>bad argument #2 to 'io.open' (invalid mode)
  -- expect: "ab"<TAB>true<TAB>file
  -- expect: "a+b"<TAB>true<TAB>file
  -- expect: " r"<TAB>false<TAB>bad argument #2 to 'io.open' (invalid mode)
  -- expect: "r "<TAB>false<TAB>bad argument #2 to 'io.open' (invalid mode)
  -- expect: "R"<TAB>false<TAB>bad argument #2 to 'io.open' (invalid mode)
  -- expect: "r\0"<TAB>true<TAB>file
  if ok and m then m:close() end
end
print(hidden(io.open("/nonexistent/dir/file", "w")))  -- expect: nil | /nonexistent/dir/file: No such file or directory | 2
print(hidden(io.open("/", "w")))  -- expect: nil | /: Is a directory | 21
print(hidden(io.open("", "r")))  -- expect: nil | : No such file or directory | 2
print(pcall(io.open))  -- expect: false<TAB>bad argument #1 to 'io.open' (string expected, got no value)
print(pcall(io.open, {}))  -- expect: false<TAB>bad argument #1 to 'io.open' (string expected, got table)
print(pcall(io.open, name, {}))  -- expect: false<TAB>bad argument #2 to 'io.open' (string expected, got table)
f = assert(io.open("/"))
print(f:read(1))  -- expect: nil<TAB>Is a directory<TAB>21
print(f:close())  -- expect: true
os.remove(name)
