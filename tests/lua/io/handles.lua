-- File handles: type, tostring, closing, closed use, metatable, collection.
local name = os.tmpname()
local f = assert(io.open(name, "w"))
print(io.type(f), tostring(f):match("^file %(0x%x+%)$") ~= nil, type(f))  -- expect: file<TAB>true<TAB>userdata
print(f:close(), io.type(f), tostring(f))  -- expect: true<TAB>closed file<TAB>file (closed)
print(pcall(f.close, f))  -- expect: false<TAB>attempt to use a closed file
print(pcall(f.read, f))  -- expect: false<TAB>attempt to use a closed file
print(pcall(f.write, f, "x"))  -- expect: false<TAB>attempt to use a closed file
print(pcall(f.lines, f))  -- expect: false<TAB>attempt to use a closed file
print(pcall(io.close, f))  -- expect: false<TAB>attempt to use a closed file
print(io.type(5), io.type({}), io.type("file"), pcall(io.type))  -- expect: nil<TAB>nil<TAB>nil<TAB>false<TAB>bad argument #1 to 'io.type' (value expected)
local mt = getmetatable(io.stdout)
print(mt.__name, type(mt.__index), mt.__index == mt, type(mt.__gc), type(mt.__close), type(mt.__tostring))  -- expect: FILE*<TAB>table<TAB>false<TAB>function<TAB>function<TAB>function
local names = {}
for k in pairs(mt.__index) do names[#names + 1] = k end
table.sort(names)
print(table.concat(names, " "))  -- expect: close flush lines read seek setvbuf write
names = {}
for k in pairs(mt) do names[#names + 1] = k end
table.sort(names)
print(table.concat(names, " "))  -- expect: __close __gc __index __name __tostring
names = {}
for k in pairs(io) do names[#names + 1] = k end
table.sort(names)
print(table.concat(names, " "))  -- expect: close flush input lines open output popen read stderr stdin stdout tmpfile type write
print(pcall(f.read, io))  -- expect: false<TAB>bad argument #1 to '?' (FILE* expected, got table)
print(pcall(f.read, "x"))  -- expect: false<TAB>bad argument #1 to '?' (FILE* expected, got string)
print(pcall(f.read))  -- expect: false<TAB>bad argument #1 to '?' (FILE* expected, got no value)
print(pcall(io.close, 5))  -- expect: false<TAB>bad argument #1 to 'io.close' (FILE* expected, got number)
print(pcall(mt.__tostring, {}))  -- expect: false<TAB>bad argument #1 to '?' (FILE* expected, got table)
print(pcall(function() return io.stdout.nothing end))  -- expect: true<TAB>nil
print(pcall(function() return io.stdout:nothing() end))  -- expect: false<TAB>handles.lua:32: attempt to call a nil value (method 'nothing')
print(pcall(function() io.stdout.x = 1 end))  -- expect: false<TAB>handles.lua:33: attempt to index a FILE* value (field 'stdout')
print(pcall(function() return io.stdout + 1 end))  -- expect: false<TAB>handles.lua:34: attempt to perform arithmetic on a FILE* value (field 'stdout')
print(pcall(function() return #io.stdout end))  -- expect: false<TAB>handles.lua:35: attempt to get length of a FILE* value (field 'stdout')
print(pcall(function() return io.stdout < io.stderr end))  -- expect: false<TAB>handles.lua:36: attempt to compare two FILE* values
print(io.stdout == io.stdout, io.stdout == io.stderr, io.stdout ~= 5)  -- expect: true<TAB>false<TAB>true
-- to-be-closed handles
do
  local h <close> = assert(io.open(name, "w"))
  h:write("closed by its scope")
  f = h
end
print(io.type(f))  -- expect: closed file
local h = io.open(name)
print(h:read("a"))  -- expect: closed by its scope
h:close()
-- a forgotten handle is flushed when collected
do
  local lost = io.open(name, "w")
  lost:write("flushed by the collector")
end
collectgarbage()
collectgarbage()
h = io.open(name)
print(h:read("a"))  -- expect: flushed by the collector
h:close()
os.remove(name)
