-- The arithmetic metamethods of strings, called as functions: with one operand it is the second as well; what is not a number, and
-- nothing at all, is refused.
local mt, operands = getmetatable ""
local function show(...)
  for i = 1, select("#", ...) do
    local ok, result = pcall(mt[(select(i, ...))], table.unpack(operands, 1, operands.n))
    print((select(i, ...)), ok, result)
  end
end
local function try(...)
  operands = table.pack(...)
  show("__add", "__sub", "__mul", "__mod", "__pow", "__div", "__idiv", "__unm")
end
try(3)
try "10"
try " 0x10 "
try(2.5)
try()
try(nil)
try "a"
try {}
try("10", 20)
try("10", "3", "ignored")
try("10", nil)
try "1\0" -- no numeral, but the number before the zero is what the first operand is added to
try("1\0", 1)
print(pcall(mt.__mod, 0))
print(pcall(mt.__idiv, "0"))
-- A metamethod of the second operand.
debug.setmetatable(0, { __add = function(a, b) return "number's", a, b end })
print(pcall(mt.__add, "1\0z"))
print(pcall(mt.__add, "z", 1))
debug.setmetatable(0, nil)
debug.setmetatable(nil, { __add = function(a, b) return "nil's", a, b end })
print(pcall(mt.__add))
print(pcall(mt.__add, "z"))
debug.setmetatable(nil, nil)
