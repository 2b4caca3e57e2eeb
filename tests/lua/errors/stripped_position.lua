-- Errors in functions without debug information.
local function stripped(text) return load(string.dump(load(text), true)) end
print(pcall(stripped "local x; x.y = 1"))  -- expect: false<TAB>?:-1: attempt to index a nil value
print(pcall(stripped "error 'no position'"))  -- expect: false<TAB>no position
