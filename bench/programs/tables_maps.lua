-- Kind: tables. Maps with string keys computed at run time: group by, inverted index, counting,
-- join of two record sets, set operations, insertion and deletion churn.

local function group_by(list, key)
  local groups = {}
  for _, item in ipairs(list) do
    local k = item[key]
    local group = groups[k]
    if group then group[#group + 1] = item else groups[k] = { item } end
  end
  return groups
end

local function index_words(docs)
  local index = {}
  for id, text in ipairs(docs) do
    for word in text:gmatch("%a+") do
      local postings = index[word]
      if not postings then
        postings = {}
        index[word] = postings
      end
      postings[id] = (postings[id] or 0) + 1
    end
  end
  return index
end

local function keys(map)
  local list = {}
  for k in pairs(map) do list[#list + 1] = k end
  table.sort(list)
  return list
end

local function union(a, b)
  local out = {}
  for k in pairs(a) do out[k] = true end
  for k in pairs(b) do out[k] = true end
  return out
end
local function intersection(a, b)
  local out = {}
  for k in pairs(a) do out[k] = b[k] end
  return out
end
local function size(set)
  local n = 0
  for _ in pairs(set) do n = n + 1 end
  return n
end

local people, orders, docs = {}, {}, {}
local towns = { "Rio", "Oslo", "Kyoto", "Lagos", "Quito", "Perth" }
for i = 1, 700 do
  people[i] = { id = "p" .. i, name = "name" .. i % 90, town = towns[i * i % #towns + 1], age = i * 31 % 80 }
end
for i = 1, 2500 do
  orders[i] = { id = "o" .. i, person = "p" .. i * 37 % 800 + 1, amount = i * 17 % 300 }
end
local vocabulary = {}
for i = 1, 150 do vocabulary[i] = ("%c%c%c"):format(97 + i % 26, 97 + i // 26, 97 + i * 7 % 26) end
for i = 1, 120 do
  local words = {}
  for j = 1, 40 do words[j] = vocabulary[(i * j * 13 + j) % #vocabulary + 1] end
  docs[i] = table.concat(words, " ")
end

local check, line = 0, ""
for round = 1, 60 do
  local by_town, by_name = group_by(people, "town"), group_by(people, "name")
  line = ""
  for _, town in ipairs(keys(by_town)) do line = line .. town .. "=" .. #by_town[town] .. " " end
  check = check + size(by_name)

  local by_id = {}
  for _, p in ipairs(people) do by_id[p.id] = p end
  local spent, orphans = {}, 0
  for _, o in ipairs(orders) do
    local p = by_id[o.person]
    if p then spent[p.town] = (spent[p.town] or 0) + o.amount else orphans = orphans + 1 end
  end
  for _, town in ipairs(keys(spent)) do check = (check * 31 + spent[town]) % 1000000007 end
  check = check + orphans

  local index = index_words(docs)
  for i = 1, #vocabulary, 3 do
    local a, b = index[vocabulary[i]] or {}, index[vocabulary[i * round % #vocabulary + 1]] or {}
    check = check + size(union(a, b)) * 2 + size(intersection(a, b))
  end

  local churn, alive = {}, 0
  for i = 1, 9000 do
    local k = "key" .. i % 700
    if churn[k] then
      churn[k] = nil
      alive = alive - 1
    else
      churn[k] = i
      alive = alive + 1
    end
    if i % 5 == 0 then churn["x" .. i] = i end
    if i % 7 == 0 then churn["x" .. i - i % 5] = nil end
  end
  check = (check + alive + size(churn)) % 1000000007
end
print(line)
print(check)
