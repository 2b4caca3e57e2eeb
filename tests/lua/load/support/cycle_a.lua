local M = {}
package.loaded[...] = M
local b = require("cycle_b")
function M.value() return "a sees " .. b.value() end
return M
