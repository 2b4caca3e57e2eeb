-- The tour prints the same under every Lua 5.4 (compared with tour.out), and under Trinity it ends
-- with a row for each counter of the engine (checked here, because the figures vary).
local opener = package.preload.trinity
package.preload.trinity = nil
dofile("../../../examples/tour.lua")
package.preload.trinity = opener

if opener then
  local printed = {}
  local stock_print, stock_write = print, io.write
  print = function(...) printed[#printed + 1] = tostring((...)) end
  io.write = function() end
  local ran, problem = pcall(dofile, "../../../examples/tour.lua")
  print, io.write = stock_print, stock_write
  assert(ran, problem)
  assert(printed[#printed - 1]:find("What the engine did", 1, true))
  for row in printed[#printed]:gmatch("[^\n]+") do
    assert(row:find("^%S+ +%d+$"), "not a counter: " .. row)
  end
end
