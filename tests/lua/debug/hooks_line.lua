-- Line hooks: one event for each line entered, and for each jump backwards.
local function trace(f, ...)
  local lines = {}
  local here = debug.getinfo(f, "S").linedefined
  debug.sethook(function(event, line)
    local info = debug.getinfo(2, "S")
    if info.linedefined == here then lines[#lines + 1] = line - here end
  end, "l")
  f(...)
  debug.sethook()
  print(table.concat(lines, " "))
end
trace(function()  -- expect: 1 2 3
  local a = 1
  local b = 2
  return a + b
end)
trace(function()  -- expect: 1 2 1 2 1 2 1 4
  for i = 1, 3 do
    local x = i
  end
end)
trace(function() for i = 1, 3 do local x = i end end)  -- expect: 0 0 0
trace(function(n)  -- expect: 1 2 6 7
  if n > 1 then
    n = 1
  else
    n = 2
  end
  n = 3
end, 5)
trace(function(n)  -- expect: 1 4 6 7
  if n > 1 then
    n = 1
  else
    n = 2
  end
  n = 3
end, 0)
trace(function()  -- expect: 1 2 3 2 3 2 5
  local i = 0
  while i < 2 do
    i = i + 1
  end
end)
trace(function()  -- expect: 1 3 4 3 4 5
  local i = 0
  repeat
    i = i + 1
  until i == 2
end)
trace(function()  -- expect: 1 2 3 4 5 6
  local t = {
    1,
    2,
    a = 3,
  }
  return t
end)
trace(function()  -- expect: 3 4 5 6
  local function inner()
    return 1
  end
  inner()
  inner()
end)
trace(function()  -- expect: 1 4
  goto skip
  do local never = 1 end
  ::skip::
  return
end)
trace(function()  -- expect: 1 2 1 2 1 3 4
  for k in pairs { 1, 2 } do
    local x = k
  end
end)
trace(function()  -- expect: 1 5 6
  local x = 1

  -- a comment

  local y = 2
end)
trace(function()  -- expect: 1 2 3 2 4
  local s = "a" ..
    "b" ..
    tostring(1)
  return s
end)
trace(function()  -- expect: printed<TAB>1
-- expect: 2 3 5 2 6
  print(
    "printed",
    1
  )
end)
trace(function()  -- expect: 3 4
  local f = function()
    return
  end
  return f(
  )
end)
