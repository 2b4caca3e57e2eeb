-- The table in which methods of strings are found may be a dictionary: one with keys that are no strings, or with a few hundred.
local methods = { [print] = "a key that is no string" }
for name, f in pairs(string) do methods[name] = f end
getmetatable("").__index = methods
local n = 0
for i = 1, 300 do
  local s = ("x"):rep(i % 3)
  n = n + s:len() + #s:upper()
end
print(n) -- expect: 600
-- The same sites, while the table changes behind them.
local function call(s) return s:method() end
for i = 1, 40 do
  methods.method = function() return i end
  assert(call("s") == i)
  methods["other" .. i] = i
end
methods.method = nil
print(pcall(call, "s")) -- expect: false<TAB>methods_in_dictionary.lua:12: attempt to call a nil value (method 'method')
getmetatable("").__index = string
print(pcall(call, "s")) -- expect: false<TAB>methods_in_dictionary.lua:12: attempt to call a nil value (method 'method')
string.method = string.len
print(call("four")) -- expect: 4
