-- The metatable of strings: methods, indexing, extension.
local mt = getmetatable("")
assert(mt.__index == string and getmetatable("a") == getmetatable("b") and getmetatable(("x"):rep(100)) == mt)
assert(("x").len == string.len and ("x")["upper"] == string.upper and ("x").nothing == nil and ("x")[1] == nil)
assert(("abc"):len() == 3 and #"abc" == 3 and ("%d"):format(5) == "5")
-- new methods for all strings
function string.shout(s) return s:upper() .. "!" end
assert(("hey"):shout() == "HEY!")
string.shout = nil
assert(not pcall(function() return ("hey"):shout() end))
-- another __index
mt.__index = function(s, k)
  if type(k) == "number" then return string.sub(s, k, k) end
  return string[k]
end
assert(("abc")[2] == "b" and ("abc"):upper() == "ABC" and ("abc")[9] == "")
mt.__index = string
-- arithmetic handlers live there
for _, event in ipairs { "__add", "__sub", "__mul", "__div", "__mod", "__pow", "__unm", "__idiv" } do
  assert(type(mt[event]) == "function", event)
end
assert(mt.__concat == nil and mt.__len == nil and mt.__lt == nil and mt.__band == nil)
-- removing and replacing them
local add = mt.__add
mt.__add = function(a, b) return "sum of " .. a .. " and " .. b end
assert("1" + 2 == "sum of 1 and 2" and 1 + "x" == "sum of 1 and x")
mt.__add = nil
assert(not pcall(function() return "1" + 2 end))
mt.__add = add
assert("1" + 2 == 3)
-- __call, __newindex and others for strings
mt.__call = function(s, ...) return s:format(...) end
assert(("%d-%d")(1, 2) == "1-2")
mt.__call = nil
mt.__newindex = function(s, k, v) error("cannot set " .. tostring(k) .. " of " .. s, 0) end
local ok, m = pcall(function() local s = "text" s.field = 1 end)
assert(not ok and m == "cannot set field of text")
mt.__newindex = nil
assert(select(2, pcall(function() local s = "text" s.field = 1 end)):find("attempt to index a string value %(local 's'%)"))
mt.__unm = function(s) return s:reverse() end
assert(-"abc" == "cba")
mt.__len = function() return 42 end
assert(#"abc" == 3)
mt.__len = nil
mt.__metatable = "protected"
assert(getmetatable("") == "protected")
mt.__metatable = nil
-- __index of the library's own metatable is reached for absent methods
setmetatable(string, { __index = function(_, k) return function() return "missing " .. k end end })
assert(("x"):whatever() == "missing whatever")
setmetatable(string, nil)
-- methods on numbers do not exist unless converted
assert(not pcall(function() return (5):len() end))
print "ok"
