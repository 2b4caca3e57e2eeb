-- Kind: strings. A monthly report: string.format with many directives, padding, rep, table.concat,
-- number formatting with thousands separators; what batch jobs and CGI scripts spend their time on.

local format, concat = string.format, table.concat

local function thousands(n)
  local s = tostring(n)
  local sign = ""
  if s:sub(1, 1) == "-" then sign, s = "-", s:sub(2) end
  local out = {}
  while #s > 3 do
    table.insert(out, 1, s:sub(-3))
    s = s:sub(1, -4)
  end
  table.insert(out, 1, s)
  return sign .. concat(out, ",")
end

local function pad(s, width, right)
  if #s >= width then return s:sub(1, width) end
  local fill = (" "):rep(width - #s)
  return right and fill .. s or s .. fill
end

local regions = { "north", "south", "east", "west", "centre" }
local products = { "bolts", "hinges", "panels", "screws", "anchors", "brackets", "washers" }

local function records(month)
  local list, seed = {}, month * 7919
  for i = 1, 220 do
    seed = (seed * 16807 + 11) % 2147483647
    list[i] = {
      region = regions[seed % #regions + 1],
      product = products[seed // 7 % #products + 1],
      units = seed % 5000,
      price = seed % 997 / 4,
      code = format("%04X-%03d", seed % 65536, i),
    }
  end
  return list
end

local function table_of(list)
  local lines = { pad("code", 12) .. pad("region", 10) .. pad("product", 12) .. pad("units", 10, true) ..
                  pad("total", 16, true) }
  lines[2] = ("-"):rep(#lines[1])
  for _, r in ipairs(list) do
    lines[#lines + 1] = pad(r.code, 12) .. pad(r.region, 10) .. pad(r.product:upper(), 12) ..
                        pad(thousands(r.units), 10, true) .. pad(format("%.2f", r.units * r.price), 16, true)
  end
  return concat(lines, "\n")
end

local function summary(list)
  local by = {}
  for _, r in ipairs(list) do
    local key = r.region .. "/" .. r.product
    local e = by[key] or { units = 0, value = 0 }
    e.units, e.value = e.units + r.units, e.value + r.units * r.price
    by[key] = e
  end
  local keys = {}
  for k in pairs(by) do keys[#keys + 1] = k end
  table.sort(keys)
  for i, k in ipairs(keys) do
    local e = by[k]
    keys[i] = format("%-20s|%8d|%14.3f|%-8s|%5.1f%%|%q", k, e.units, e.value, e.units > 9000 and "high" or "low",
                     e.units / 500, k)
  end
  return concat(keys, "\n")
end

local bytes, check = 0, 0
local first
for month = 1, 360 do
  local list = records(month)
  local page = format("Report %02d\n%s\n\n%s\n", month, table_of(list), summary(list))
  first = first or page
  bytes = bytes + #page
  for i = 1, #page, 37 do check = (check * 31 + page:byte(i)) % 1000000007 end
end
print(first:sub(1, 400))
print(bytes, check)
