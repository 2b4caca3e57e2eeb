-- Yielding inside callbacks of library functions without continuations: an error in the reference.
local yield = coroutine.yield
-- Yields where the reference has a C function in between.
local function e(f) local co = coroutine.create(f) return select(2, coroutine.resume(co)) end
print((e(function() table.sort({ 3, 2, 1 }, function(a, b) yield() return a < b end) end)))  -- expect: attempt to yield across a C-call boundary
print((e(function() return (("x"):gsub("x", function() yield() end)) end)))  -- expect: attempt to yield across a C-call boundary
print((e(function() return load(function() yield() end) end)))  -- expect: nil
print(tostring(e(function() return tostring(setmetatable({}, { __tostring = function() return yield("t") end })) end)))  -- expect: attempt to yield across a C-call boundary
print((e(function() return require("yielding module") end):match("^[^\n]*")))  -- expect: c_boundary.lua:9: module 'yielding module' not found:
-- Where the library has continuations: pcall, xpcall, dofile, metamethods (see other files), table functions with metamethods do not.
print((e(function() return table.concat(setmetatable({}, { __index = function() return yield() end, __len = function() return 1 end })) end)))  -- expect: attempt to yield across a C-call boundary
print((e(function() return table.unpack(setmetatable({}, { __index = function() return yield() end }), 1, 1) end)))  -- expect: attempt to yield across a C-call boundary
print((e(function() return next(setmetatable({}, { __index = yield })) == nil and ipairs({}) ~= nil end)))  -- expect: true
print((e(function() for i, v in ipairs(setmetatable({}, { __index = function(_, i) return yield("ip" .. i) end })) do end end)))  -- expect: attempt to yield across a C-call boundary
