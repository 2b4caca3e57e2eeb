-- Functions with jumps too far for short forms, many blocks, many lines, many nested functions.
local function rep(n, f)
  local t = {}
  for i = 1, n do t[i] = f(i) end
  return table.concat(t, "\n")
end
local far = assert(load("local x, n = ..., 0\nif x then\n" .. rep(40000, function(i) return "n = n + 1" end) .. "\nelse n = -1 end\nreturn n"))
print(far(true), far(false))  -- expect: 40000<TAB>-1
local loop = assert(load("local n = 0\nfor i = 1, 3 do\n" .. rep(20000, function() return "n = n + i" end) .. "\nend\nreturn n"))
print(loop())  -- expect: 120000
local loop2 = assert(load("local n, i = 0, 0\nwhile i < 3 do\ni = i + 1\n" .. rep(20000, function() return "n = n + i" end) .. "\nend\nreturn n"))
print(loop2())  -- expect: 120000
local generic = assert(load("local n = 0\nfor k, v in pairs({ 1, 2, 3 }) do\n" .. rep(20000, function() return "n = n + v" end) .. "\nend\nreturn n"))
print(generic())  -- expect: 120000
local chain = assert(load("local x = ...\n" .. rep(3000, function(i) return (i > 1 and "elseif" or "if") .. (" x == %d then return 'case %d'"):format(i, i) end) .. "\nelse return 'none' end"))
print(chain(1), chain(1500), chain(3000), chain(3001))  -- expect: case 1<TAB>case 1500<TAB>case 3000<TAB>none
local functions = assert(load("local t = {}\n" .. rep(3000, function(i) return ("t[%d] = function(a) return a + %d end"):format(i, i) end) .. "\nreturn t"))()
local sum = 0
for i = 1, 3000 do sum = sum + functions[i](i) end
print(sum)  -- expect: 9003000
local blocks = assert(load("local s = 0\n" .. rep(5000, function(i) return ("do local a, b = %d, s s = s + a end"):format(i) end) .. "\nreturn s"))
print(blocks())  -- expect: 12502500
local labels = assert(load("local s = 0\n" .. rep(1000, function(i) return ("goto l%d s = s + 1000000 ::l%d:: s = s + 1"):format(i, i) end) .. "\nreturn s"))
print(labels())  -- expect: 1000
local ands = assert(load("local x = ... return " .. ("x and "):rep(2000) .. "'end'"))
print(ands(1), ands(nil), ands(false))  -- expect: end<TAB>nil<TAB>false
local ors = assert(load("local x = ... return " .. ("x or "):rep(2000) .. "'end'"))
print(ors(1), ors(nil), ors(false))  -- expect: 1<TAB>end<TAB>end
local lines = assert(load(("\n"):rep(100000) .. "return debug.getinfo(1, 'l').currentline"))
print(lines())  -- expect: 100001
local wide = assert(load("return 1" .. (" "):rep(100000) .. "+ 1"))
print(wide())  -- expect: 2
local calls = assert(load("local function f(n) return n + 1 end return " .. ("f("):rep(150) .. "0" .. (")"):rep(150)))
print(calls())  -- expect: 150
local _, m = pcall(assert(load(("\n"):rep(70000) .. "error('far down')", "=lines")))
print(m)  -- expect: lines:70001: far down
_, m = pcall(assert(load("local x\n" .. rep(300, function() return "x = nil" end) .. "\nx.y = 1", "=lines")))
print(m)  -- expect: lines:302: attempt to index a nil value (local 'x')
local params = assert(load("local function f(" .. rep(200, function(i) return (i > 1 and "," or "") .. "p" .. i end):gsub("\n", "") .. ") return p1 + p200 end return f(...)"))
print(params(table.unpack(setmetatable({}, { __index = function(_, i) return i end }), 1, 200)))  -- expect: 201
