-- Kind: lexers/parsers, tables. CSV and INI readers: quoted fields with embedded commas, quotes and line
-- breaks, type conversion, column statistics, a join and writing it all back.

local function csv_rows(text, sep)
  local rows, row, pos, n = {}, {}, 1, #text
  local plain = "^([^\"\n" .. sep .. "]*)([" .. sep .. "\n]?)()"
  while pos <= n do
    local field, stop
    if text:sub(pos, pos) == '"' then
      local parts, start = nil, pos + 1
      while true do
        local close = text:find('"', start, true)
        if not close then error("unfinished quote at byte " .. pos, 0) end
        if text:sub(close + 1, close + 1) == '"' then
          parts = (parts or "") .. text:sub(start, close)
          start = close + 2
        else
          field = (parts or "") .. text:sub(start, close - 1)
          stop, pos = text:match("^([^\"]?)()", close + 1)
          break
        end
      end
    else
      field, stop, pos = text:match(plain, pos)
    end
    row[#row + 1] = field
    if stop == "\n" or stop == "" then
      rows[#rows + 1] = row
      row = {}
    elseif stop == sep and pos > n then
      row[#row + 1] = ""
    end
  end
  if #row > 0 then rows[#rows + 1] = row end
  return rows
end

local function convert(s)
  if s == "" then return nil end
  if s == "true" then return true elseif s == "false" then return false end
  return math.tointeger(s) or tonumber(s) or s
end

local function to_records(rows)
  local header, records = rows[1], {}
  for i = 2, #rows do
    local record = {}
    for c, name in ipairs(header) do record[name] = convert(rows[i][c]) end
    records[i - 1] = record
  end
  return records, header
end

local function quote(v)
  local s = v == nil and "" or tostring(v)
  if s:find('[,"\n]') then return '"' .. s:gsub('"', '""') .. '"' end
  return s
end

local function to_csv(records, header)
  local lines = { table.concat(header, ",") }
  for i, record in ipairs(records) do
    local cells = {}
    for c, name in ipairs(header) do cells[c] = quote(record[name]) end
    lines[i + 1] = table.concat(cells, ",")
  end
  return table.concat(lines, "\n") .. "\n"
end

local function statistics(records, column)
  local n, sum, low, high, text = 0, 0, math.huge, -math.huge, 0
  for _, r in ipairs(records) do
    local v = r[column]
    if type(v) == "number" then
      n, sum = n + 1, sum + v
      if v < low then low = v end
      if v > high then high = v end
    elseif v ~= nil then
      text = text + 1
    end
  end
  return n, sum, low, high, text
end

local function data(n)
  local out = { "id,name,price,stock,active,comment" }
  for i = 1, n do
    out[#out + 1] = ('%d,%s,%.2f,%s,%s,%s'):format(i,
      i % 4 == 0 and '"Name, with comma ' .. i .. '"' or "Name " .. i, i * 13 % 997 / 4,
      i % 9 == 0 and "" or i % 50, i % 2 == 0 and "true" or "false",
      i % 5 == 0 and '"said ""hello"" and\nleft"' or i % 3 == 0 and "plain text" or "")
  end
  return table.concat(out, "\n") .. "\n"
end

local function ini(text)
  local result, section = {}, nil
  for line in text:gmatch("[^\n]+") do
    local name = line:match("^%[([^%]]+)%]$")
    if name then
      section = {}
      result[name] = section
    else
      local key, value = line:match("^(%w+)%s*=%s*(.-)%s*$")
      if key then section[key] = convert(value) end
    end
  end
  return result
end
local settings_text = ""
for i = 1, 40 do settings_text = settings_text .. ("[s%d]\nrate = %.1f\nsize=%d  \n; note\nname = box %d\n"):format(i, i / 2, i * 10, i) end

local text = data(800)
local check = 0
for round = 1, 40 do
  local records, header = to_records(csv_rows(text, ","))
  local again = to_csv(records, header)
  assert(#records == 800)
  for _, column in ipairs(header) do
    local n, sum, low, high, strings = statistics(records, column)
    check = check + n * 3 + sum + (n > 0 and high - low or 0) + strings
  end
  local reread = to_records(csv_rows(again, ","))
  assert(reread[10].name == records[10].name and reread[5].comment == records[5].comment)
  local settings = ini(settings_text)
  for i = 1, 40 do check = check + settings["s" .. i].size * settings["s" .. i].rate end
  local tabs = csv_rows(("a\tb\t%d\n"):rep(200):format(table.unpack((function()
    local t = {}
    for i = 1, 200 do t[i] = i * round end
    return t
  end)())), "\t")
  check = check + #tabs + tonumber(tabs[200][3])
end
print(string.format("%.2f", check))
print(text:sub(1, 200))
print(select(2, pcall(csv_rows, 'a,"b\nc', ",")))
