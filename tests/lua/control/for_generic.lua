-- Generic for: up to four values from the expression list, control variable, state, closing value.
local log = {}
local function iterator(state, control)
  log[#log + 1] = state .. tostring(control)
  if control < 3 then return control + 1, control * 10 end
end
for i, v in iterator, "s", 0 do log[#log + 1] = i .. "=" .. v end
print(table.concat(log, " "))  -- expect: s0 1=0 s1 2=10 s2 3=20 s3

-- The closing value is closed on normal exit, break, goto, return and error.
local events = {}
local function closer(name) return setmetatable({}, { __close = function(_, err) events[#events + 1] = name .. ":" .. tostring(err) end }) end
for i in iterator, "n", 2, closer("normal") do end
for i in iterator, "b", 0, closer("break") do break end
do
  for i in iterator, "g", 0, closer("goto") do goto out end
  ::out::
end
local function returning() for i in iterator, "r", 0, closer("return") do return i end end
assert(returning() == 1)
pcall(function() for i in iterator, "e", 0, closer("error") do error("boom", 0) end end)
print(table.concat(events, " "))  -- expect: normal:nil break:nil goto:nil return:nil error:boom

-- More values than needed are dropped, fewer are nil; a call can give them all.
local function four() return iterator, "f", 2, nil, "extra" end
for i in four() do assert(i == 3) end
local count = 0
for a, b, c, d in function(s, i) i = i or 0 if i < 2 then return i + 1, "b" end end do
  count = count + 1
  assert(a == count and b == "b" and c == nil and d == nil)
end
assert(count == 2)
-- Callable tables as iterators; assignment to the control variable does not disturb the loop.
local c = setmetatable({ n = 3 }, { __call = function(self, s, i)
  i = (i or 0) + 1
  if i <= self.n then return i end
end })
local seen = {}
for i in c do
  seen[#seen + 1] = i
  local copy = i
  i = 100
end
print(table.concat(seen, ","))  -- expect: 1,2,3
-- false as control value does not end the loop; only nil does.
local steps = 0
for v in function(_, x) steps = steps + 1 if steps < 4 then return false end end do assert(v == false) end
print(steps)  -- expect: 4
-- A fresh variable for each iteration.
local fs = {}
for i, v in ipairs { "a", "b", "c" } do fs[i] = function() i = i + 1 return i, v end end
print(fs[1](), fs[1](), fs[2](), fs[3]())  -- expect: 2<TAB>3<TAB>3<TAB>4<TAB>c
-- pairs through __pairs gives three values.
local p = setmetatable({}, { __pairs = function(t) return function(_, k) if not k then return 1, "one" end end, t, nil end })
for k, v in pairs(p) do print(k, v) end  -- expect: 1<TAB>one
