-- needs: lua-cjson
local cjson = require "cjson"
local function equal(a, b)
  if type(a) ~= "table" or type(b) ~= "table" then return a == b end
  for k, v in pairs(a) do if not equal(v, b[k]) then return false end end
  for k in pairs(b) do if a[k] == nil then return false end end
  return true
end
local document = {name = "täst \"quoted\"\n", list = {1, 2.5, -3e10}, nested = {{}, {x = {y = {z = true}}}}, no = false}
assert(equal(cjson.decode(cjson.encode(document)), document))
assert(cjson.decode('{"a":null}').a == cjson.null)
assert(cjson.decode("[1,[2,[3]]]")[2][2][1] == 3)
assert(cjson.encode({1, 2, 3}) == "[1,2,3]")
assert(select(2, pcall(cjson.decode, "{bad}")):find("character 2"))
assert(not pcall(cjson.encode, {[{}] = 1}))
assert(not pcall(cjson.encode, function() end))
local deep = {} ; local at = deep ; for _ = 1, 2000 do at[1] = {} ; at = at[1] end
assert(not pcall(cjson.encode, deep))
for i = 1, 200 do assert(#cjson.decode(cjson.encode({i, i .. ""})) == 2) end
print "ok"
