-- Kind: strings, tables. Splitting, trimming and joining: configuration files, paths, key=value lists
-- and word wrapping, with the usual helper functions every Lua code base has.

local function split(s, sep)
  local parts, start = {}, 1
  while true do
    local i, j = s:find(sep, start, true)
    if not i then break end
    parts[#parts + 1] = s:sub(start, i - 1)
    start = j + 1
  end
  parts[#parts + 1] = s:sub(start)
  return parts
end

local function trim(s) return (s:gsub("^%s+", ""):gsub("%s+$", "")) end
local function starts_with(s, prefix) return s:sub(1, #prefix) == prefix end
local function ends_with(s, suffix) return suffix == "" or s:sub(-#suffix) == suffix end

local function normalize(path)
  local out = {}
  for _, part in ipairs(split(path, "/")) do
    if part == ".." then
      if #out > 0 and out[#out] ~= ".." then out[#out] = nil else out[#out + 1] = part end
    elseif part ~= "." and part ~= "" then
      out[#out + 1] = part
    end
  end
  return (starts_with(path, "/") and "/" or "") .. table.concat(out, "/")
end

local function wrap(text, width)
  local lines, line, length = {}, {}, 0
  for word in text:gmatch("%S+") do
    if length + #word + #line > width and #line > 0 then
      lines[#lines + 1] = table.concat(line, " ")
      line, length = {}, 0
    end
    line[#line + 1] = word
    length = length + #word
  end
  lines[#lines + 1] = table.concat(line, " ")
  return lines
end

local function config(n)
  local lines = {}
  for i = 1, n do
    if i % 9 == 0 then lines[#lines + 1] = "  # comment " .. i .. "  " end
    if i % 20 == 1 then lines[#lines + 1] = "[section" .. i // 20 .. "]" end
    lines[#lines + 1] = ("  key_%d =  value %d , item;%d,  %s  "):format(i, i * 3, i, i % 2 == 0 and "yes" or "no")
  end
  return table.concat(lines, "\n")
end

local function parse(text)
  local sections, current = {}, nil
  for _, raw in ipairs(split(text, "\n")) do
    local line = trim(raw)
    if line == "" or starts_with(line, "#") then
      -- nothing to keep
    elseif starts_with(line, "[") and ends_with(line, "]") then
      current = { name = line:sub(2, -2), keys = {} }
      sections[#sections + 1] = current
    else
      local eq = line:find("=", 1, true)
      local key, value = trim(line:sub(1, eq - 1)), trim(line:sub(eq + 1))
      local items = split(value, ",")
      for i = 1, #items do items[i] = trim(items[i]) end
      current.keys[#current.keys + 1] = { key = key, items = items }
    end
  end
  return sections
end

local function render(sections)
  local out = {}
  for _, section in ipairs(sections) do
    out[#out + 1] = "[" .. section.name:upper() .. "]"
    for _, entry in ipairs(section.keys) do
      out[#out + 1] = entry.key .. "=" .. table.concat(entry.items, ",")
    end
  end
  return table.concat(out, "\n")
end

local text = config(260)
local total, check = 0, 0
local result
for i = 1, 160 do
  local sections = parse(text)
  result = render(sections)
  total = total + #result + #sections
  local path = normalize("/usr/./local/../share//lua/" .. i .. "/../5.4/./x.lua")
  check = check + #path
  for _, line in ipairs(wrap(result, 40 + i % 30)) do check = check * 7 % 1000003 + #line end
end
print(result:sub(1, 120))
print(normalize("a/b/../../../c"), normalize("/./x/"))
print(total, check)
