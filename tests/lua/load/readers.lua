-- How often load() asks its reader: not again once the outcome is decided, by an error or by the last byte of a binary chunk.
local function pieces_of(text, size)
  local at, calls = 1, 0
  return function()
    calls = calls + 1
    if at > #text then return nil end
    local piece = text:sub(at, at + size - 1)
    at = at + size
    return piece
  end, function() return calls end
end

local sources = {
  "", "return 1", "x = = 1", "x = =1", "x = =", "return 1 1 1", "return return x", "local a <const> = 1; a = 2; return a",
  "goto nowhere; return 1 -- more behind", "break; x = 1 -- more", "for i = 1, 2 do end end x = 1",
  "local s = 'abc\ndef' x = 1", 'local s = "a\\qbc" .. x', 'local s = "\\300" .. x', 'local s = "\\u{110000000000}" x', "x = 'a\\xZZ' y",
  "x = [==[ never closed ", "x = [=a y z", "--[[ a comment that ends ]] x = 1 ?", "x = 3e+ 4 5", "x = 3x 4 5", "x = 0x y",
  "-- only a comment", "-- a comment\nx x", "x = 1\r\n\r\ny = 2 2", "local a <close> = nil; local b <other> = 1; c = 2", "::a:: ::a:: x = 1",
  "x = a.b.c:d'e'.f g h", "x = function(a, b, ...) return ... end y", "x = function(a) return ... end y = 1 z", "x = {1, 2; 3, [4] = 5} }",
  "if x then y = 1 elseif z then else elseif x", "repeat local x until x x", "x = a and b or not c == d .. e ^ -f // 2 $ 3", "\27 is no chunk at all", "x = 1 \0 y = 2",
  "while 1 do end while", "f() = 1 2", "local function f() end f() f", "return ; x",
}
for number, source in ipairs(sources) do
  local line = {}
  for _, size in ipairs { 1, 2, 3, 5, 8, 100 } do
    local reader, calls = pieces_of(source, size)
    local f, why = load(reader, "=source", "bt", {})
    line[#line + 1] = calls() .. (f and " compiled" or " " .. why:gsub("[^\32-\126]", "?"))
  end
  print(number, table.concat(line, " | "))
end

-- A reader that would never end.
print(load(function() return "x = 1 1 " end, "=endless"))
print(load(function() return "(" end, "=endless") == nil)

-- Binary chunks: bytes behind the last one belong to somebody else.
local f = load([[
  local a, b = ...
  local t = { a, "a string", 1.5, 7 }
  return function() return t[1], b end
]], "=f")
for _, strip in ipairs { false, true } do
  local bytes = string.dump(f, strip)
  for _, size in ipairs { 1, 7, #bytes } do
    local reader, calls = pieces_of(bytes .. ("rest of the stream"):rep(3), size)
    local g = load(reader, "=binary", "b")
    print(type(g), calls() == (#bytes + size - 1) // size)
    print(g(4, 5)())
    local asked
    reader, asked = pieces_of(bytes, size)
    print(load(reader, "=binary", "t"), asked() == 1)
    reader, asked = pieces_of(bytes:sub(1, -9), size)
    print(select(2, load(reader, "=cut")), asked())
    reader, asked = pieces_of(bytes:sub(1, 5) .. "?" .. bytes:sub(7), size)
    print(select(2, load(reader, "=bad")), asked())
  end
end
print(select(2, load(function() return "x = 1" end, "=text", "b")))
-- Many small pieces of a long source, and an error at its end.
local long = {}
for i = 1, 3000 do long[i] = "local a" .. i % 100 .. " = " .. i .. " do local b end " .. (i % 150 == 0 and "_ENV.x = 0 do end goto l" .. i .. " ::l" .. i .. "::" or "") end
local text = "do " .. table.concat(long, "\n"):gsub("local a", "a") .. " end return 77"
local reader = pieces_of(text, 3)
print(assert(load(reader, "=long", "t", {}))())
reader = pieces_of(text .. " )", 3)
print(load(reader, "=long", "t", {}))
