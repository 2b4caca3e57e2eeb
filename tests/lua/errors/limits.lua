-- Limits of the compiler: locals, upvalues, nesting, registers, constants; what fits must work.
local function bad(s)
  local _, f, m = pcall(load, s, "=s")
  print(f and "compiles" or m)
end
local function n(fmt, count, sep) local t = {} for i = 1, count do t[i] = fmt:gsub("#", i) end return table.concat(t, sep or "") end
bad("local " .. n("v#", 200, ","))  -- expect: compiles
bad("local " .. n("v#", 201, ","))  -- expect: s:1: too many local variables (limit is 200) in main function near <eof>
bad("local function f() local " .. n("v#", 201, ",") .. " end")  -- expect: s:1: too many local variables (limit is 200) in function at line 1 near 'end'
bad("\nfunction f(" .. n("p#", 201, ",") .. ") end")  -- expect: s:2: too many local variables (limit is 200) in function at line 2 near ')'
bad("return " .. ("("):rep(190) .. "1" .. (")"):rep(190))  -- expect: compiles
bad("return " .. ("("):rep(250) .. "1" .. (")"):rep(250))  -- expect: C stack overflow
bad(("do "):rep(190) .. ("end "):rep(190))  -- expect: compiles
bad(("do "):rep(250) .. ("end "):rep(250))  -- expect: C stack overflow
bad("x = " .. ("{"):rep(250) .. ("}"):rep(250))  -- expect: C stack overflow
bad("x = " .. ("function() return "):rep(250) .. "1" .. (" end"):rep(250))  -- expect: C stack overflow
bad("x = " .. ("-"):rep(250) .. "1")  -- expect: s:1: unexpected symbol near <eof>
bad("x = " .. ("not "):rep(250) .. "1")  -- expect: C stack overflow
bad("x = " .. ("- "):rep(180) .. "1")  -- expect: compiles
bad("x = 'a'" .. (" .. 'a'"):rep(250))  -- expect: C stack overflow
bad("x = 1" .. (" ^ 1"):rep(250))  -- expect: C stack overflow
bad("f(" .. n("#", 300, ",") .. ")")  -- expect: s:1: function or expression needs too many registers near '255'
bad("local a <const> = 1 return " .. n("a", 300, ","))  -- expect: s:1: function or expression needs too many registers near 'a'
bad("local x = 5 return {" .. n("x", 600, ",") .. "}")  -- expect: compiles
bad(n("a", 300, ",") .. " = 1")  -- expect: C stack overflow
bad("return " .. n("x", 260, " .. "))  -- expect: C stack overflow
-- Large but legal chunks.
assert(load("return 0" .. n(" + #", 5000))() == 5000 * 5001 // 2)
assert(#load("return {" .. n("#", 20000, ",") .. "}")() == 20000)
assert(#load("return {" .. n("{#}", 3000, ",") .. "}")() == 3000)
local f = load("local t = ... " .. n("t.k# = # ", 3000) .. " return t")
assert(f({}).k2999 == 2999)
local s = load("local x = ... " .. n("if x == # then return 'c#' end ", 2000))
assert(s(1999) == "c1999" and s(0) == nil)
assert(select("#", load("return " .. n("#", 240, ","))()) == 240)
local long = load("while true do " .. n("local x# = # ", 100) .. ("y = 1 "):rep(20000) .. " break end return y")
assert(long() == 1)
local jumps = load("for i = 1, 2 do if i == 1 then goto c end " .. ("z = i "):rep(20000) .. " ::c:: end return z")
assert(jumps() == 2)
local str = load("return '" .. ("x"):rep(100000) .. "'")
assert(#str() == 100000)
assert(load("return " .. ("a."):rep(5000) .. "b", "=s", "t", {}) ~= nil)
