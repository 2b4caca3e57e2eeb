-- Ordering different or unordered types raises; equality never does.
local function e(f, ...) return (select(2, pcall(f, ...)):gsub("^.-:%d+: ", "")) end
local function lt(a, b) return a < b end
local function le(a, b) return a <= b end
print(e(lt, 1, "2"))  -- expect: attempt to compare number with string
print(e(lt, "2", 1))  -- expect: attempt to compare string with number
print(e(le, {}, {}))  -- expect: attempt to compare two table values
print(e(lt, nil, 1))  -- expect: attempt to compare nil with number
print(e(lt, {}, 1))  -- expect: attempt to compare table with number
print(e(le, true, false))  -- expect: attempt to compare two boolean values
print(e(le, print, 1))  -- expect: attempt to compare function with number
print(e(function(x) return x < 1 end, {}))  -- expect: attempt to compare table with number
print(e(function(x) return 1 > x end, "a"))  -- expect: attempt to compare string with number
print(e(function(x) return x >= 1 end, nil))  -- expect: attempt to compare number with nil
print(e(lt, coroutine.create(print), {}))  -- expect: attempt to compare thread with table
print(e(lt, io.stdout, 1))  -- expect: attempt to compare FILE* with number
print(e(lt, setmetatable({}, { __name = "My type" }), 1))  -- expect: attempt to compare My type with number
print(e(lt, setmetatable({}, { __name = "A" }), setmetatable({}, { __name = "A" })))  -- expect: attempt to compare two A values
print(1 == "1", nil == false, {} == {}, "a" == 97, 0 == false)  -- expect: false<TAB>false<TAB>false<TAB>false<TAB>false
