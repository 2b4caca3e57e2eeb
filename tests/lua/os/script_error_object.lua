-- exit: 1
-- stderr: ^[^:\n]+: from __tostring$
-- An error object with __tostring is shown through it.
error(setmetatable({}, { __tostring = function() return "from __tostring" end }))
