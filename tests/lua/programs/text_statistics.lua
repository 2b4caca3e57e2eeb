-- Counting words, letters, line lengths, n-grams; anagrams; a Markov chain with fixed choices.
local text = [[
It was the best of times, it was the worst of times, it was the age of
wisdom, it was the age of foolishness, it was the epoch of belief, it was
the epoch of incredulity, it was the season of Light, it was the season of
Darkness, it was the spring of hope, it was the winter of despair, we had
everything before us, we had nothing before us.
]]
local words, counts, order = {}, {}, {}
for w in text:gmatch("%a+") do
  w = w:lower()
  words[#words + 1] = w
  if not counts[w] then
    counts[w] = 0
    order[#order + 1] = w
  end
  counts[w] = counts[w] + 1
end
table.sort(order, function(a, b) return counts[a] > counts[b] or counts[a] == counts[b] and a < b end)
print(#words, #order)  -- expect: 70<TAB>26
for i = 1, 8 do print(("%-8s %2d %s"):format(order[i], counts[order[i]], ("*"):rep(counts[order[i]]))) end  -- expect: it       10 **********
-- expect: of       10 **********
-- expect: the      10 **********
-- expect: was      10 **********
-- expect: age       2 **
-- expect: before    2 **
-- expect: epoch     2 **
-- expect: had       2 **
local letters = {}
for c in text:lower():gmatch("%l") do letters[c] = (letters[c] or 0) + 1 end
local row = {}
for b = ("a"):byte(), ("z"):byte() do row[#row + 1] = string.char(b) .. (letters[string.char(b)] or 0) end
print(table.concat(row, " "))  -- expect: a18 b4 c3 d6 e35 f14 g6 h19 i23 j0 k1 l4 m3 n10 o22 p5 q0 r9 s28 t29 u3 v1 w15 x0 y2 z0
local lengths = {}
for line in text:gmatch("[^\n]*\n") do lengths[#lengths + 1] = #line - 1 end
print(table.concat(lengths, " "), math.max(table.unpack(lengths)))  -- expect: 70 73 74 73 47<TAB>74
local pairs_of = {}
for i = 1, #words - 1 do
  local k = words[i] .. " " .. words[i + 1]
  pairs_of[k] = (pairs_of[k] or 0) + 1
end
local list = {}
for k, n in pairs(pairs_of) do if n > 2 then list[#list + 1] = n .. " " .. k end end
table.sort(list)
print(table.concat(list, "; "))  -- expect: 10 it was; 10 was the
-- anagrams
local function key(w)
  local t = { w:byte(1, -1) }
  table.sort(t)
  return string.char(table.unpack(t))
end
local classes = {}
for w in ("listen silent enlist google elbow below bored robed act cat tac night thing inch chin dusty study"):gmatch("%a+") do
  local k = key(w)
  classes[k] = classes[k] or {}
  table.insert(classes[k], w)
end
local groups = {}
for _, c in pairs(classes) do
  table.sort(c)
  groups[#groups + 1] = table.concat(c, "=")
end
table.sort(groups)
print(table.concat(groups, " "))  -- expect: act=cat=tac below=elbow bored=robed chin=inch dusty=study enlist=listen=silent google night=thing
-- Markov chain
local chain = {}
for i = 1, #words - 2 do
  local k = words[i] .. "|" .. words[i + 1]
  chain[k] = chain[k] or {}
  table.insert(chain[k], words[i + 2])
end
math.randomseed(2024)
local a, b, out = "it", "was", { "it", "was" }
for _ = 1, 30 do
  local options = chain[a .. "|" .. b]
  if not options then break end
  a, b = b, options[math.random(#options)]
  out[#out + 1] = b
end
print(table.concat(out, " "))  -- expect: it was the epoch of incredulity it was the season of light it was the season of light it was the epoch of belief it was the spring of hope it was
-- soundex, pig latin, title case, palindromes, vowels
local function soundex(w)
  local codes = { b = 1, f = 1, p = 1, v = 1, c = 2, g = 2, j = 2, k = 2, q = 2, s = 2, x = 2, z = 2, d = 3, t = 3, l = 4, m = 5, n = 5, r = 6 }
  w = w:lower()
  local code, last = w:sub(1, 1):upper(), codes[w:sub(1, 1)]
  for c in w:sub(2):gmatch("%l") do
    local d = codes[c]
    if d and d ~= last then code = code .. d end
    if not c:find("[hw]") then last = d end
  end
  return (code .. "000"):sub(1, 4)
end
print(soundex "Robert", soundex "Rupert", soundex "Rubin", soundex "Ashcraft", soundex "Tymczak", soundex "Pfister", soundex "Honeyman")  -- expect: R163<TAB>R163<TAB>R150<TAB>A261<TAB>T522<TAB>P236<TAB>H555
print((("the quick brown fox"):gsub("(%a)(%a*)", function(f, r) return f:find("[aeiou]") and f .. r .. "way" or r .. f .. "ay" end)))  -- expect: hetay uickqay rownbay oxfay
print((("the QUICK brown-fox"):gsub("(%a)([%w_']*)", function(f, r) return f:upper() .. r:lower() end)))  -- expect: The Quick Brown-Fox
for _, s in ipairs { "A man, a plan, a canal: Panama", "not one" } do
  local plain = s:lower():gsub("%W", "")
  print(s, plain == plain:reverse(), select(2, plain:gsub("[aeiou]", "")))  -- expect: A man, a plan, a canal: Panama<TAB>true<TAB>10
  -- expect: not one<TAB>false<TAB>3
end
