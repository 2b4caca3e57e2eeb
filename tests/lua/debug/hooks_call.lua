-- Call, return and tail call hooks.
local function record(mask, f)
  local log = {}
  local function hook(event)
    local info = debug.getinfo(2, "nS")
    if info.short_src == "hooks_call.lua" or info.what == "C" then
      log[#log + 1] = event .. ":" .. tostring(info.name)
    end
  end
  debug.sethook(hook, mask)
  f()
  debug.sethook()
  print(table.concat(log, " "))
end
local function leaf() return 1 end
local function middle() return leaf() + 1 end
local function tail() return leaf() end
record("c", function() leaf() end)  -- expect: call:f call:leaf call:sethook
record("r", function() leaf() end)  -- expect: return:sethook return:leaf return:f
record("cr", function() middle() end)  -- expect: return:sethook call:f call:middle call:leaf return:leaf return:middle return:f call:sethook
record("cr", function() tail() end)  -- expect: return:sethook call:f call:tail tail call:nil return:nil return:f call:sethook
record("cr", function() local s = ("x"):rep(3) end)  -- expect: return:sethook call:f call:rep return:rep return:f call:sethook
record("cr", function() pcall(leaf) end)  -- expect: return:sethook call:f call:pcall call:nil return:nil return:pcall return:f call:sethook
record("cr", function() pcall(error, "x") end)  -- expect: return:sethook call:f call:pcall call:nil return:pcall return:f call:sethook
record("cr", function() for _ in pairs {} do end end)  -- expect: return:sethook call:f call:pairs return:pairs call:for iterator return:for iterator return:f call:sethook
record("cr", function() local t = setmetatable({}, { __index = function() return leaf() end }) ; local x = t.y end)  -- expect: return:sethook call:f call:setmetatable return:setmetatable call:index tail call:nil return:nil return:f call:sethook
record("c", function() return tail() end)  -- expect: call:f tail call:nil tail call:nil call:sethook
record("cr", function()  -- expect: return:sethook call:f call:wrap return:wrap call:co return:co return:f call:sethook
  local co = coroutine.wrap(leaf)
  co()
end)
-- what getinfo says in the hook
debug.sethook(function(event)
  local info = debug.getinfo(2, "Sltn")
  if info.name == "leaf" then print(event, info.currentline - info.linedefined, info.istailcall, info.what) end
end, "cr")
leaf()  -- expect: call<TAB>0<TAB>false<TAB>Lua
-- expect: return<TAB>0<TAB>false<TAB>Lua
tail()
debug.sethook()
-- transferred values: arguments at calls, results at returns
local function transfers(event)
  local info = debug.getinfo(2, "rn")
  if info.name == "add" then
    local values = {}
    for i = info.ftransfer, info.ftransfer + info.ntransfer - 1 do
      local _, v = debug.getlocal(2, i)
      values[#values + 1] = tostring(v)
    end
    print(event, info.ntransfer, table.concat(values, " "))
  end
end
local function add(a, b, c) return a + b, a * b end
debug.sethook(transfers, "cr")
add(3, 4)  -- expect: call<TAB>3<TAB>3 4 nil
-- expect: return<TAB>2<TAB>7 12
add(5, 6, 7, 8)  -- expect: call<TAB>3<TAB>5 6 7
-- expect: return<TAB>2<TAB>11 30
debug.sethook()
