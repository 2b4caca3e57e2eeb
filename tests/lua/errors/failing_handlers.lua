-- How often a message handler that fails is called, by what failed first.
local mt = { __add = true, __index = 5, __lt = {}, __concat = 1, __call = 2, __close = 3 }
local object = setmetatable({}, mt)
local firsts = {
  ["nil"] = nil, number = 5, ["function"] = function() error("e") end, call = function() local x; x() end,
  add = function() return object + 1 end, lt = function() return object < object end, concat = function() return object .. "x" end,
  index = function() return object.x.y end, loop = function() for _ in 5 do end end, pcall = function() return pcall(nil) end,
  sort = function() table.sort({ 1, 2, 3 }, 7) end, gsub = function() return ("x"):gsub("x", error) end, tostring = function() return tostring(setmetatable({}, { __tostring = 5 })) end,
  object = object, ipairs = function() for i, v in ipairs(object) do end end, closing = function() local c <close> = object end,
}
local names = {}
for name in pairs(firsts) do names[#names + 1] = name end
names[#names + 1] = "nil"
table.sort(names)
for _, name in ipairs(names) do
  local n = 0
  local r = table.pack(xpcall(firsts[name], function(m) n = n + 1 local x; x() end))
  local m = 0
  local s = table.pack(xpcall(firsts[name], function(m2) m = m + 1 error(m2) end))
  print(name, n, m, r[1], r[2] == s[2], type(r[2]))
end
