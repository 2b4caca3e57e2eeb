-- Count hooks come every n instructions; exact numbers are the engine's own, order and frequency are not.
local calls = 0
debug.sethook(function(event, line)
  assert(event == "count" and line == nil)
  calls = calls + 1
end, "", 100)
for i = 1, 1000 do local x = i * 2 end
debug.sethook()
assert(calls >= 10 and calls <= 200, calls)
local before = calls
for i = 1, 1000 do local x = i * 2 end
assert(calls == before)
local f, mask, count = debug.gethook()
assert(f == nil and mask == nil and count == nil and select("#", debug.gethook()) == 1)
local h = function() end
debug.sethook(h, "crl", 7)
f, mask, count = debug.gethook()
debug.sethook()
assert(f == h and mask == "crl" and count == 7)
debug.sethook(h, "")
assert(debug.gethook() == nil)
debug.sethook(h, "", 5)
f, mask, count = debug.gethook()
debug.sethook()
assert(f == h and mask == "" and count == 5)
debug.sethook(h, "crl", 0)
debug.sethook(nil, "crl")
assert(debug.gethook() == nil)
-- an endless loop is stopped by an error from the hook
local ok, m = pcall(function()
  debug.sethook(function() error("stopped", 0) end, "", 1000)
  while true do end
end)
debug.sethook()
assert(not ok and m == "stopped")
ok, m = pcall(function()
  debug.sethook(function() error("stopped again", 0) end, "", 1000)
  local function forever() return forever() end
  forever()
end)
debug.sethook()
assert(not ok and m == "stopped again")
-- inside a hook no hooks are called
local depth, deepest = 0, 0
debug.sethook(function()
  depth = depth + 1
  if depth > deepest then deepest = depth end
  for _ = 1, 100 do end
  depth = depth - 1
end, "", 1)
for _ = 1, 20 do end
debug.sethook()
assert(deepest == 1)
print "ok"
