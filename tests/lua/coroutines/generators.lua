-- Generators: permutations, trees, infinite sequences, producers and filters, sessions.
local function gen(f) return coroutine.wrap(function(...) f(coroutine.yield, ...) end) end
local function permutations(list)
  return gen(function(yield)
    local function rec(n)
      if n == 0 then yield(table.concat(list, "")) end
      for i = 1, n do
        list[n], list[i] = list[i], list[n]
        rec(n - 1)
        list[n], list[i] = list[i], list[n]
      end
    end
    rec(#list)
  end)
end
local out = {}
for p in permutations { "a", "b", "c" } do out[#out + 1] = p end
print(table.concat(out, " "))  -- expect: bca cba cab acb bac abc
-- trees in order, and the same fringe
local function insert(tree, v)
  if not tree then return { v = v } end
  if v < tree.v then tree.l = insert(tree.l, v) else tree.r = insert(tree.r, v) end
  return tree
end
local function inorder(tree)
  return coroutine.wrap(function()
    local function walk(t)
      if t then
        walk(t.l)
        coroutine.yield(t.v)
        walk(t.r)
      end
    end
    walk(tree)
  end)
end
local function tree(...)
  local t
  for _, v in ipairs { ... } do t = insert(t, v) end
  return t
end
local function same(a, b)
  local x, y = inorder(a), inorder(b)
  while true do
    local p, q = x(), y()
    if p ~= q then return false end
    if p == nil then return true end
  end
end
out = {}
for v in inorder(tree(5, 2, 8, 1, 9, 3)) do out[#out + 1] = v end
print(table.concat(out, " "), same(tree(1, 2, 3), tree(3, 1, 2)), same(tree(1, 2), tree(1, 2, 3)))  -- expect: 1 2 3 5 8 9<TAB>true<TAB>false
-- infinite sequences
local function naturals() return gen(function(yield) local n = 1 while true do yield(n) n = n + 1 end end) end
local function take(n, g)
  local r = {}
  for i = 1, n do r[i] = g() end
  return table.concat(r, " ")
end
local function fibonacci() return gen(function(yield) local a, b = 0, 1 while true do yield(a) a, b = b, a + b end end) end
local function collatz(n) return gen(function(yield) while n ~= 1 do yield(n) n = n % 2 == 0 and n // 2 or 3 * n + 1 end yield(1) end) end
print(take(10, naturals()), take(15, fibonacci()), take(20, collatz(27)))  -- expect: 1 2 3 4 5 6 7 8 9 10<TAB>0 1 1 2 3 5 8 13 21 34 55 89 144 233 377<TAB>27 82 41 124 62 31 94 47 142 71 214 107 322 161 484 242 121 364 182 91
local function zip(...)
  local gs = { ... }
  return gen(function(yield)
    while true do
      local row = {}
      for i, g in ipairs(gs) do
        row[i] = g()
        if row[i] == nil then return end
      end
      yield(table.concat(row, ":"))
    end
  end)
end
print(take(4, zip(naturals(), fibonacci(), collatz(6))))  -- expect: 1:0:6 2:1:3 3:1:10 4:2:5
-- Hamming numbers by merging
local function hamming()
  return gen(function(yield)
    local list, i, j, k = { 1 }, 1, 1, 1
    while true do
      yield(list[#list])
      local n = math.min(list[i] * 2, list[j] * 3, list[k] * 5)
      list[#list + 1] = n
      if n == list[i] * 2 then i = i + 1 end
      if n == list[j] * 3 then j = j + 1 end
      if n == list[k] * 5 then k = k + 1 end
    end
  end)
end
print(take(20, hamming()))  -- expect: 1 2 3 4 5 6 8 9 10 12 15 16 18 20 24 25 27 30 32 36
-- values sent in
local account = coroutine.wrap(function(opening)
  local balance = opening
  while true do
    local verb, amount = coroutine.yield(balance)
    if verb == "deposit" then balance = balance + amount
    elseif verb == "withdraw" then
      if amount > balance then coroutine.yield(nil, "too much") else balance = balance - amount end
    elseif verb == "close" then return "closed with " .. balance end
  end
end)
print(account(100), account("deposit", 50), account("withdraw", 30))  -- expect: 100<TAB>150<TAB>120
print(account("withdraw", 1000))  -- expect: nil<TAB>too much
print(account(), account("close"))  -- expect: 120<TAB>closed with 120
print(pcall(account))  -- expect: false<TAB>cannot resume dead coroutine
-- producer, filter, consumer
local function producer(lines) return coroutine.create(function() for l in lines:gmatch("[^\n]+") do coroutine.yield(l) end end) end
local function numbered(p) return coroutine.create(function()
  local n = 0
  while true do
    local _, l = coroutine.resume(p)
    if not l then return nil end
    n = n + 1
    coroutine.yield(("%2d %s"):format(n, l))
  end
end) end
local chain = numbered(numbered(producer("first\nsecond\nthird")))
while true do
  local _, l = coroutine.resume(chain)
  if not l then break end
  print(l)  -- expect:  1  1 first
  -- expect:  2  2 second
  -- expect:  3  3 third
end
print(coroutine.status(chain))  -- expect: dead
-- a scheduler of tasks
local tasks, trace = {}, {}
local function spawn(name, n) tasks[#tasks + 1] = coroutine.create(function() for i = 1, n do trace[#trace + 1] = name .. i coroutine.yield() end end) end
spawn("a", 3)
spawn("b", 1)
spawn("c", 2)
while #tasks > 0 do
  for i = #tasks, 1, -1 do
    coroutine.resume(tasks[i])
    if coroutine.status(tasks[i]) == "dead" then table.remove(tasks, i) end
  end
end
print(table.concat(trace, " "))  -- expect: c1 b1 a1 c2 a2 a3
