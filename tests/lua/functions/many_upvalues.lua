-- Closures with up to 255 upvalues; one more is an error.
local function list(n, fmt, sep)
  local t = {}
  for i = 1, n do t[i] = fmt:gsub("#", tostring(i)) end
  return table.concat(t, sep)
end
-- 200 locals in one function, 55 in the one around it
local source = "local " .. list(55, "a#", ",") .. " = " .. list(55, "#", ",") .. "\nreturn function()\nlocal " .. list(199, "b#", ",") .. " = " .. list(199, "1#", ",")
local f = assert(load(source .. "\nreturn function() return " .. list(55, "a#", "+") .. "+" .. list(199, "b#", "+") .. " end end"))()()
print(f())  -- expect: 130530
print(debug.getinfo(f, "u").nups)  -- expect: 254
print(select(2, load(source .. "\nreturn function() local x = _ENV return " .. list(55, "a#", "+") .. "+" .. list(199, "b#", "+") .. "+ y + z end end", "=s")))  -- expect:
local f2 = assert(load(source .. "\nreturn function() a1 = a1 + b1 ; b199 = a55 + 1; return a1, b199 end end"))()()
print(f2())  -- expect: 12<TAB>56
print(f2())  -- expect: 23<TAB>56
print(load("local " .. list(128, "a#", ",") .. "\nlocal function outer() local " .. list(128, "b#", ",") .. "\nreturn function() return " .. list(128, "a#", ",") .. "," .. list(128, "b#", ",") .. " end end", "=s"))  -- expect: nil<TAB>s:3: function or expression needs too many registers near 'b128'
-- upvalues through many levels
local deep = "local v = 1 "
for i = 1, 60 do deep = deep .. "return function() v = v + 1 " end
deep = deep .. "return v " .. ("end "):rep(60)
local g = load(deep)()
local levels = 1
local r = g
while type(r) == "function" do
  r = r()
  levels = levels + 1
end
print(levels, r)  -- expect: 61<TAB>61
