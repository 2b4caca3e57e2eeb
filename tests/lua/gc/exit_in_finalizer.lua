-- os.exit with closing inside a finalizer: the remaining finalizers run, new objects get none.
-- flags: -W
print("creating 1")
first = setmetatable({}, {__gc = function () print(1) end})
print("creating 2")
second = setmetatable({}, {__gc = function ()
  print("2")
  print("creating 3")
  setmetatable({}, {__gc = function () print(3) end})
  print(collectgarbage())
  os.exit(0, true)
end})
