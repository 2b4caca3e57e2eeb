-- Kind: lexers/parsers, strings. A tokeniser for Lua source: find with anchored patterns, long brackets,
-- keywords by table, positions by line; run over a generated program and over odd snippets.

local keywords = {}
for word in ([[and break do else elseif end false for function goto if in local nil not or repeat return then
  true until while]]):gmatch("%a+") do keywords[word] = true end

local symbols3 = { ["..."] = true }
local symbols2 = { ["=="] = true, ["~="] = true, ["<="] = true, [">="] = true, ["//"] = true, ["::"] = true,
                   ["<<"] = true, [">>"] = true, [".."] = true }

local function tokenize(source, emit)
  local pos, line, n = 1, 1, #source
  while true do
    local _, stop = source:find("^[ \t\r]*", pos)
    pos = stop + 1
    if pos > n then break end
    local c = source:sub(pos, pos)
    if c == "\n" then
      line, pos = line + 1, pos + 1
    elseif c == "-" and source:sub(pos, pos + 1) == "--" then
      local open = source:match("^%-%-%[(=*)%[", pos)
      if open then
        local _, last = source:find("]" .. open .. "]", pos, true)
        if not last then error("line " .. line .. ": unfinished long comment", 0) end
        for _ in source:sub(pos, last):gmatch("\n") do line = line + 1 end
        pos = last + 1
      else
        pos = source:find("\n", pos, true) or n + 1
      end
    elseif c:find("[%a_]") then
      local word, after = source:match("^([%w_]+)()", pos)
      emit(keywords[word] and "keyword" or "name", word, line)
      pos = after
    elseif c:find("%d") or source:find("^%.%d", pos) then
      local text, after = source:match("^(0[xX][%x.]+[pP]?[+-]?%d*)()", pos)
      if not text then text, after = source:match("^(%d*%.?%d*[eE][+-]?%d+)()", pos) end
      if not text then text, after = source:match("^(%d*%.?%d*)()", pos) end
      emit("number", tonumber(text) or error("line " .. line .. ": malformed number " .. text, 0), line)
      pos = after
    elseif c == '"' or c == "'" then
      local at = pos + 1
      while true do
        local found, _, what = source:find("([\n\\" .. c .. "])", at)
        if not found or what == "\n" then error("line " .. line .. ": unfinished string", 0) end
        if what == c then
          emit("string", source:sub(pos + 1, found - 1), line)
          pos = found + 1
          break
        end
        at = found + 2
      end
    elseif source:find("^%[=*%[", pos) then
      local open = source:match("^%[(=*)%[", pos)
      local first, last = source:find("]" .. open .. "]", pos, true)
      if not first then error("line " .. line .. ": unfinished long string", 0) end
      local body = source:sub(pos + #open + 2, first - 1)
      emit("string", body, line)
      for _ in body:gmatch("\n") do line = line + 1 end
      pos = last + 1
    else
      local three, two = source:sub(pos, pos + 2), source:sub(pos, pos + 1)
      local symbol = symbols3[three] and three or symbols2[two] and two or c
      if #symbol == 1 and not symbol:find("[%+%-%*/%%%^#&~|<>=%(%){}%[%];:,%.]") then
        error("line " .. line .. ": unexpected '" .. symbol .. "'", 0)
      end
      emit("symbol", symbol, line)
      pos = pos + #symbol
    end
  end
  return line
end

local function program(functions)
  local out = {}
  for i = 1, functions do
    out[#out + 1] = ([==[
-- function number %d
local function compute_%d(alpha, beta, ...)
  local result, text = 0x%x, "a \"quoted\" string" .. 'and another' -- trailing comment
  --[[ a long
       comment ]] local block = [=[ raw ]] text
  with lines ]=]
  for index = 1, #alpha do
    if alpha[index] ~= nil and index %% 2 == 0 then result = result + alpha[index] // (beta or 1.5e3)
    elseif not (result >= 10 or result <= -10) then goto continue end
    result = (result << 2 | index & 0xff) ~ .5
    ::continue::
  end
  while result > 100 do result = result - 3.14159 * %d end
  return result, text, block, ..., { key = "value", [1] = true, nested = { nil, false } }
end
]==]):format(i, i, i * 77, i)
  end
  return table.concat(out)
end

local source = program(55)
local counts, names, numbers, lines = {}, {}, 0, 0
for _ = 1, 60 do
  lines = lines + tokenize(source, function(kind, value, line)
    counts[kind] = (counts[kind] or 0) + 1
    if kind == "name" then names[value] = (names[value] or 0) + line
    elseif kind == "number" then numbers = (numbers + value) % 1000003 end
  end)
end
print(lines, counts.keyword, counts.name, counts.number, counts.string, counts.symbol)
print(names.result, names.compute_7, string.format("%.6f", numbers))
for _, bad in ipairs { "x = 'abc", "--[[ never closed", "a = b @ c", "s = [==[ ]=]", "n = 3 $ 4" } do
  print(select(2, pcall(tokenize, bad, function() end)))
end
