-- `next` and `ipairs` as iterators of generic loops, over tables of every make: what the loop itself does and what it leaves to `next`.

local function all(t, ...)
  local list = {}
  for k, v in pairs(t) do list[#list + 1] = tostring(k) .. "=" .. tostring(v) end
  return table.concat(list, " ")
end
local function from(t, key)
  local list = {}
  for k, v in next, t, key do list[#list + 1] = tostring(k) .. "=" .. tostring(v) end
  return table.concat(list, " ")
end
local function each(t)
  local list = {}
  for i, v in ipairs(t) do list[#list + 1] = i .. "=" .. tostring(v) end
  return table.concat(list, " ")
end
local function keys(t)
  local n = 0
  for _ in next, t do n = n + 1 end
  return n
end

local tables = {
  empty = {},
  ints = { 1, 2, 3 },
  floats = { 1.5, 2.5, 3.5 },
  mixed = { "a", 2, 3.5, true },
  holes = { 1, nil, 3, nil, 5 },
  fields = { a = 1, b = 2, c = 3 },
  both = { 1, 2, x = "x", y = "y" },
  keyed = { [true] = 1, [2.5] = 2, [-1] = 3 },
  first_nil = { nil, 2 },
}
tables.big = {}
for i = 1, 40 do tables.big["k" .. i] = i end
tables.thinned = {}
for i = 1, 40 do tables.thinned["k" .. i] = i end
for i = 1, 40, 3 do tables.thinned["k" .. i] = nil end
tables.cleared = { a = 1, b = 2, c = 3, d = 4 }
tables.cleared.a = nil
tables.cleared.c = nil

local function sorted(text)
  local words = {}
  for word in text:gmatch("%S+") do words[#words + 1] = word end
  table.sort(words)
  return table.concat(words, " ")
end
local names = {}
for name in pairs(tables) do names[#names + 1] = name end
table.sort(names)
local expected = {
  both = "1=1 2=2 x=x y=y|1=1 2=2",
  cleared = "b=2 d=4|",
  empty = "|",
  fields = "a=1 b=2 c=3|",
  first_nil = "2=2|",
  floats = "1=1.5 2=2.5 3=3.5|1=1.5 2=2.5 3=3.5",
  holes = "1=1 3=3 5=5|1=1",
  ints = "1=1 2=2 3=3|1=1 2=2 3=3",
  keyed = "-1=3 2.5=2 true=1|",
  mixed = "1=a 2=2 3=3.5 4=true|1=a 2=2 3=3.5 4=true",
}
assert(keys(tables.big) == 40 and keys(tables.thinned) == 26)
for round = 1, 60 do
  for _, name in ipairs(names) do
    local t = tables[name]
    local text = sorted(all(t))
    assert(sorted(from(t)) == text)
    assert(keys(t) == select(2, text:gsub("=", "")))
    if expected[name] then assert(text .. "|" .. each(t) == expected[name], name) end
  end
end

-- From the middle on: any key will do that is in the table, a number as it is; another is none.
assert(from(tables.ints, 1) == "2=2 3=3" and from(tables.ints, 3) == "")
for round = 1, 60 do
  for _, key in ipairs { 0, 100, "x", 1.5, -1, 2.0 } do
    local ok, message = pcall(from, tables.ints, key)
    assert(not ok and message:find("invalid key to 'next'"), tostring(message))
  end
end

-- What the body does to the table: values change and go; the rest is still seen.
for round = 1, 60 do
  local t = {}
  for i = 1, 10 do
    t[i] = i
    t["k" .. i] = i
  end
  local sum = 0
  for k, v in pairs(t) do
    sum = sum + v
    t[k] = nil
  end
  assert(sum == 110 and next(t) == nil)
  t = { a = 1, b = 2, c = 3, 1, 2, 3 }
  for k, v in pairs(t) do t[k] = tostring(v) .. "!" end
  assert(t.a == "1!" and t[3] == "3!")
  -- An array that grows while ipairs goes along it, and one that shrinks.
  local list = { 1 }
  for i, v in ipairs(list) do
    if i < 50 then list[i + 1] = i % 7 == 0 and i + 0.5 or i end
  end
  assert(#list == 50)
  local n = 0
  for i in ipairs(list) do
    n = n + 1
    list[#list] = nil
  end
  assert(n == 25)
  collectgarbage("step")
end

-- ipairs asks __index; so does nobody for pairs. __pairs is asked first.
local proxy = setmetatable({ 1, 2 }, { __index = function(_, i) return i < 5 and i * 10 or nil end })
for _ = 1, 60 do
  assert(each(proxy) == "1=1 2=2 3=30 4=40")
  assert(all(proxy) == "1=1 2=2")
end
local through = setmetatable({}, { __pairs = function(t) return next, tables.ints, 1 end })
for _ = 1, 60 do assert(all(through) == "2=2 3=3") end

-- Fewer variables than values, and more.
for _ = 1, 60 do
  local n = 0
  for i in ipairs(tables.mixed) do n = n + i end
  assert(n == 10)
  for k, v, w, x in pairs(tables.ints) do assert(k == v and w == nil and x == nil) end
  for i, v, w in ipairs(tables.ints) do assert(i == v and w == nil) end
end

-- Another iterator in the same loop: its site has seen `next`.
local function loop(f, s, c)
  local n = 0
  for k, v in f, s, c do n = n + 1 end
  return n
end
local function countdown(limit, i)
  i = (i or limit + 1) - 1
  if i > 0 then return i end
end
for _ = 1, 60 do
  assert(loop(next, tables.fields) == 3 and loop(countdown, 4) == 4)
  assert(loop(ipairs(tables.ints)) == 3 and loop(string.gmatch("a b c", "%a")) == 3)
  assert(loop(coroutine.wrap(function() for i = 1, 5 do coroutine.yield(i) end end)) == 5)
end
local ok, message = pcall(loop, next, 7)
assert(not ok and message:find("bad argument #1 to 'for iterator' (table expected, got number)", 1, true), message)

-- A hook hears of each call of the iterator.
local heard = 0
debug.sethook(function() heard = heard + 1 end, "c")
for _ in next, tables.ints do end
debug.sethook()
assert(heard >= 4, heard)

-- Weak tables: what dies is not seen.
for round = 1, 20 do
  local weak = setmetatable({}, { __mode = round % 2 == 0 and "k" or "v" })
  local kept = {}
  for i = 1, 30 do
    local object = {}
    if i % 3 == 0 then kept[i] = object end
    if round % 2 == 0 then weak[object] = i else weak["n" .. i] = object end
  end
  collectgarbage()
  local n = 0
  for k, v in pairs(weak) do
    n = n + 1
    if n == 3 then collectgarbage() end
  end
  assert(n == 10)
end

print("ok")
