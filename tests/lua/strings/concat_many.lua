-- Concatenation of many operands, of long strings, in loops; results are right and inputs unchanged.
local a, b, c = "a", "bb", "ccc"
assert(a .. b .. c == "abbccc" and (a .. b) .. c == a .. (b .. c) and a .. "" == a and "" .. a == a and "" .. "" == "")
-- a chain of 200 operands
local parts = {}
for i = 1, 200 do parts[i] = "s" .. i end
local chain = load("local s1" .. (function()
  local l = {}
  for i = 2, 100 do l[#l + 1] = ", s" .. i end
  return table.concat(l)
end)() .. " = ... ; return " .. table.concat(parts, " .. ", 1, 100))
local values = {}
for i = 1, 100 do values[i] = tostring(i) end
assert(chain(table.unpack(values)) == table.concat(values))
-- growing one byte at a time, prefixes stay as they were
local s, kept = "", {}
for i = 1, 2000 do
  s = s .. string.char(97 + i % 26)
  if i % 100 == 0 then kept[#kept + 1] = s end
end
assert(#s == 2000)
for i, k in ipairs(kept) do assert(#k == i * 100 and s:sub(1, i * 100) == k) end
-- two continuations of one beginning
local base = ("base"):rep(30)
local left, right = base .. "left", base .. "right"
assert(left ~= right and left:sub(1, #base) == base and right:sub(1, #base) == base and #left == #base + 4)
local l2, r2 = left .. "1", left .. "2"
assert(l2:sub(-5) == "left1" and r2:sub(-5) == "left2" and left:sub(-4) == "left")
-- growing at the front
local front = ""
for i = 1, 500 do front = i % 10 .. front end
assert(#front == 500 and front:sub(1, 3) == "098" and front:sub(-3) == "321")
-- as keys while growing
local seen, key = {}, ""
for i = 1, 300 do
  key = key .. "k"
  seen[key] = i
end
for i = 1, 300 do assert(seen[("k"):rep(i)] == i) end
-- passing the grown string to functions of the library in between
local text = ""
for i = 1, 200 do
  text = text .. i .. ","
  assert(#text == text:len() and text:sub(-1) == "," and text:find(i .. ",", 1, true))
end
assert(select(2, text:gsub(",", "")) == 200)
-- numbers of both kinds
assert(1 .. 2.0 .. 3 == "12.03" and 1.5 .. "|" .. -0.0 == "1.5|-0.0")
-- an error in a chain
assert(select(2, pcall(function() return a .. b .. nil .. c end)):find("attempt to concatenate a nil value"))
-- doubling
local d = "x"
for _ = 1, 18 do d = d .. d end
assert(#d == 1 << 18 and d:sub(-1) == "x")
print "ok"
