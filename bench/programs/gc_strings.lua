-- Kind: GC-heavy, strings. String garbage: keys built and forgotten, many short substrings, numbers to
-- text and back, long temporary lines, interning of equal strings made in different ways.

local function fields(i) return "user:" .. i, "session:" .. i % 100, i .. "." .. i % 10 end

local live, order, first = {}, {}, 1
local count, check = 0, 0
for i = 1, 220000 do
  local a, b, c = fields(i)
  live[a] = c
  order[#order + 1] = a
  live[b] = a
  if #order > 2000 then
    local old = order[first]
    live[old] = nil
    order[first] = false
    first = first + 1
    if first > 1000 then
      table.move(order, first, #order, 1)
      for k = #order, #order - first + 2, -1 do order[k] = nil end
      first = 1
    end
  end
  check = (check + tonumber(c) // 1 + #b) % 1000003
end
for k in pairs(live) do count = count + #k end
print(count, string.format("%d", check), #order)

local text = ("The collector must free every one of these pieces. "):rep(40)
local pieces = 0
for round = 1, 150 do
  local seen = {}
  for i = 1, #text - 7 do
    local piece = text:sub(i, i + round % 6 + 1)
    if not seen[piece] then
      seen[piece] = true
      pieces = pieces + 1
    end
  end
  local upper = text:upper():lower():reverse()
  pieces = pieces + #upper:sub(100, -100)
end
print(pieces)

local equal = 0
for i = 1, 100000 do
  local one = tostring(i)
  local two = string.format("%d", i)
  local three = i .. ""
  local four = string.char(one:byte(1, -1))
  if one == two and two == three and three == four then equal = equal + 1 end
end
print(equal)

local long = 0
for i = 1, 2000 do
  local line = {}
  for j = 1, 60 do line[j] = i * j end
  local s = table.concat(line, " ")
  local t = s .. "\n" .. s:rep(3, "|")
  if s < t then long = long + #t end
end
print(long)
