-- ipairs stops at the first nil, respects __index, and takes any value.
for i, v in ipairs { 10, 20, nil, 40 } do print(i, v) end  -- expect: 1<TAB>10
-- expect: 2<TAB>20
for _ in ipairs {} do error "never" end
local m = setmetatable({}, { __index = function(_, i) if i <= 3 then return i * i end end })
for i, v in ipairs(m) do print(i, v) end  -- expect: 1<TAB>1
-- expect: 2<TAB>4
-- expect: 3<TAB>9
local f, s, c = ipairs(m)
print(type(f), s == m, c)  -- expect: function<TAB>true<TAB>0
print(f(m, 0))  -- expect: 1<TAB>1
print(f(m, 2))  -- expect: 3<TAB>9
print(f(m, 3))  -- expect: nil
print(f(m, -1))  -- expect: 0<TAB>0
print(pcall(ipairs))  -- expect: false<TAB>bad argument #1 to 'ipairs' (value expected)
print((pcall(ipairs, nil)))  -- expect: true
print(select("#", ipairs(5)))  -- expect: 3
print(pcall(function() for _ in ipairs(5) do end end))  -- expect: false<TAB>attempt to index a number value
print(pcall(f, {}, "x"))  -- expect: false<TAB>bad argument #2 to '?' (number expected, got string)
print(pcall(f, {}))  -- expect: false<TAB>bad argument #2 to '?' (number expected, got no value)
print(f({ [math.mininteger] = "wrap" }, math.maxinteger))  -- expect: -9223372036854775808<TAB>wrap
for i, ch in ipairs(setmetatable({}, { __index = function(_, i) return ("lua"):match("()", i) and ("lua"):sub(i, i):match(".") end })) do
  print(i, ch)  -- expect: 1<TAB>l
  -- expect: 2<TAB>u
  -- expect: 3<TAB>a
end
-- extension during the loop is seen, truncation too
local t = { 1, 2, 3 }
local seen = {}
for i, v in ipairs(t) do
  seen[#seen + 1] = v
  if i < 8 then t[#t + 1] = v * 10 end
end
print(#seen, table.concat(seen, " "))  -- expect: 10<TAB>1 2 3 10 20 30 100 200 300 1000
t = { 1, 2, 3, 4, 5 }
local n = 0
for i in ipairs(t) do
  t[#t] = nil
  n = n + i
end
print(n, #t)  -- expect: 6<TAB>2
-- ipairs shares its iterator
print(ipairs({}) == ipairs({ 1 }))  -- expect: true
-- strings are indexable, but not by integers
for _ in ipairs("abc") do error "never" end
-- __ipairs of older versions is ignored
for i in ipairs(setmetatable({ 1 }, { __ipairs = function() error "not called" end })) do print(i) end  -- expect: 1
