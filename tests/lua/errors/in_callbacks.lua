-- Errors inside callbacks of the library reach the caller of the library with the right positions.
local function fails(m) return function() error(m or "callback") end end
local function try(f, ...) print((select(2, pcall(f, ...)))) end
try(function() table.sort({ 3, 1, 2 }, fails()) end)  -- expect: in_callbacks.lua:2: callback
try(function() ("abc"):gsub("b", fails()) end)  -- expect: in_callbacks.lua:2: callback
try(function() for _ in fails() do end end)  -- expect: in_callbacks.lua:2: callback
try(function() load(fails()) return select(2, load(fails())) end)  -- expect: in_callbacks.lua:2: callback
try(function() local f, m = load(fails("reader")) error(m, 0) end)  -- expect: in_callbacks.lua:2: reader
try(function() return tostring(setmetatable({}, { __tostring = fails() })) end)  -- expect: in_callbacks.lua:2: callback
try(function() return setmetatable({}, { __index = fails() }).x end)  -- expect: in_callbacks.lua:2: callback
try(function() setmetatable({}, { __newindex = fails() }).x = 1 end)  -- expect: in_callbacks.lua:2: callback
try(function() return #setmetatable({}, { __len = fails() }) end)  -- expect: in_callbacks.lua:2: callback
try(function() return setmetatable({}, { __add = fails() }) + 1 end)  -- expect: in_callbacks.lua:2: callback
try(function() return setmetatable({}, { __concat = fails() }) .. "x" end)  -- expect: in_callbacks.lua:2: callback
try(function() return setmetatable({}, { __eq = fails() }) == setmetatable({}, { __eq = fails() }) end)  -- expect: in_callbacks.lua:2: callback
try(function() return setmetatable({}, { __lt = fails() }) < 1 end)  -- expect: in_callbacks.lua:2: callback
try(function() return setmetatable({}, { __call = fails() })() end)  -- expect: in_callbacks.lua:2: callback
try(function() for _ in pairs(setmetatable({}, { __pairs = fails() })) do end end)  -- expect: in_callbacks.lua:2: callback
try(function() local x <close> = setmetatable({}, { __close = fails() }) end)  -- expect: in_callbacks.lua:2: callback
try(function() return table.concat(setmetatable({}, { __index = fails(), __len = function() return 1 end })) end)  -- expect: in_callbacks.lua:2: callback
try(function() return table.unpack(setmetatable({}, { __index = fails() }), 1, 2) end)  -- expect: in_callbacks.lua:2: callback
try(function() return table.insert(setmetatable({}, { __len = fails() }), 1) end)  -- expect: in_callbacks.lua:2: callback
try(function() return ("%s"):format(setmetatable({}, { __tostring = fails() })) end)  -- expect: in_callbacks.lua:2: callback
try(function() print(setmetatable({}, { __tostring = fails() })) end)  -- expect: in_callbacks.lua:2: callback
try(function() io.write(setmetatable({}, { __tostring = fails() })) end)  -- expect: in_callbacks.lua:25: bad argument #1 to 'write' (string expected, got table)
try(function() return ipairs(setmetatable({}, { __index = fails() }))({}, 0) end)  -- expect: nil
try(function() for _ in ipairs(setmetatable({}, { __index = fails() })) do end end)  -- expect: in_callbacks.lua:2: callback
try(coroutine.wrap(fails("in wrap")))  -- expect: in_callbacks.lua:2: in wrap
try(function() coroutine.wrap(fails("in wrap"))() end)  -- expect: in_callbacks.lua:29: in_callbacks.lua:2: in wrap
package.preload.bad_preload = fails("preload")
try(require, "bad_preload")  -- expect: in_callbacks.lua:2: preload
try(function()  -- expect: in_callbacks.lua:35: in hook
  debug.sethook(function()
    debug.sethook()
    error("in hook")
  end, "l")
  local x = 1
end)
try(function() xpcall(error, fails("in handler"), "first") error("after", 0) end)  -- expect: after
print(xpcall(error, fails("in handler"), "first"))  -- expect: false<TAB>error in error handling
print(xpcall(fails("original"), function(m) return "handled " .. m end))  -- expect: false<TAB>handled in_callbacks.lua:2: original
print(xpcall(function() local x = nil; return x.y end, function(m) return "handled " .. m end))  -- expect: false<TAB>handled in_callbacks.lua:42: attempt to index a nil value (local 'x')
print(xpcall(table.sort, function(m) return "handled " .. m end, { 3, 2, 1 }, fails("sorting")))  -- expect: false<TAB>handled in_callbacks.lua:2: sorting
print(select(2, xpcall(function() ("x"):rep(-1, {}, 5); ("x"):bad() end, debug.traceback)):gsub("\n.*", ""))  -- expect: in_callbacks.lua:44: bad argument #2 to 'rep' (string expected, got table)<TAB>1
print(pcall(string.gsub, "x", "x", setmetatable({}, { __index = fails("table index") })))  -- expect: false<TAB>in_callbacks.lua:2: table index
print(pcall(string.rep, setmetatable({}, { __name = "Named" }), 1))  -- expect: false<TAB>bad argument #1 to 'string.rep' (string expected, got Named)
print(pcall(ipairs(setmetatable({}, { __index = fails("direct") })), setmetatable({}, { __index = fails("direct") }), 0))  -- expect: false<TAB>in_callbacks.lua:2: direct
print(pcall(next, setmetatable({}, { __index = fails() })))  -- expect: true<TAB>nil
