-- What table.sort refuses, and errors raised by comparisons.
print(pcall(table.sort))  -- expect: false<TAB>bad argument #1 to 'table.sort' (table expected, got no value)
print(pcall(table.sort, 5))  -- expect: false<TAB>bad argument #1 to 'table.sort' (table expected, got number)
print(pcall(table.sort, {}, 5))  -- expect: true
print(pcall(table.sort, { 1 }, "<"))  -- expect: true
print(pcall(table.sort, { 1, 2 }, {}))  -- expect: false<TAB>bad argument #2 to 'table.sort' (function expected, got table)
print(pcall(table.sort, { 1, "a" }))  -- expect: false<TAB>attempt to compare string with number
print(pcall(table.sort, { "a", 1 }))  -- expect: false<TAB>attempt to compare number with string
print(pcall(table.sort, { {}, {} }))  -- expect: false<TAB>attempt to compare two table values
print(pcall(table.sort, { true, false }))  -- expect: false<TAB>attempt to compare two boolean values
print(pcall(table.sort, { 1, 2, nil, 4 }, function(a, b) return a < b end) == true)  -- expect: false
print(pcall(table.sort, { print, print }))  -- expect: false<TAB>attempt to compare two function values
print(pcall(table.sort, { 3, 2, 1 }, function() error("from the comparison", 0) end))  -- expect: false<TAB>from the comparison
print(pcall(table.sort, { 3, 2, 1 }, function() error({}) end) == false)  -- expect: true
print(select(2, pcall(table.sort, { 3, 2, 1 }, function() error("with position") end)))  -- expect: sort_errors.lua:15: with position
-- an inconsistent comparison is either survived or reported, never a crash
local function always() return true end
print(pcall(table.sort, { 1, 2, 3 }, always))  -- expect: true
local big = {}
for i = 1, 200 do big[i] = i % 3 end
print(pcall(table.sort, big, always))  -- expect: false<TAB>invalid order function for sorting
-- lengths
print(pcall(table.sort, setmetatable({}, { __len = function() return math.maxinteger end })))  -- expect: false<TAB>bad argument #1 to 'table.sort' (array too big)
print(pcall(table.sort, setmetatable({}, { __len = function() return 1 << 31 end })))  -- expect: false<TAB>bad argument #1 to 'table.sort' (array too big)
print(pcall(table.sort, setmetatable({}, { __len = function() return -1 end })))  -- expect: true
print(pcall(table.sort, setmetatable({}, { __len = function() return "2" end })))  -- expect: false<TAB>attempt to compare two nil values
print(pcall(table.sort, setmetatable({}, { __len = function() return 2.5 end })))  -- expect: false<TAB>object length is not an integer
-- a comparison may yield nothing, which is false
local t = { 1, 2, 3 }
table.sort(t, function() end)
print(#t)  -- expect: 3
-- a sort within a sort
local rows = { { 3, 1, 2 }, { 9, 8 }, { 5, 4, 6, 1 } }
table.sort(rows, function(a, b)
  table.sort(a)
  table.sort(b)
  return a[1] < b[1] or a[1] == b[1] and #a < #b
end)
for _, r in ipairs(rows) do print(table.concat(r, " ")) end  -- expect: 1 2 3
-- expect: 1 4 5 6
-- expect: 8 9
-- yielding out of a comparison
local co = coroutine.wrap(function() table.sort({ 2, 1 }, function(a, b) coroutine.yield() return a < b end) end)
print(pcall(co))  -- expect: false<TAB>attempt to yield across a C-call boundary
-- elements that vanish
local vanish = { 3, 2, 1 }
print(pcall(table.sort, vanish, function(a, b)  -- expect: false<TAB>sort_errors.lua:49: attempt to compare nil with number
  vanish[2] = nil
  return a < b
end))
