-- file:seek from the start, the current place and the end; reading and writing around it.
local f = assert(io.tmpfile())
print(f:seek(), f:write("0123456789") == f, f:seek(), f:seek("cur"), f:seek("set"), f:seek("end"))  -- expect: 0<TAB>true<TAB>10<TAB>10<TAB>0<TAB>10
print(f:seek("set", 3), f:read(2), f:seek("cur"), f:seek("cur", -2), f:read(1), f:seek("cur", 3), f:read(1))  -- expect: 3<TAB>34<TAB>5<TAB>3<TAB>3<TAB>7<TAB>7
print(f:seek("end", -1), f:read("a"), f:seek("end", 5), f:read("a"), f:read(1), f:seek())  -- expect: 9<TAB>9<TAB>15<TAB><TAB>nil<TAB>15
print(f:seek("set", -1))  -- expect: nil<TAB>Invalid argument<TAB>22
print(f:seek("set"), f:seek("cur", -5))  -- expect: 0<TAB>nil<TAB>Invalid argument<TAB>22
print(f:seek("set", 20), f:write("end") == f, f:seek("set", 10))  -- expect: 20<TAB>true<TAB>10
local gap = f:read("a")
print(#gap, gap:sub(1, 10) == ("\0"):rep(10), gap:sub(-3))  -- expect: 13<TAB>true<TAB>end
print(pcall(f.seek, f, "start"))  -- expect: false<TAB>bad argument #2 to '?' (invalid option 'start')
print(pcall(f.seek, f, 5))  -- expect: false<TAB>bad argument #2 to '?' (invalid option '5')
print(pcall(f.seek, f, "set", "x"))  -- expect: false<TAB>bad argument #3 to '?' (number expected, got string)
print(pcall(f.seek, f, "set", 1.5))  -- expect: false<TAB>bad argument #3 to '?' (number has no integer representation)
print(pcall(f.seek, f, nil, 3))  -- expect: true<TAB>26
print(f:seek("set", "7"), f:read(1), f:seek("set", 2.0))  -- expect: 7<TAB>7<TAB>2
-- overwriting in place
f:seek("set", 2)
f:write("ab")
f:seek("set")
print(f:read(10))  -- expect: 01ab456789
-- the numeral reader leaves the place behind the numeral
f:seek("set", 0)
f:write("  12.5rest")
f:seek("set", 0)
print(f:read("n"), f:seek(), f:read(4))  -- expect: 12.5<TAB>6<TAB>rest
f:close()
print(pcall(f.seek, f))  -- expect: false<TAB>attempt to use a closed file
