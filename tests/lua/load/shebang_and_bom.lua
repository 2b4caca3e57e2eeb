-- A first line that starts with # is skipped in files, not in strings; so is a byte order mark.
local name = os.tmpname()
local function file(text)
  local f = assert(io.open(name, "wb"))
  f:write(text)
  f:close()
  return name
end
local function show(f, m, ...)
  if not f then return print("error", (m:gsub(name, "NAME"))) end
  print("ok", pcall(f, ...))
end
show(loadfile(file "#!/usr/bin/lua\nreturn 1"))  -- expect: ok<TAB>true<TAB>1
show(loadfile(file "#!/usr/bin/lua"))  -- expect: ok<TAB>true
show(loadfile(file "# anything\nreturn debug.getinfo(1, 'l').currentline"))  -- expect: ok<TAB>true<TAB>2
show(loadfile(file "\xEF\xBB\xBFreturn 2"))  -- expect: ok<TAB>true<TAB>2
show(loadfile(file "\xEF\xBB\xBF#line\nreturn 3"))  -- expect: ok<TAB>true<TAB>3
show(loadfile(file "\xEF\xBBreturn 2"))  -- expect: error<TAB>NAME:1: unexpected symbol near '<\239>'
show(loadfile(file "return 4 #"))  -- expect: error<TAB>NAME:1: <eof> expected near '#'
show(loadfile(file "\n#not first\nreturn 1"))  -- expect: error<TAB>NAME:2: unexpected symbol near '#'
show(loadfile(file ""))  -- expect: ok<TAB>true
show(loadfile(file "\xEF\xBB\xBF"))  -- expect: ok<TAB>true
show(loadfile(file "#"))  -- expect: ok<TAB>true
show(loadfile(file "#\n"))  -- expect: ok<TAB>true
show(load("#!/usr/bin/lua\nreturn 1", "=s"))  -- expect: error<TAB>s:1: unexpected symbol near '#'
show(load("\xEF\xBB\xBFreturn 1", "=s"))  -- expect: error<TAB>s:1: unexpected symbol near '<\239>'
show(loadfile(file "return ..."), 1, 2)  -- expect: ok<TAB>true<TAB>2
show(loadfile(file(string.dump(function(...) return "binary", ... end))), 3)  -- expect: ok<TAB>true<TAB>binary
show(loadfile(file("#comment\n" .. string.dump(function() return "binary after a comment" end))))  -- expect: ok<TAB>true<TAB>binary after a comment
show(loadfile(file "x ="))  -- expect: error<TAB>NAME:1: unexpected symbol near <eof>
show(loadfile(file "return 1", "b"))  -- expect: error<TAB>attempt to load a text chunk (mode is 'b')
show(loadfile(file(string.dump(function() end)), "t"))  -- expect: error<TAB>attempt to load a binary chunk (mode is 't')
show(loadfile(name, "b"))  -- expect: ok<TAB>true
show(loadfile(file "return y", "t", { y = "from the environment" }))  -- expect: ok<TAB>true<TAB>from the environment
show(loadfile(file "return y", nil, { y = "default mode" }))  -- expect: ok<TAB>true<TAB>default mode
os.remove(name)
show(loadfile(name))  -- expect: error<TAB>cannot open NAME: No such file or directory
print(pcall(loadfile, {}))  -- expect: false<TAB>bad argument #1 to 'loadfile' (string expected, got table)
print((select(2, loadfile("/"))))  -- expect: cannot read /: Is a directory
