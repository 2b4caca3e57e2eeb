-- Concatenation: numbers become text as by tostring, long chains, right association with metamethods.
print(1 .. 2, 1.0 .. "|" .. -0.0, 1e15 .. "", 2 ^ 53 .. "", 2 ^ 63 .. "")  -- expect: 12<TAB>1.0|-0.0<TAB>1e+15<TAB>9.007199254741e+15<TAB>9.2233720368548e+18
print("a" .. 1 .. 2.5 .. "b", 10 // 3 .. "", 1e100 .. "", math.mininteger .. "")  -- expect: a12.5b<TAB>3<TAB>1e+100<TAB>-9223372036854775808
print((1 / 0) .. "", -(1 / 0) .. "", math.maxinteger .. "x")  -- expect: inf<TAB>-inf<TAB>9223372036854775807x
assert("" .. "" == "" and "a" .. "" == "a" and "" .. "a" == "a" and ("x" .. "\0" .. "y") == "x\0y" and #("\0" .. "\0") == 2)
local s = ""
for i = 1, 300 do s = s .. i end
assert(#s == 792)
local a, b, c, d, e = "1", 2, "3", 4.5, "5"
assert(a .. b .. c .. d .. e .. a .. b .. c .. d .. e == "1234.551234.55")

local order = {}
local mt = { __concat = function(x, y)
  order[#order + 1] = (type(x) == "table" and x.n or x) .. "+" .. (type(y) == "table" and y.n or y)
  return "<" .. #order .. ">"
end }
local T = setmetatable({ n = "T" }, mt)
print("a" .. "b" .. T .. "c" .. "d", table.concat(order, " "))  -- expect: ab<1><TAB>T+cd
order = {}
print(T .. T .. 1 .. 2, table.concat(order, " "))  -- expect: <2><TAB>T+12 T+<1>
order = {}
print(1 .. T .. 2 .. T, table.concat(order, " "))  -- expect: 1<2><TAB>2+T T+<1>

local function err(f) return (select(2, pcall(f)):gsub("^.-:%d+: ", "")) end
print(err(function() local t = {} return "x" .. t end))  -- expect: attempt to concatenate a table value (local 't')
print(err(function() local t = {} return t .. "x" end))  -- expect: attempt to concatenate a table value (local 't')
print(err(function() return "x" .. nil end))  -- expect: attempt to concatenate a nil value
print(err(function() return 1 .. {} .. 2 end))  -- expect: attempt to concatenate a table value
print(err(function() local a, b = "x", true return a .. b .. "y" end))  -- expect: attempt to concatenate a boolean value (local 'b')
print(err(function() return undefinedglobal .. "x" end))  -- expect: attempt to concatenate a nil value (global 'undefinedglobal')
