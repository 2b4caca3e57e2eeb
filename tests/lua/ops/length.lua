-- The length operator on strings, sequences, holes at the end, and through __len.
assert(#"" == 0 and #"abc" == 3 and #"a\0b" == 3 and #("x"):rep(1000) == 1000)
assert(#{} == 0 and #{ 1, 2, 3 } == 3 and #{ 1, 2, nil } == 2 and #{ nil } == 0 and #{ n = 1 } == 0)
local t = {}
for i = 1, 100 do
  t[i] = i
  assert(#t == i)
end
for i = 100, 1, -1 do
  assert(#t == i)
  t[i] = nil
end
assert(#t == 0)
t = { 10, 20, 30, x = 1, [0] = 5, [-1] = 6 }
assert(#t == 3)
t[4] = 40
t[5] = 50
assert(#t == 5)
t[5], t[4] = nil, nil
assert(#t == 3)
local m = setmetatable({ 1, 2 }, { __len = function(self) return rawlen(self) * 10 end })
assert(#m == 20 and rawlen(m) == 2)
local odd = setmetatable({}, { __len = function() return "not a number" end })
assert(#odd == "not a number")
assert(#setmetatable({}, { __len = function(a, b) return a == b end }) == true)
local function err(f) return (select(2, pcall(f)):gsub("^.-:%d+: ", "")) end
print(err(function() return #5 end))  -- expect: attempt to get length of a number value
print(err(function() local x return #x end))  -- expect: attempt to get length of a nil value (local 'x')
print(err(function() return #print end))  -- expect: attempt to get length of a function value (global 'print')
print(err(function() return #true end))  -- expect: attempt to get length of a boolean value
print(err(function() return rawlen(5) end))  -- expect: bad argument #1 to 'rawlen' (table or string expected, got number)
