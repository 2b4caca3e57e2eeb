-- Kind: strings, GC-heavy. Building strings by appending in a loop (s = s .. x), the most common way
-- Lua users write text output, next to table buffers, prepending and inserting in the middle.

local function append_numbers(n)
  local s = ""
  for i = 1, n do s = s .. i .. "," end
  return s
end

local function append_chars(n)
  local s = ""
  for i = 1, n do s = s .. string.char(97 + i * 7 % 26) end
  return s
end

local function append_lines(n)
  local out = "<ul>\n"
  for i = 1, n do
    out = out .. "  <li class=\"" .. (i % 2 == 0 and "even" or "odd") .. "\">" .. "item " .. i .. "</li>\n"
    if i % 50 == 0 then out = out .. "</ul>\n<ul>\n" end
  end
  return out .. "</ul>\n"
end

local function reversed(s)
  local r = ""
  for i = 1, #s do r = s:sub(i, i) .. r end
  return r
end

local function join(list, sep)
  local s = list[1] or ""
  for i = 2, #list do s = s .. sep .. list[i] end
  return s
end

local function two_at_once(n)
  local even, odd = "", ""
  for i = 1, n do
    if i % 2 == 0 then even = even .. i .. ";" else odd = odd .. i .. ":" end
  end
  return even, odd
end

local function buffered(n)
  local buffer = {}
  for i = 1, n do buffer[#buffer + 1] = "row " .. i end
  return table.concat(buffer, "\n")
end

local function branch(base, n)
  -- Several strings grown from the same prefix: none may see what the others appended.
  local longest = 0
  for i = 1, n do
    local s = base .. i
    local t = s .. "!" .. s
    local u = base .. "?"
    if #t > longest and #u < #t then longest = #t end
  end
  return longest
end

local function checksum(s)
  local a, b = 1, 0
  for i = 1, #s do
    a = (a + s:byte(i)) % 65521
    b = (b + a) % 65521
  end
  return b << 16 | a
end

local words = {}
for i = 1, 900 do words[i] = "w" .. i * i % 1009 end

for round = 1, 32 do
  local numbers = append_numbers(2600 + round)
  local chars = append_chars(7000 + round)
  local lines = append_lines(700 + round)
  local even, odd = two_at_once(2500)
  print(round, #numbers, checksum(numbers), #chars, checksum(chars), #lines, checksum(lines))
  print(checksum(reversed(chars:sub(1, 3000))), checksum(join(words, ", ")), #even, #odd, checksum(even .. odd),
        checksum(buffered(3000)), branch(numbers:sub(1, 500), 800))
end
