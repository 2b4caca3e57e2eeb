-- string.dump: functions as bytes and back.
local function sum(a, ...)
  local total <const>, rest = a or 0, { ... }
  for i = 1, #rest do goto continue ::skip:: do break end ::continue:: rest[i] = rest[i] * 2 end
  for _, v in ipairs(rest) do a = a + v end
  return a
end

local function again(f, strip, ...)
  local g = assert(load(string.dump(f, strip), "again", "b"))
  debug.setupvalue(g, 1, _ENV)
  return g
end

for _, strip in ipairs { false, true } do
  local copy = again(sum, strip)
  print(copy(1, 2, 3), copy(0.5))                       -- expect: 11<TAB>0.5
                                                        -- expect: 11<TAB>0.5
  assert(string.dump(copy, strip) == string.dump(sum, strip))
end

-- Upvalues are fresh and not shared; names are those of the original, or none.
local count = 10
local function next_count() count = count + 1 return count end
local copy = load(string.dump(next_count))
print((debug.getupvalue(copy, 1)))                      -- expect: count
print((debug.getupvalue(load(string.dump(next_count, true)), 1))) -- expect: (no name)
assert(select(2, debug.getupvalue(copy, 1)) == _ENV)    -- as load() sets the first upvalue, whatever it is
debug.setupvalue(copy, 1, 1)
print(copy(), copy(), next_count())                     -- expect: 2<TAB>3<TAB>11

-- Lines and the source stay, unless stripped.
local function fail() error("here") end
local function message(f) return select(2, pcall(f)) end
print(message(again(fail)))                             -- expect: dump.lua:33: here
print(message(again(fail, true)))                       -- expect: here
print(debug.getinfo(again(fail)).source)                -- expect: @dump.lua
print(debug.getinfo(again(fail, true)).source)          -- expect: =?
print(debug.getinfo(again(fail, true), "S").linedefined) -- expect: 33
print(next(debug.getinfo(again(fail, true), "L").activelines or {})) -- expect: nil

-- What is no Lua function.
print(pcall(string.dump, print))                        -- expect: false<TAB>unable to dump given function
print(pcall(string.dump, 1))                            -- expect: false<TAB>bad argument #1 to 'string.dump' (function expected, got number)

-- Every kind of constant, and all lengths of strings.
local text = { "return { -0.0, 1/0, 2^53, math.mininteger, 0x7fffffffffffffff, true, false, nil, 'a\\0b'" }
for n = 0, 300, 7 do text[#text + 1] = string.format(", %q", ("x"):rep(n)) end
text = table.concat(text) .. "}"
local plain, dumped = load(text)(), load(string.dump(load(text)))()
for i = 1, 60 do assert(plain[i] == dumped[i] and math.type(plain[i]) == math.type(dumped[i])) end
print(#plain == #dumped, 1 / dumped[1])                 -- expect: true<TAB>-inf
