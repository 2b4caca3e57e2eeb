-- exit: 7
-- os.exit leaves with its code, and what was written comes out.
print("written before the exit")  -- expect: written before the exit
local t = setmetatable({}, { __gc = function() print("not closed: no finalizer runs") end })
local c <close> = setmetatable({}, { __close = function() print("never") end })
print(type(t), type(c))  -- expect: table<TAB>table
os.exit(7)
print("never")
