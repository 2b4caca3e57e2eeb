-- debug.getlocal and setlocal: names, values, temporaries, varargs, parameters, other threads.
local function names(level)
  local out, i = {}, 1
  while true do
    local n, v = debug.getlocal(level + 1, i)
    if not n then break end
    out[#out + 1] = n .. "=" .. tostring(v):gsub("0x%x+", "ADDR")
    i = i + 1
  end
  return table.concat(out, " ")
end
local function f(a, b, ...)
  local x = a + 1
  do
    local inner = "i"
    print(names(1))
  end
  local y <const> = 5
  local z <close> = nil
  print(names(1))
  for i = 1, 1 do
    local body = i
    print(names(1))
  end
  for k, v in pairs { "v" } do print((names(1):gsub("builtin: ADDR", "function: ADDR"))) end
  print(debug.getlocal(1, -1))
  print(debug.getlocal(1, -2))
  print(debug.getlocal(1, -3))
  print(debug.setlocal(1, -1, "changed"), ...)
  print(debug.setlocal(1, 1, "A"), a)
  print(debug.setlocal(1, 100, "no"))
  print(debug.getlocal(1, 0), debug.getlocal(1, 50))
end
f(1, 2, "v1", "v2")  -- expect: a=1 b=2 x=2 inner=i (temporary)=function: ADDR
-- expect: a=1 b=2 x=2 z=nil (temporary)=function: ADDR
-- expect: a=1 b=2 x=2 z=nil (for state)=1 (for state)=0 (for state)=1 i=1 body=1 (temporary)=function: ADDR
-- expect: a=1 b=2 x=2 z=nil (for state)=function: ADDR (for state)=table: ADDR (for state)=1 (for state)=nil k=1 v=v (temporary)=function: ADDR
-- expect: (vararg)<TAB>v1
-- expect: (vararg)<TAB>v2
-- expect: nil
-- expect: (vararg)<TAB>changed<TAB>v2
-- expect: a<TAB>A
-- expect: nil
-- expect: nil<TAB>nil
print(debug.getlocal(f, 1), debug.getlocal(f, 2), debug.getlocal(f, 3))  -- expect: a<TAB>b<TAB>nil
print(debug.getlocal(print, 1))  -- expect: nil
print(debug.getlocal(function() local not_a_parameter end, 1))  -- expect: nil
print(debug.getlocal(f, -1))  -- expect: nil
print(pcall(debug.getlocal, 100, 1))  -- expect: false<TAB>bad argument #1 to 'debug.getlocal' (level out of range)
print(pcall(debug.setlocal, 100, 1, 1))  -- expect: false<TAB>bad argument #1 to 'debug.setlocal' (level out of range)
print(pcall(debug.getlocal))  -- expect: false<TAB>bad argument #2 to 'debug.getlocal' (number expected, got no value)
print(pcall(debug.getlocal, 1))  -- expect: false<TAB>bad argument #2 to 'debug.getlocal' (number expected, got no value)
print(pcall(debug.getlocal, {}, 1))  -- expect: false<TAB>bad argument #1 to 'debug.getlocal' (number expected, got table)
print(pcall(debug.setlocal, 1, 1))  -- expect: false<TAB>bad argument #3 to 'debug.setlocal' (value expected)
print(pcall(debug.getlocal, "x", 1))  -- expect: false<TAB>bad argument #1 to 'debug.getlocal' (number expected, got string)
-- a suspended coroutine
local co = coroutine.create(function(p, ...)
  local l1, l2 = "one", { 2 }
  coroutine.yield()
  return l1, l2
end)
coroutine.resume(co, "param", "extra")
print(debug.getlocal(co, 1, 1))  -- expect: p<TAB>param
print(debug.getlocal(co, 1, 2))  -- expect: l1<TAB>one
print(debug.getlocal(co, 1, -1))  -- expect: (vararg)<TAB>extra
print(debug.setlocal(co, 1, 2, "new one"), debug.setlocal(co, 1, 3, "new two"))  -- expect: l1<TAB>l2
print(coroutine.resume(co))  -- expect: true<TAB>new one<TAB>new two
-- shadowed names, in order of declaration
local function shadow()
  local a = 1
  local a = 2
  local a = 3
  print(names(1))
end
shadow()  -- expect: a=1 a=2 a=3 (temporary)=function: ADDR
-- a C function's values
print(pcall(debug.getlocal, coroutine.create(print), 0, 1))  -- expect: false<TAB>bad argument #2 to 'debug.getlocal' (level out of range)
local function in_c() return debug.getlocal(0, 1) end
print(in_c())  -- expect: (C temporary)<TAB>0
-- names after a goto and in a loop
local function loops()
  local i = 0
  ::top::
  local later = i
  i = i + 1
  if i < 3 then goto top end
  print(names(1))
end
loops()  -- expect: i=3 later=2 (temporary)=function: ADDR
print((load("local a <const> = 1; local b <const> = {} ; local c = 2 local shown = (...)(1) return shown", "=c"))(function(l) return names(l + 1) end))  -- expect: names=function: ADDR f=function: ADDR co=thread: ADDR shadow=function: ADDR in_c=function: ADDR loops=function: ADDR (temporary)=function: ADDR (temporary)=function: ADDR (temporary)=function: ADDR
