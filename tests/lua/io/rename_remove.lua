-- os.rename, os.remove, os.tmpname and their messages.
local function text(...) return table.concat({ tostring((...)), tostring((select(2, ...))), tostring((select(3, ...))) }, " | ") end
local name = os.tmpname()
print(type(name), io.open(name) ~= nil)  -- expect: string<TAB>true
local moved = name .. ".moved"
local f = io.open(name, "w")
f:write("content")
f:close()
print(text(os.rename(name, moved)))  -- expect: true | nil | nil
print((text(os.rename(name, moved)):gsub(name, "NAME")))  -- expect: nil | No such file or directory | 2
print((text(os.remove(name)):gsub(name, "NAME")))  -- expect: nil | NAME: No such file or directory | 2
f = io.open(moved)
print(f:read("a"))  -- expect: content
f:close()
print(text(os.remove(moved)))  -- expect: true | nil | nil
print((text(io.open(moved)):gsub(name, "NAME")))  -- expect: nil | NAME.moved: No such file or directory | 2
print(text(os.remove("/nonexistent/file")))  -- expect: nil | /nonexistent/file: No such file or directory | 2
print(text(os.remove("/proc")):match("^nil") ~= nil)  -- expect: true
print(pcall(os.remove))  -- expect: false<TAB>bad argument #1 to 'os.remove' (string expected, got no value)
print(pcall(os.rename, "x"))  -- expect: false<TAB>bad argument #2 to 'os.rename' (string expected, got no value)
print(pcall(os.remove, {}))  -- expect: false<TAB>bad argument #1 to 'os.remove' (string expected, got table)
local t1, t2 = os.tmpname(), os.tmpname()
print(t1 ~= t2, os.remove(t1), os.remove(t2))  -- expect: true<TAB>true<TAB>true
for _ = 1, 3 do
  local t = os.tmpname()
  assert(os.remove(t))
end
