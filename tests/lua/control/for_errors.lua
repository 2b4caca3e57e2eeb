-- Errors of the numeric and generic for.
local function e(f)
  local ok, m = pcall(f)
  return ok and "no error" or (m:gsub("^.-:%d+: ", ""))
end
print(e(function() for i = "x", 2 do end end))  -- expect: bad 'for' initial value (number expected, got string)
print(e(function() for i = 1, "x" do end end))  -- expect: bad 'for' limit (number expected, got string)
print(e(function() for i = 1, 2, "x" do end end))  -- expect: bad 'for' step (number expected, got string)
print(e(function() for i = {}, 2 do end end))  -- expect: bad 'for' initial value (number expected, got table)
print(e(function() for i = 1, nil do end end))  -- expect: bad 'for' limit (number expected, got nil)
print(e(function() for i = 1, 2, {} do end end))  -- expect: bad 'for' step (number expected, got table)
print(e(function() for i = "1", 2 do end end))  -- expect: no error
print(e(function() for i = 1, 2, "1" do end end))  -- expect: no error
print(e(function() for i = 1, 2, 0 do end end))  -- expect: 'for' step is zero
print(e(function() for i = 1.0, 2, 0 do end end))  -- expect: 'for' step is zero
print(e(function() for i = 1, 2, 0.0 do end end))  -- expect: 'for' step is zero
print(e(function() for i = 1.5, "x", 1 do end end))  -- expect: bad 'for' limit (number expected, got string)
print(e(function() for i = 1.5, {} do end end))  -- expect: bad 'for' limit (number expected, got table)
print(e(function() for k in nil do end end))  -- expect: attempt to call a nil value (for iterator 'for iterator')
print(e(function() for k in {} do end end))  -- expect: attempt to call a table value (for iterator 'for iterator')
print(e(function() for k in 5 do end end))  -- expect: attempt to call a number value (for iterator 'for iterator')
print(e(function() local t = {} for k in t.iter do end end))  -- expect: attempt to call a nil value (for iterator 'for iterator')
print(e(function() for k in pairs(nil) do end end))  -- expect: bad argument #1 to 'for iterator' (table expected, got nil)
print(e(function() for k in ipairs() do end end))  -- expect: bad argument #1 to 'ipairs' (value expected)
print(e(function() for k in next, {}, "nokey" do end end))  -- expect: invalid key to 'next'
print(e(function() for k, v in setmetatable({}, { __call = 1 }) do end end))  -- expect: attempt to call a number value (for iterator 'for iterator')
print(e(function() local x <const> = nil for a in x do end end))  -- expect: attempt to call a nil value (for iterator 'for iterator')
