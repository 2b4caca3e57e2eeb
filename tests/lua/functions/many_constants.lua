-- More constants than the operands of instructions can name.
local function list(n, f, sep)
  local t = {}
  for i = 1, n do t[i] = f(i) end
  return table.concat(t, sep)
end
-- around 2^8: registers-or-constants
for _, n in ipairs { 250, 255, 256, 257, 300 } do
  local f = load("local t = {} " .. list(n, function(i) return ("t.f%d = %d.5 "):format(i, i) end, " ") .. " return t")
  local t = f()
  for i = 1, n do assert(t["f" .. i] == i + 0.5) end
  f = load("local t, s = ..., 0 " .. list(n, function(i) return ("s = s + t.f%d"):format(i) end, " ") .. " return s")
  assert(f(t) == n * (n + 1) / 2 + n / 2)
  f = load("local t = ... " .. list(n, function(i) return ("if t.f%d ~= %d.5 then return false end"):format(i, i) end, " ") .. " return true")
  assert(f(t))
  f = load("local t = ... " .. list(n, function(i) return ("t:m%d()"):format(i) end, " "))
  local calls = 0
  f(setmetatable({}, { __index = function(_, k) return function() calls = calls + tonumber(k:sub(2)) end end }))
  assert(calls == n * (n + 1) // 2)
end
-- beyond 2^17: extra words
local n = 132000
local f = assert(load("local x = {" .. list(n, function(i) return i + 0.25 end, ",") .. "} local s = 'late constant' local t = { late = 1 } t.key = 7.125 t[s] = x[1] globalname = x[5] local function inner() return globalname, 'inner' end return #x, x[131072], inner(), t.key + 0.5, t.late, t[s], s .. 'more', t.key == 7.125, t.key < 9.5"))
print(f())  -- expect: 132000<TAB>131072.25<TAB>5.25<TAB>7.625<TAB>1<TAB>1.25<TAB>late constantmore<TAB>true<TAB>true

print(globalname)  -- expect: 5.25
globalname = nil
