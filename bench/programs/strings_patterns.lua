-- Kind: strings. An access-log analyser: match with captures, find with anchors, gmatch over query
-- strings, gsub with functions and tables, frontier and balanced patterns.

local methods = { "GET", "POST", "PUT", "GET", "GET" }
local paths = { "/index.html", "/api/users/%d", "/img/logo%d.png", "/search", "/api/items/%d/edit", "/a%%20b" }
local agents = { "Mozilla/5.0 (X11; Linux)", "curl/7.88.1", "Bot (crawler (v2)) http", "Lua-HTTP/1.0" }

local function make_log(lines)
  local out, seed = {}, 4242
  for i = 1, lines do
    seed = (seed * 16807) % 2147483647
    local path = paths[seed % #paths + 1]:format(seed % 500)
    if seed % 3 == 0 then
      path = path .. "?q=" .. ("lua+tables"):sub(1, seed % 10 + 1) .. "&page=" .. seed % 40 .. "&sort=%61sc"
    end
    out[i] = string.format('10.0.%d.%d - - [%02d/Mar/2024:%02d:%02d:%02d +0000] "%s %s HTTP/1.1" %d %d "%s"',
      seed % 256, i % 256, i % 28 + 1, i % 24, i % 60, seed % 60, methods[seed % #methods + 1], path,
      seed % 11 == 0 and 404 or 200, seed % 50000, agents[seed % #agents + 1])
  end
  return table.concat(out, "\n") .. "\n"
end

local function decode(s)
  return (s:gsub("+", " "):gsub("%%(%x%x)", function(hex) return string.char(tonumber(hex, 16)) end))
end

local line_pattern = '^(%d+%.%d+%.%d+%.%d+) %S+ %S+ %[([^%]]+)%] "(%u+) (%S+) HTTP/(%d%.%d)" (%d+) (%d+) "([^"]*)"$'
local routes = {
  { "^/api/users/(%d+)$", "user" }, { "^/api/items/(%d+)/edit$", "edit" }, { "^/img/(.-)%.png$", "image" },
  { "^/search$", "search" }, { "^/(.*)%.html$", "page" }, { "^.*$", "other" },
}

local log = make_log(1400)
local hits, status, bytes, queries, nested, words = {}, {}, 0, 0, 0, 0
for _ = 1, 34 do
  for line in log:gmatch("([^\n]*)\n") do
    local _, date, _, url, _, code, size, agent = line:match(line_pattern)
    local path, query = url:match("^([^?]*)%??(.*)$")
    path = decode(path)
    for _, route in ipairs(routes) do
      if path:find(route[1]) then
        hits[route[2]] = (hits[route[2]] or 0) + 1
        break
      end
    end
    for key, value in query:gmatch("([^&=]+)=([^&=]*)") do
      queries = queries + #decode(key) + #decode(value)
    end
    status[code] = (status[code] or 0) + 1
    bytes = bytes + tonumber(size)
    if agent:find("%b()") then nested = nested + #agent:match("%b()") end
    for _ in date:gmatch("%f[%w]%w+") do words = words + 1 end
  end
end

local names = {}
for name in pairs(hits) do names[#names + 1] = name end
table.sort(names)
for _, name in ipairs(names) do io.write(name, "=", hits[name], " ") end
print()
print(status["200"], status["404"], bytes, queries, nested, words)

local camel = 0
local months = { Mar = "03" }
for _ = 1, 12 do
  local s, n = log:gsub("%f[%a]%u%l%l%f[%A]", months)
  local t, m = s:gsub("(%d+)%.(%d+)", "%2.%1")
  camel = camel + n + m + #t
end
print(camel)
