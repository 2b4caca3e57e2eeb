-- Message handlers that run while a builtin waits for a callback, and fail in callbacks themselves.
local function failing(message)
  return setmetatable({}, { __tostring = function() error(message, 0) end })
end
-- The handler of an error in a callback of a builtin; the builtin does not go on.
print(xpcall(table.sort, function(m) return "sort: " .. m end, { 3, 2, 1 }, function() error("compare", 0) end))  -- expect: false<TAB>sort: compare
print(xpcall(tostring, function(m) return "tostring: " .. m end, failing "described"))  -- expect: false<TAB>tostring: described
print(xpcall(string.gsub, function(m) return "gsub: " .. m end, "x", "x", function() error("replace", 0) end))  -- expect: false<TAB>gsub: replace
-- A builtin is the handler.
print(xpcall(tostring, tostring, failing "by a builtin"))  -- expect: false<TAB>by a builtin
print(xpcall(table.sort, string.upper, { 2, 1 }, function() error("loud", 0) end))  -- expect: false<TAB>LOUD
-- The handler fails in a callback; it is called again for that error.
print(xpcall(error, function(m)
  if m == "inner" then return "seen: inner" end
  return tostring(failing "inner")
end, "outer"))  -- expect: false<TAB>seen: inner
print(xpcall(table.sort, function(m)
  if m == "second" then return "seen: second" end
  table.sort({ 2, 1 }, function() error("second", 0) end)
end, { 2, 1 }, function() error("first", 0) end))  -- expect: false<TAB>seen: second
print((select(2, xpcall(error, function() return tostring(failing "always") end, "x"))))  -- expect: error in error handling
-- pcall inside the callback stops them.
print(xpcall(tostring, print, setmetatable({}, { __tostring = function()
  return "caught " .. select(2, pcall(error, "it", 0))
end })))  -- expect: true<TAB>caught it
-- __close of a callback that fails, below a builtin.
print(xpcall(tostring, function(m) return "handled " .. m end, setmetatable({}, { __tostring = function()
  local c <close> = setmetatable({}, { __close = function(_, m) print("closing", m) end })
  error("body", 0)
end })))  -- expect: closing<TAB>handled body
          -- expect: false<TAB>handled body
print "end"  -- expect: end
