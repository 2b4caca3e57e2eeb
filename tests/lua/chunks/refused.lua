-- Binary chunks that are not what they should be are refused, with the reason.
local good = string.dump(function(a, b) local t = { a, b, x = 1 } return t.x + #t end)
local function try(bytes, name, mode) print(select(2, load(bytes, name or "=chunk", mode))) end
local function with(at, ...) return good:sub(1, at - 1) .. string.char(...) .. good:sub(at + select("#", ...)) end

try("\27")                         -- expect: chunk: bad binary format (truncated chunk)
try("\27Lu", "@file.luac")         -- expect: file.luac: bad binary format (truncated chunk)
try("\27Lu", "\27Lua")             -- expect: binary string: bad binary format (truncated chunk)
try("\27Lux")                      -- expect: chunk: bad binary format (not a binary chunk)
try(with(5, 0x53))                 -- expect: chunk: bad binary format (version mismatch)
try(with(6, 1))                    -- expect: chunk: bad binary format (format mismatch)
try(with(9, 10))                   -- expect: chunk: bad binary format (corrupted chunk)
try(with(13, 8))                   -- expect: chunk: bad binary format (Instruction size mismatch)
try(with(14, 4))                   -- expect: chunk: bad binary format (lua_Integer size mismatch)
try(with(15, 4))                   -- expect: chunk: bad binary format (lua_Number size mismatch)
try(with(16, 0x79))                -- expect: chunk: bad binary format (integer format mismatch)
try(with(31, 0))                   -- expect: chunk: bad binary format (float format mismatch)
try(good, "=chunk", "t")           -- expect: attempt to load a binary chunk (mode is 't')

for size = 1, #good - 1 do
  local f, why = load(good:sub(1, size), "=chunk")
  assert(not f and why == "chunk: bad binary format (truncated chunk)")
end
for size = 0, 3 do assert(load(good .. ("x"):rep(size))(3, 4) == 3) end

-- A reader may give the bytes one by one.
local at = 0
print(load(function() at = at + 1 return at <= #good and good:sub(at, at) or nil end)(1, nil)) -- expect: 2
