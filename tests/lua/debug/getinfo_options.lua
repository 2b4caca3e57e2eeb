-- debug.getinfo: which fields each option gives, and their values.
local function fields(what, f)
  local info = debug.getinfo(f or 2, what)
  local out = {}
  for k, v in pairs(info) do
    if k ~= "activelines" and k ~= "func" then out[#out + 1] = k .. "=" .. tostring(v) else out[#out + 1] = k .. ":" .. type(v) end
  end
  table.sort(out)
  return table.concat(out, " ")
end
local function sample(a, b, ...)
  local x = a
  return x
end
print(fields("S", sample))  -- expect: lastlinedefined=14 linedefined=11 short_src=getinfo_options.lua source=@getinfo_options.lua what=Lua
print(fields("l", sample))  -- expect: currentline=-1
print(fields("u", sample))  -- expect: isvararg=true nparams=2 nups=0
print(fields("n", sample))  -- expect: namewhat=
print(fields("t", sample))  -- expect: istailcall=false
print(fields("r", sample))  -- expect: ftransfer=0 ntransfer=0
print(fields("L", sample))  -- expect: activelines:table
print(fields("f", sample))  -- expect: func:function
print(fields("", sample))  -- expect:
print(fields("Slnrtu", print))  -- expect: currentline=-1 ftransfer=0 istailcall=false isvararg=true lastlinedefined=-1 linedefined=-1 namewhat= nparams=0 ntransfer=0 nups=0 short_src=[C] source==[C] what=C
print(fields("S", load("return 1", "=name")))  -- expect: lastlinedefined=0 linedefined=0 short_src=name source==name what=main
print(fields("S", load("return 1", "@file.lua")))  -- expect: lastlinedefined=0 linedefined=0 short_src=file.lua source=@file.lua what=main
print(fields("S", load("\n\nreturn function()\n\nend", "=x")()))  -- expect: lastlinedefined=5 linedefined=3 short_src=x source==x what=Lua
print(fields("nSltu"))  -- expect: currentline=28 istailcall=false isvararg=true lastlinedefined=0 linedefined=0 namewhat= nparams=0 nups=1 short_src=getinfo_options.lua source=@getinfo_options.lua what=main
print((fields("Sl")))  -- expect: currentline=29 lastlinedefined=0 linedefined=0 short_src=getinfo_options.lua source=@getinfo_options.lua what=main
local method = {}
function method:run() return fields("n", 2) end
function method.call() return (fields("n", 2)) end
print((method:run()))  -- expect: namewhat=
print((method.call()))  -- expect: name=call namewhat=field
print(fields("u", function(...) end), fields("u", function(a, b, c) return method, sample end))  -- expect: isvararg=true nparams=0 nups=0<TAB>isvararg=false nparams=3 nups=2
print(fields("u", string.format))  -- expect: isvararg=true nparams=0 nups=0
print(debug.getinfo(sample, "f").func == sample, debug.getinfo(1, "f").func == debug.getinfo(1).func)  -- expect: true<TAB>true
print(debug.getinfo(1, "l").currentline, debug.getinfo(1, "S").what, debug.getinfo(1, "S").linedefined, debug.getinfo(1, "S").lastlinedefined)  -- expect: 38<TAB>main<TAB>0<TAB>0
local lines = {}
for l in pairs(debug.getinfo(sample, "L").activelines) do lines[#lines + 1] = l end
table.sort(lines)
print(table.concat(lines, " "))  -- expect: 12 13 14
print(debug.getinfo(print, "L").activelines)  -- expect: nil
print(debug.getinfo(100))  -- expect: nil
print(debug.getinfo(sample).nparams, debug.getinfo(sample).isvararg, debug.getinfo(sample).nups, debug.getinfo(sample).short_src, debug.getinfo(sample).source)  -- expect: 2<TAB>true<TAB>0<TAB>getinfo_options.lua<TAB>@getinfo_options.lua
print(pcall(debug.getinfo))  -- expect: false<TAB>bad argument #1 to 'debug.getinfo' (number expected, got no value)
print(pcall(debug.getinfo, "x"))  -- expect: false<TAB>bad argument #1 to 'debug.getinfo' (number expected, got string)
print(pcall(debug.getinfo, 1, "X"))  -- expect: false<TAB>bad argument #2 to 'debug.getinfo' (invalid option)
print(pcall(debug.getinfo, 1, ">S"))  -- expect: false<TAB>bad argument #2 to 'debug.getinfo' (invalid option '>')
print(pcall(debug.getinfo, print, ">"))  -- expect: false<TAB>bad argument #2 to 'debug.getinfo' (invalid option '>')
print(pcall(debug.getinfo, {}, "S"))  -- expect: false<TAB>bad argument #1 to 'debug.getinfo' (number expected, got table)
print(pcall(debug.getinfo, 1, {}))  -- expect: false<TAB>bad argument #2 to 'debug.getinfo' (string expected, got table)
print(pcall(debug.getinfo, 1.5))  -- expect: false<TAB>bad argument #1 to 'debug.getinfo' (number has no integer representation)
print(debug.getinfo(-1), debug.getinfo(1 << 20))  -- expect: nil<TAB>nil
-- a coroutine as the first argument
local co = coroutine.create(function(a)
  local inner = a
  coroutine.yield(inner)
end)
coroutine.resume(co, 1)
print(debug.getinfo(co, 0, "n").name, debug.getinfo(co, 1, "l").currentline, debug.getinfo(co, 2))  -- expect: yield<TAB>58<TAB>nil
print(debug.getinfo(co, 1, "S").what, debug.getinfo(co, sample, "S").linedefined)  -- expect: Lua<TAB>11
coroutine.resume(co)
print(debug.getinfo(co, 0), debug.getinfo(coroutine.create(print), 0))  -- expect: nil<TAB>nil
