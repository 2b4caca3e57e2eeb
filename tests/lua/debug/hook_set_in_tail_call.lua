-- A hook set by a builtin that was called in a tail call, or through others, begins with the next instruction of the caller.
local function w(...) return debug.sethook(...) end
local function w2(a, b, c) if c then c = c + 0 end return debug.sethook(a, b, c) end
local function w3(a, b, c) debug.sethook(a, b, c) end
for _, set in ipairs{w, w2, w3, debug.sethook} do
for c = 1, 12 do
  local t = {}
  set(function() local i = debug.getinfo(2, "l") t[#t + 1] = i.currentline end, "", c)
  local x = 1
  x = x + 1
  x = x + 1
  x = x + 1
  x = x + 1
  x = x + 1
  x = x + 1
  x = x + 1
  x = x + 1
  debug.sethook()
  print(c, table.concat(t, " "))
end end
local sethook = debug.sethook
local ways = {
  function(f, c) pcall(sethook, f, "", c) end,
  function(f, c) xpcall(sethook, print, f, "", c) end,
  function(f, c) return pcall(sethook, f, "", c) end,
  function(f, c) return (pcall(sethook, f, "", c)) end,
  function(f, c) local x <close> = nil return sethook(f, "", c) end,
  function(f, c) return select("#", sethook(f, "", c)) end,
  function(f, c) local co = coroutine.running() return sethook(co, f, "", c) end,
  function(f, c) return coroutine.wrap(function(co) return sethook(co, f, "", c) end)(coroutine.running()) end,
  function(f, c) return coroutine.wrap(sethook)(coroutine.running(), f, "", c) end,
  function(f, c) return load(function() sethook(f, "", c) end) end,
  function(f, c) return string.gsub("x", "x", function() return sethook(f, "", c) end) end,
  function(f, c) return setmetatable({}, {__index = function() return sethook(f, "", c) end}).x end,
  function(f, c) return setmetatable({}, {__add = function() return sethook(f, "", c) end}) + 1 end,
}
for i, set in ipairs(ways) do
for c = 1, 6 do
  local t = {}
  set(function() local i = debug.getinfo(2, "l") t[#t + 1] = i.currentline end, c)
  local x = 1
  x = x + 1
  x = x + 1
  x = x + 1
  x = x + 1
  sethook()
  print(i, c, table.concat(t, " "))
end end
