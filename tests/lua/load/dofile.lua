-- dofile: results, arguments, errors; loadfile reads standard input without a name.
-- stdin: return "from standard input", ...\n
local name = os.tmpname()
local function file(text)
  local f = assert(io.open(name, "wb"))
  f:write(text)
  f:close()
  return name
end
print(dofile(file "return 1, 2, nil"))  -- expect: 1<TAB>2<TAB>nil
print(select("#", dofile(file "")), select("#", dofile(file "return nil, nil")))  -- expect: 0<TAB>2
print(dofile(file "return select('#', ...)"))  -- expect: 0
dofile(file "global_set_by_dofile = 42")
print(global_set_by_dofile)  -- expect: 42
local ok, m = pcall(dofile, file "error('in the file')")
print(ok, (m:gsub(name, "NAME")))  -- expect: false<TAB>NAME:1: in the file
ok, m = pcall(dofile, file "x = = 1")
print(ok, (m:gsub(name, "NAME")))  -- expect: false<TAB>NAME:1: unexpected symbol near '='
ok, m = pcall(dofile, file "error({ code = 7 })")
print(ok, m.code)  -- expect: false<TAB>7
os.remove(name)
ok, m = pcall(dofile, name)
print(ok, (m:gsub(name, "NAME")))  -- expect: false<TAB>cannot open NAME: No such file or directory
print(pcall(dofile, {}))  -- expect: false<TAB>bad argument #1 to 'dofile' (string expected, got table)
-- a file that yields
file "local a = coroutine.yield('first') return 'got ' .. a"
local co = coroutine.wrap(function() return dofile(name) end)
print(co())  -- expect: first
print(co("value"))  -- expect: got value
os.remove(name)
print(loadfile()("an argument"))  -- expect: from standard input<TAB>an argument
