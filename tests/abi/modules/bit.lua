-- needs: lua-bitop
local bit = require "bit"
assert(bit.band(0xFF, 0x0F) == 15 and bit.bor(1, 2, 4) == 7 and bit.bxor(5, 1) == 4 and bit.bnot(0) == -1)
assert(bit.lshift(1, 4) == 16 and bit.rshift(-1, 28) == 15 and bit.arshift(-16, 2) == -4)
assert(bit.rol(0x12345678, 12) == 0x45678123 and bit.bswap(0x12345678) == 0x78563412 and bit.tohex(255) == "000000ff")
assert(bit.tobit(0xFFFFFFFF) == -1 and not pcall(bit.band, "x"))
print "ok"
