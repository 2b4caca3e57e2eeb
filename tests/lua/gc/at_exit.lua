-- When the state closes: pending variables first, then all finalizers in reverse order; new ones do not count.
-- flags: -W
-- stderr: ^Lua warning: error in __gc \(at_exit.lua:\d+: two\)$
-- exit: 7
for i = 1, 3 do
  _G["g" .. i] = setmetatable({i}, {__gc = function(o)
    print("end", o[1], collectgarbage("count"))
    setmetatable({}, {__gc = function() print("never") end})
    if o[1] == 2 then error("two") end
  end})
end
local function closing(name)
  return setmetatable({}, {__close = function(_, e)
    print(name, e and (e:gsub("^.-: ", "")))
    error(name)
  end})
end
local outer <close> = closing("outer")
local function leave()
  local inner <close> = closing("inner")
  os.exit(7, true)
end
leave()
-- expect: inner<TAB>nil
-- expect: outer<TAB>inner
-- expect: end<TAB>3<TAB>nil
-- expect: end<TAB>2<TAB>nil
-- expect: end<TAB>1<TAB>nil
