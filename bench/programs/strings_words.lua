-- Kind: strings, tables. Word statistics over a generated corpus: lower-casing, tokenising, counting,
-- n-grams, sorting by frequency, stemming by suffix; the shape of text-indexing jobs.

local stems = { "run", "table", "string", "engine", "colour", "count", "walk", "parse", "index", "match", "light" }
local endings = { "", "s", "ed", "ing", "er", "ly", "'s" }
local glue = { " ", " ", " ", ", ", ". ", " - ", "; " }

local function corpus(words)
  local out, seed = {}, 31337
  for i = 1, words do
    seed = (seed * 16807) % 2147483647
    local word = stems[seed % #stems + 1] .. endings[seed // 11 % #endings + 1]
    if seed % 13 == 0 then word = word:sub(1, 1):upper() .. word:sub(2) end
    if seed % 101 == 0 then word = word .. seed % 1000 end
    out[#out + 1] = word
    out[#out + 1] = glue[seed // 77 % #glue + 1]
  end
  return table.concat(out)
end

local suffixes = { "'s", "ing", "ed", "er", "ly", "s" }
local function stem(word)
  for _, suffix in ipairs(suffixes) do
    if #word > #suffix + 2 and word:sub(-#suffix) == suffix then return word:sub(1, -#suffix - 1) end
  end
  return word
end

local function count(text)
  local freq, bigrams, previous, total = {}, {}, nil, 0
  for token in text:lower():gmatch("[%w']+") do
    local word = stem(token)
    freq[word] = (freq[word] or 0) + 1
    if previous then
      local pair = previous .. " " .. word
      bigrams[pair] = (bigrams[pair] or 0) + 1
    end
    previous = word
    total = total + 1
  end
  return freq, bigrams, total
end

local function top(freq, n)
  local list = {}
  for word, c in pairs(freq) do list[#list + 1] = { word = word, count = c } end
  table.sort(list, function(a, b)
    if a.count ~= b.count then return a.count > b.count end
    return a.word < b.word
  end)
  local out = {}
  for i = 1, math.min(n, #list) do out[i] = list[i].word .. "=" .. list[i].count end
  return table.concat(out, " "), #list
end

local function title_case(text) return (text:gsub("(%a)([%w']*)", function(a, b) return a:upper() .. b:lower() end)) end

local text = corpus(13000)
for round = 1, 34 do
  local freq, bigrams, total = count(text)
  local best, distinct = top(freq, 5)
  local pairs_best, pairs_distinct = top(bigrams, 3)
  print(round, total, distinct, pairs_distinct)
  if round == 34 then
    print(best)
    print(pairs_best)
  end
  text = text:sub(1000)
end
print(title_case(text:sub(1, 100)))
print(#title_case(text))
