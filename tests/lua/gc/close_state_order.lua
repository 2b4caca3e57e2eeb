-- At the end all finalizers run, the latest first, and they may still use everything.
local t = {}
for i = 1, 5 do
  t[i] = setmetatable({ i }, { __gc = function(o) print("object", o[1], type(print), #t) end })
end
setmetatable(_G, { __gc = function() print("globals", string.upper("last but usable")) end })
late = setmetatable({}, { __gc = function()
  print("late", pcall(error, "errors work"))
  setmetatable({}, { __gc = function() print("not called: made while closing") end })
end })
local co = coroutine.wrap(function()
  local x <close> = setmetatable({}, { __close = function() print "not closed: suspended" end })
  coroutine.yield()
end)
co()
print("end of the script")  -- expect: end of the script
-- expect: late<TAB>false<TAB>errors work
-- expect: globals<TAB>LAST BUT USABLE
-- expect: object<TAB>5<TAB>function<TAB>5
-- expect: object<TAB>4<TAB>function<TAB>5
-- expect: object<TAB>3<TAB>function<TAB>5
-- expect: object<TAB>2<TAB>function<TAB>5
-- expect: object<TAB>1<TAB>function<TAB>5
