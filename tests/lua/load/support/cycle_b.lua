local a = require("cycle_a")
return { value = function() return type(a.value) .. " of a" end }
