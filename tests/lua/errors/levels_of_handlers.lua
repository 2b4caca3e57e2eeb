-- Errors inside message handlers take levels of the C stack like calls do, and give them back.
local function depth()
  local n = 0
  local function f() n = n + 1 return (string.gsub("x", ".", f)) end
  pcall(f)
  return n
end
local before = depth()
local function count(make)
  local n = 0
  local ok, message = xpcall(error, make(function() n = n + 1 end), 1)
  return n, ok, message
end
local failing = setmetatable({}, {__tostring = error})
print(count(function(tick) return function(m) tick() error(m) end end))   -- expect: 215<TAB>false<TAB>error in error handling
print(count(function(tick) return function(m) tick() return m + nil end end))   -- expect: 109<TAB>false<TAB>error in error handling
print(count(function(tick) return function(m) tick() return tostring(failing) end end))   -- expect: 108<TAB>false<TAB>error in error handling
print(count(function(tick) return function(m) tick() string.gsub("x", ".", error) end end))   -- expect: 108<TAB>false<TAB>error in error handling
print(count(function(tick) return function(m) tick() table.sort({1, 2}, error) end end))   -- expect: 108<TAB>false<TAB>error in error handling
print(count(function(tick) return function(m) tick() pcall(error) error(m) end end))   -- expect: 215<TAB>false<TAB>error in error handling

-- Whatever happened, as many levels are left as before.
local function f() return tostring(setmetatable({}, {__tostring = f})) end
for _ = 1, 3 do
  pcall(f)
  xpcall(f, f)
  pcall(string.gsub, "x", ".", string.rep)
  pcall(coroutine.wrap(f))
  pcall(function() local function g() return 1 + g() end g() end)
end
print(depth() == before)   -- expect: true
