-- Weak tables of each kind that change while the collector looks at them: what is held stays, what is not has gone after a
-- whole cycle, whatever was added, removed, moved to another place or given another __mode meanwhile.
local seed = 7
local function random(n)
  seed = seed * 16807 % 2147483647
  return seed % n + 1
end
local function size(t)
  local n = 0
  for _ in pairs(t) do n = n + 1 end
  return n
end

-- Entries are told by their number: keys[n] and values[n] hold what weak[n]'s entry refers to, or do not any more.
local function churn(mode, array, rounds, entries)
  local weak = setmetatable({}, { __mode = mode })
  local keys, values, lost = {}, {}, 0
  local function put(n)
    local key, value = array and n or { n }, { n, { "v" .. n } }
    weak[key] = value
    keys[n], values[n] = key, value
  end
  local function check(n)
    local key, value = keys[n], values[n]
    if not key then return end
    local found = weak[key]
    if value then  -- both are held
      assert(found == value and found[1] == n and found[2][1] == "v" .. n, mode)
    elseif found and mode == "k" then
      assert(found[1] == n and found[2][1] == "v" .. n)
    elseif mode == "k" then
      error("an entry went whose key is held")
    end
  end
  for n = 1, entries do put(n) end
  for r = 1, rounds do
    for _ = 1, 40 do
      local n = random(entries)
      local what = random(6)
      if what <= 2 then put(n)
      elseif what == 3 then values[n] = nil
      elseif what == 4 then keys[n], values[n] = nil, nil
      elseif what == 5 and keys[n] then weak[keys[n]] = nil keys[n], values[n] = nil, nil
      else check(n)
      end
    end
    if r % 3 == 0 then collectgarbage("step", random(8)) end
    if r % 50 == 0 then  -- removed and added in turn, so that entries move to other places
      for n = 1, entries do if keys[n] and n % 2 == 0 then weak[keys[n]] = nil put(n) end end
    end
  end
  for n = 1, entries do check(n) end
  collectgarbage()
  local held = 0
  for n = 1, entries do
    check(n)
    if keys[n] and (values[n] or mode == "k") then held = held + 1 end
  end
  assert(size(weak) == held, mode)
  keys, values = {}, {}
  collectgarbage()
  print(mode, array, size(weak), next(weak))
end
local rounds = os.getenv("TRINITY_GC_STRESS") and 60 or 400
for _, how in ipairs { "incremental", "generational" } do
  collectgarbage(how)
  churn("k", false, rounds, 300)
  churn("v", false, rounds, 300)
  churn("v", true, rounds, 300)
  churn("kv", false, rounds, 300)
end

-- A chain of ephemerons that grows at its end, and whose head is let go in the end.
collectgarbage("incremental")
local e, first = setmetatable({}, { __mode = "k" }), {}
local last, length = first, 0
for r = 1, rounds do
  for _ = 1, 5 do
    local key = { "link" }
    e[last], length = { key, length + 1 }, length + 1
    last = key
  end
  collectgarbage("step", random(4))
end
local n, key = 0, first
while e[key] do
  n = n + 1
  assert(e[key][2] == n)
  key = e[key][1]
end
print(n == length, size(e) == length)
first, last, key = nil, nil, nil
collectgarbage()
print(size(e))

-- A table that is strong now, weak then, while a cycle goes on.
local meta, changing, held, modes = {}, {}, {}, { "k", "v", "kv", "", false }
setmetatable(changing, meta)
for r = 1, rounds do
  meta.__mode = modes[random(5)] or nil
  local x = { r }
  changing[x], changing[r] = { r }, x
  if r % 4 == 0 then held[#held + 1] = x end
  collectgarbage("step", random(4))
  for i = 1, #held do
    assert(changing[held[i]] == nil or changing[held[i]][1] == held[i][1])
    assert(changing[held[i][1]] == held[i])
  end
end
meta.__mode = "kv"
collectgarbage()
local numbers = 0
for k in pairs(changing) do if type(k) == "number" then numbers = numbers + 1 end end
print(numbers == #held, size(changing) == #held)

-- Many small tables, strings, and a metatable that comes in the middle.
local many, strong = {}, {}
for i = 1, 200 do
  many[i] = setmetatable({}, { __mode = i % 2 == 0 and "k" or "v" })
  strong[i] = { i }
  for j = 1, 6 do
    many[i]["s" .. j] = i % 2 == 0 and "text" .. i or strong[i]
    many[i][{ j }] = { j }
  end
  many[i][strong[i]] = strong[i]
  if i % 5 == 0 then collectgarbage("step", 2) end
end
local late = {}
for i = 1, 2000 do late[i] = { i } if i % 100 == 0 then collectgarbage("step", 1) end end
setmetatable(late, { __mode = "v" })
for _ = 1, 20 do collectgarbage("step", 1) local _ = { {} } end
collectgarbage()
for i = 1, 200 do
  assert(many[i][strong[i]] == strong[i] and many[i].s6 == (i % 2 == 0 and "text" .. i or strong[i]))
  assert(size(many[i]) == 7, size(many[i]))
end
print(next(late), #late)
print("ok")
