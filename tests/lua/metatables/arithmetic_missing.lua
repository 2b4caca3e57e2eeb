-- Errors when no handler is there, when the handler is not callable, and when it fails.
local function e(f, ...) return (select(2, pcall(f, ...)):gsub("^.-:%d+: ", "")) end
local t = setmetatable({}, { __add = function() error("inside add", 0) end, __sub = 5, __mul = {}, __concat = true })
print(e(function() return t + 1 end))  -- expect: inside add
print(e(function() return t - 1 end))  -- expect: attempt to call a number value (metamethod 'sub')
print(e(function() return t * 1 end))  -- expect: attempt to call a table value (metamethod 'mul')
print(e(function() return t .. "x" end))  -- expect: attempt to call a boolean value (metamethod 'concat')
print(e(function() return t / 1 end))  -- expect: attempt to perform arithmetic on a table value (upvalue 't')
print(e(function() return t // {} end))  -- expect: attempt to perform arithmetic on a table value (upvalue 't')
print(e(function() return 1 - t end))  -- expect: attempt to call a number value (metamethod 'sub')
print(e(function() return t & 1 end))  -- expect: attempt to perform bitwise operation on a table value (upvalue 't')
print(e(function() return -t end))  -- expect: attempt to perform arithmetic on a table value (upvalue 't')
print(e(function() return ~t end))  -- expect: attempt to perform bitwise operation on a table value (upvalue 't')
print(e(function() return t < t end))  -- expect: attempt to compare two table values
print(e(function() return t <= 1 end))  -- expect: attempt to compare table with number
print(e(function() return t() end))  -- expect: attempt to call a table value (upvalue 't')
local bad = setmetatable({}, { __index = 5, __newindex = 5, __call = 5, __lt = 5, __le = 5, __len = 5, __eq = 5, __unm = 5 })
print(e(function() return bad.x end))  -- expect: attempt to index a number value
print(e(function() bad.x = 1 end))  -- expect: attempt to index a number value
print(e(function() return bad() end))  -- expect: attempt to call a number value (upvalue 'bad')
print(e(function() return bad < bad end))  -- expect: attempt to call a number value (metamethod 'lt')
print(e(function() return bad <= 1 end))  -- expect: attempt to call a number value (metamethod 'le')
print(e(function() return #bad end))  -- expect: attempt to call a number value (metamethod 'len')
print(e(function() return bad == setmetatable({}, getmetatable(bad)) end))  -- expect: attempt to call a number value (metamethod 'eq')
print(e(function() return -bad end))  -- expect: attempt to call a number value (metamethod 'unm')
-- Only the exact event counts; a metatable's own metatable gives no handlers (rawget).
local inherited = setmetatable({}, setmetatable({}, { __index = { __add = function() return 1 end, __index = { x = 1 } } }))
print(e(function() return inherited + 1 end), inherited.x)  -- expect: attempt to perform arithmetic on a table value (upvalue 'inherited')<TAB>nil
