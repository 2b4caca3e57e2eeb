-- The function next, its arguments, its end, and keys that are not there.
print(next({}))  -- expect: nil
print(next({}, nil))  -- expect: nil
print(next({ 10 }))  -- expect: 1<TAB>10
print(next({ 10 }, 1))  -- expect: nil
print(next({ x = 1 }))  -- expect: x<TAB>1
print(next({ x = 1 }, "x"))  -- expect: nil
print(pcall(next))  -- expect: false<TAB>bad argument #1 to 'next' (table expected, got no value)
print(pcall(next, 5))  -- expect: false<TAB>bad argument #1 to 'next' (table expected, got number)
print(pcall(next, nil))  -- expect: false<TAB>bad argument #1 to 'next' (table expected, got nil)
print(pcall(next, {}, "missing"))  -- expect: false<TAB>invalid key to 'next'
print(pcall(next, { a = 1 }, "b"))  -- expect: false<TAB>invalid key to 'next'
print(pcall(next, { 1, 2, 3 }, 100))  -- expect: false<TAB>invalid key to 'next'
print(pcall(next, { 1, 2, 3 }, 0))  -- expect: false<TAB>invalid key to 'next'
print(pcall(next, { 1, 2, 3 }, 1.5))  -- expect: false<TAB>invalid key to 'next'
print(pcall(next, { 1, 2, 3 }, {}))  -- expect: false<TAB>invalid key to 'next'
print(pcall(next, {}, 0 / 0))  -- expect: false<TAB>invalid key to 'next'
print(pcall(next, { 1, 2, 3 }, 1.0))  -- expect: false<TAB>invalid key to 'next'
print(next({ 1, 2, 3 }, 3))  -- expect: nil
print(select("#", next({})), select("#", next({ 1 })))  -- expect: 1<TAB>2
-- the string "1" is not the integer 1
print(pcall(next, { 1 }, "1"))  -- expect: false<TAB>invalid key to 'next'
-- a key just cleared is still good for next
local t = {}
for i = 1, 20 do t["k" .. i] = i end
local n, k, v = 0, next(t)
while k do
  n = n + v
  t[k] = nil
  k, v = next(t, k)
end
print(n, next(t))  -- expect: 210<TAB>nil
-- next ignores __index and __pairs
local proxy = setmetatable({ own = 1 }, { __index = { other = 2 }, __pairs = error })
print(next(proxy), next(proxy, "own"))  -- expect: own<TAB>nil
-- next as an iterator of its own
for key, value in next, { "a" } do print(key, value) end  -- expect: 1<TAB>a
for key in next, {}, nil do error("empty: " .. tostring(key)) end
print(pcall(function() for _ in next do end end))  -- expect: false<TAB>next_errors.lua:39: bad argument #1 to 'for iterator' (table expected, got nil)
