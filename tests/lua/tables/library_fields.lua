-- The functions of the library table and that they are ordinary values.
local names = {}
for name, value in pairs(table) do
  assert(type(value) == "function")
  names[#names + 1] = name
end
table.sort(names)
print(table.concat(names, " "))  -- expect: concat insert move pack remove sort unpack
print(getmetatable(table), type(table), table == package.loaded.table)  -- expect: nil<TAB>table<TAB>true
local kept = table.insert
table.insert = nil
print(pcall(function() table.insert({}, 1) end))  -- expect: false<TAB>library_fields.lua:12: attempt to call a nil value (field 'insert')
table.insert = kept
local t = {}
table.insert(t, "back")
print(t[1])  -- expect: back
print(tostring(table.insert):match("^builtin: ") or tostring(table.insert):match("^function: "))  -- expect: function:<SPACE>
