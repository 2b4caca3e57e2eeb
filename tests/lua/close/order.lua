-- <close> variables: reverse order at every kind of block exit; nil and false are ignored.
local log = {}
local function c(name) return setmetatable({}, { __close = function(self, err) log[#log + 1] = name .. (err ~= nil and "(" .. tostring(err) .. ")" or "") end }) end
local function take() local s = table.concat(log, " ") log = {} return s end
do
  local a <close> = c "a"
  local b <close> = c "b"
  local n <close>, x = nil, 5
  local f <close> = false
  log[#log + 1] = "body"
end
print(take())  -- expect: body b a
for i = 1, 3 do
  local v <close> = c("v" .. i)
  if i == 2 then goto continue end
  if i == 3 then break end
  log[#log + 1] = "end" .. i
  ::continue::
end
print(take())  -- expect: end1 v1 v2 v3
local function f(x)
  local a <close> = c "fa"
  if x then
    local b <close> = c "fb"
    return "r1", "r2", (function() log[#log + 1] = "in return" return 3 end)()
  end
  return x
end
print(f(true))  -- expect: r1<TAB>r2<TAB>3
print(take(), f(false))  -- expect: in return fb fa<TAB>false
take()
local n = 0
while n < 2 do
  local w <close> = c("w" .. n)
  n = n + 1
end
repeat local r <close> = c "r" local stop = n > 3 n = n + 1 until stop
print(take())  -- expect: w0 w1 r r r
do
  goto skip
  do local never <close> = c "never" end
  ::skip::
end
do
  local i = 1
  ::again::
  local g <close> = c("g" .. i)
  i = i + 1
  if i <= 3 then goto again end
end
print(take())  -- expect: g1 g2 g3
-- The values returned survive the closing calls; the variable itself is constant.
local function many() local a <close> = setmetatable({}, { __close = function() local junk = { 1, 2, 3 } return 9, 9, 9 end }) return 1, nil, 3, nil end
print(select("#", many()), many())  -- expect: 4<TAB>1<TAB>nil<TAB>3<TAB>nil
-- __close gets the object and nil on normal exit; metatable may change in between, only the value at exit matters.
local o = setmetatable({}, { __close = function() log[#log + 1] = "old" end })
do
  local v <close> = o
  getmetatable(v).__close = function(self, ...) log[#log + 1] = tostring(rawequal(self, o)) .. select("#", ...) .. tostring((...)) end
end
print(take())  -- expect: true1nil
-- Nested functions and closures capture the variable; it is closed once.
local captured
do
  local v <close> = c "cap"
  captured = function() return v ~= nil end
end
print(take(), captured())  -- expect: cap<TAB>true
-- Tail position is no tail call; recursion closes innermost first.
local function rec(k) if k == 0 then return "base" end local v <close> = c(k) return rec(k - 1) end
print(rec(4), take())  -- expect: base<TAB>1 2 3 4
-- Generic for: the fourth value.
for _ in next, { 1 }, nil, c "for" do log[#log + 1] = "in" end
print(take())  -- expect: in for
