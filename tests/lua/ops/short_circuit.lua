-- and, or, not: values, evaluation, chains, conditions, with every kind of operand.
local log = {}
local function v(x)
  log[#log + 1] = tostring(x)
  return x
end
local function flush()
  local s = table.concat(log, " ")
  log = {}
  return s
end
print(v(1) and v(2), flush())  -- expect: 2<TAB>1 2
print(v(nil) and v(2), flush())  -- expect: nil<TAB>nil
print(v(false) or v(nil), flush())  -- expect: nil<TAB>false nil
print(v(0) or v(2), flush())  -- expect: 0<TAB>0
print(v(1) and v(nil) or v(3), flush())  -- expect: 3<TAB>1 nil 3
print(v(false) and v(1) or v(false) and v(2) or v("end"), flush())  -- expect: end<TAB>false false end
print(not v(nil), not not v(0), not v(false) and v("x"), flush())  -- expect: true<TAB>true<TAB>x<TAB>nil 0 false x
print((v(nil) or v(false)) and v(1), flush())  -- expect: false<TAB>nil false
print(v(1) == v(2) or v(3), flush())  -- expect: 3<TAB>1 2 3
print(v(1) < v(2) and v("less"), v(2) < v(1) and v("less"), flush())  -- expect: less<TAB>false<TAB>1 2 less 2 1
print(#(v("") or v("x")), -(v(5) and v(6)), flush())  -- expect: 0<TAB>-6<TAB> 5 6
-- truth of all values
for _, x in ipairs { 0, "", {}, print, 0 / 0, -1, "false" } do assert(x and true and not not x and (x or false) == x or x ~= x) end
-- conditions of statements
local function branch(a, b, c)
  if a and b or c then return "yes" elseif a or b and c then return "maybe" else return "no" end
end
for i = 0, 7 do io.write(branch(i & 1 > 0, i & 2 > 0, i & 4 > 0), " ") end
print()  -- expect: no maybe no yes yes yes yes yes<SPACE>
local function loop(n)
  local steps = 0
  while n > 0 and (n ~= 3 or steps < 100) and not (n == 50) do n, steps = n - 1, steps + 1 end
  local again = 0
  repeat again = again + 1 until again >= steps or again > 5 and again % 2 == 0
  return n, steps, again
end
print(loop(10), loop(55), loop(0))  -- expect: 0<TAB>50<TAB>0<TAB>0<TAB>1
-- in assignments to locals, fields, arguments, returns
local a, b = nil, "b"
local x = a or b
local t = { f = a and 1 or 2, [a or "key"] = b and a, a == nil and "first" or "other" }
print(x, t.f, t.key, t[1], (a and b), (b and a))  -- expect: b<TAB>2<TAB>nil<TAB>first<TAB>nil<TAB>nil
local function ret(p, q) return p and q, p or q end
print(ret(1, nil))  -- expect: nil<TAB>1
print(ret(nil, 2))  -- expect: nil<TAB>2
local function last(...) return (...) and select("#", ...) or "none" end
print(last(), last(nil, 1), last(1, nil), last(false))  -- expect: none<TAB>none<TAB>2<TAB>none
-- comparisons produce booleans inside of chains
local n = 5
print(n > 1 and n < 10, n > 1 and n or 0, n == 5 == true, not (n == 5) == false, (n ~= 5) == (n < 5), 1 < 2 == true)  -- expect: true<TAB>5<TAB>true<TAB>true<TAB>true<TAB>true
-- constants are folded without changing results
print(nil and x, false or x, true and x, 1 and x, "s" and x, x and nil, x or nil, x and false, x or true, nil or false, false and nil, nil == false)  -- expect: nil<TAB>b<TAB>b<TAB>b<TAB>b<TAB>nil<TAB>b<TAB>false<TAB>b<TAB>false<TAB>false<TAB>false
print(not nil, not 0, not "x", not {} == false, not (1 == 1), not not nil)  -- expect: true<TAB>false<TAB>false<TAB>true<TAB>false<TAB>false
print(true and 1 or 2, false and 1 or 2, nil and 1 or nil and 2 or 3, (1 and 2) + (nil or 3), ("a" or "b") .. (false or "c"))  -- expect: 1<TAB>2<TAB>3<TAB>5<TAB>ac
local big = {}
for i = 1, 60 do big[i] = (i % 7 == 0 and "not " or "") .. "p" .. i .. (i % 3 == 0 and " or " or " and ") end
local names = {}
for i = 1, 61 do names[i] = "p" .. i end
local f = load("local " .. table.concat(names, ",") .. " = ... return " .. table.concat(big) .. "p61")
local bits = {}
for s = 1, 40 do
  local args = {}
  for i = 1, 61 do
    local r = (s * 2654435761 + i * 40503 * s) >> 7 & 7
    args[i] = r > 2 and i or r == 1 and nil or false
  end
  bits[s] = tostring(f(table.unpack(args, 1, 61)))
end
print(table.concat(bits, " "))  -- expect: 9 18 true 6 3 true 3 61 3 6 3 15 12 6 true 24 9 3 15 3 9 3 true 9 6 true 12 9 6 15 9 61 33 9 15 6 18 9 36 6
