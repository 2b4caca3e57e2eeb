-- debug.getinfo(f, "L"): the lines that can have a break point.
local function lines(f)
  local out = {}
  for l in pairs(debug.getinfo(f, "L").activelines) do out[#out + 1] = l - debug.getinfo(f, "S").linedefined end
  table.sort(out)
  print(table.concat(out, " "))
end
lines(function() end)  -- expect: 0
lines(function()  -- expect: 1
end)
lines(function()  -- expect: 1 3 4
  local x = 1

  return x
end)
lines(function(...)  -- expect: 1 3 4
  local x = ...

  return x
end)
lines(function()  -- expect: 1 2 3 4 6 8
  if x then
    y()
  elseif z then
    w()
  else
    v()
  end
end)
lines(function()  -- expect: 1 2 4 5 7 8 9 11 12 13
  while a do
    b()
  end
  for i = 1, 2 do
    c()
  end
  for k in d do
    e()
  end
  repeat
    f()
  until g
end)
lines(function()  -- expect: 1 2 3 6 7 8
  local t = {
    1,
    [2] = 3,
    x = function()
      return 5
    end,
  }
end)
lines(function()  -- expect: 2 5 6
  do
    local a <close> = nil
  end
  ::label::
  goto label
end)
lines(function()  -- expect: 6 7
  --[[ nothing
  here ]]
  return (
    1 +
    2
  )
end)
lines(load("\n\nlocal x = 1\n\nreturn x"))  -- expect: 3 5
lines(load("return ..."))  -- expect: 1
lines(load(""))  -- expect: 1
