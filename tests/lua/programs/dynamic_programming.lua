-- Knapsack, longest common subsequence, matrix chains, coins, edit scripts, palindromes, partitions.
local function grid(n, m, v)
  local g = {}
  for i = 0, n do
    g[i] = {}
    for j = 0, m do g[i][j] = v end
  end
  return g
end
local function knapsack(items, capacity)
  local best = grid(#items, capacity, 0)
  for i, it in ipairs(items) do
    for c = 0, capacity do
      best[i][c] = best[i - 1][c]
      if it.w <= c then best[i][c] = math.max(best[i][c], best[i - 1][c - it.w] + it.v) end
    end
  end
  local chosen, c = {}, capacity
  for i = #items, 1, -1 do
    if best[i][c] ~= best[i - 1][c] then
      table.insert(chosen, 1, items[i].name)
      c = c - items[i].w
    end
  end
  return best[#items][capacity], table.concat(chosen, " ")
end
print(knapsack({ { name = "map", w = 9, v = 150 }, { name = "compass", w = 13, v = 35 }, { name = "water", w = 153, v = 200 }, { name = "sandwich", w = 50, v = 160 }, { name = "sugar", w = 15, v = 60 }, { name = "tin", w = 68, v = 45 }, { name = "banana", w = 27, v = 60 }, { name = "cheese", w = 23, v = 30 } }, 200))  -- expect: 510<TAB>map compass sandwich sugar tin banana
local function lcs(a, b)
  local l = grid(#a, #b, 0)
  for i = 1, #a do
    for j = 1, #b do
      l[i][j] = a:byte(i) == b:byte(j) and l[i - 1][j - 1] + 1 or math.max(l[i - 1][j], l[i][j - 1])
    end
  end
  local out, i, j = {}, #a, #b
  while i > 0 and j > 0 do
    if a:byte(i) == b:byte(j) then
      table.insert(out, 1, a:sub(i, i))
      i, j = i - 1, j - 1
    elseif l[i - 1][j] >= l[i][j - 1] then i = i - 1 else j = j - 1 end
  end
  return table.concat(out)
end
print(lcs("thisisatest", "testing123testing"), lcs("AGGTAB", "GXTXAYB"), lcs("", "x"), lcs("same", "same"))  -- expect: tsitest<TAB>GTAB<TAB><TAB>same
local function chain(d)
  local n = #d - 1
  local cost, split = grid(n, n, 0), grid(n, n, 0)
  for len = 2, n do
    for i = 1, n - len + 1 do
      local j = i + len - 1
      cost[i][j] = math.maxinteger
      for k = i, j - 1 do
        local c = cost[i][k] + cost[k + 1][j] + d[i] * d[k + 1] * d[j + 1]
        if c < cost[i][j] then cost[i][j], split[i][j] = c, k end
      end
    end
  end
  local function show(i, j)
    if i == j then return "A" .. i end
    return "(" .. show(i, split[i][j]) .. show(split[i][j] + 1, j) .. ")"
  end
  return cost[1][n], show(1, n)
end
print(chain { 30, 35, 15, 5, 10, 20, 25 })  -- expect: 15125<TAB>((A1(A2A3))((A4A5)A6))
local function coins(values, amount)
  local ways, fewest = { [0] = 1 }, { [0] = 0 }
  for a = 1, amount do ways[a], fewest[a] = 0, math.huge end
  for _, v in ipairs(values) do
    for a = v, amount do
      ways[a] = ways[a] + ways[a - v]
      fewest[a] = math.min(fewest[a], fewest[a - v] + 1)
    end
  end
  return ways[amount], fewest[amount]
end
print(coins({ 1, 5, 10, 25, 50, 100 }, 100))  -- expect: 293<TAB>1
print(coins({ 1, 2, 5, 10, 20, 50, 100, 200 }, 200))  -- expect: 73682<TAB>1
print(coins({ 3, 7 }, 11))  -- expect: 0<TAB>inf
local function script(a, b)
  local d = grid(#a, #b, 0)
  for i = 1, #a do d[i][0] = i end
  for j = 1, #b do d[0][j] = j end
  for i = 1, #a do
    for j = 1, #b do
      d[i][j] = a:byte(i) == b:byte(j) and d[i - 1][j - 1] or 1 + math.min(d[i - 1][j], d[i][j - 1], d[i - 1][j - 1])
    end
  end
  local out, i, j = {}, #a, #b
  while i > 0 or j > 0 do
    if i > 0 and j > 0 and a:byte(i) == b:byte(j) then
      table.insert(out, 1, a:sub(i, i))
      i, j = i - 1, j - 1
    elseif i > 0 and j > 0 and d[i][j] == d[i - 1][j - 1] + 1 then
      table.insert(out, 1, "[" .. a:sub(i, i) .. ">" .. b:sub(j, j) .. "]")
      i, j = i - 1, j - 1
    elseif i > 0 and d[i][j] == d[i - 1][j] + 1 then
      table.insert(out, 1, "[-" .. a:sub(i, i) .. "]")
      i = i - 1
    else
      table.insert(out, 1, "[+" .. b:sub(j, j) .. "]")
      j = j - 1
    end
  end
  return d[#a][#b], table.concat(out)
end
print(script("kitten", "sitting"))  -- expect: 3<TAB>[k>s]itt[e>i]n[+g]
print(script("saturday", "sunday"))  -- expect: 3<TAB>s[-a][-t]u[r>n]day
local function palindrome(s)
  local best = ""
  for centre = 1, 2 * #s - 1 do
    local i, j = (centre + 1) // 2, centre // 2 + 1
    while i >= 1 and j <= #s and s:byte(i) == s:byte(j) do i, j = i - 1, j + 1 end
    if j - i - 1 > #best then best = s:sub(i + 1, j - 1) end
  end
  return best
end
print(palindrome "forgeeksskeegfor", palindrome "abacdfgdcaba", palindrome "aaaa", palindrome "abc")  -- expect: geeksskeeg<TAB>aba<TAB>aaaa<TAB>a
local function increasing(t)
  local tails, previous, at = {}, {}, {}
  for i, v in ipairs(t) do
    local lo, hi = 1, #tails + 1
    while lo < hi do
      local mid = (lo + hi) // 2
      if t[tails[mid]] < v then lo = mid + 1 else hi = mid end
    end
    previous[i], tails[lo] = tails[lo - 1], i
  end
  local out, i = {}, tails[#tails]
  while i do
    table.insert(out, 1, t[i])
    i = previous[i]
  end
  return table.concat(out, " ")
end
print(increasing { 10, 9, 2, 5, 3, 7, 101, 18 }, increasing { 3, 2, 1 }, increasing { 1, 2, 3, 4 })  -- expect: 2 3 7 18<TAB>1<TAB>1 2 3 4
local function break_words(s, words)
  local dictionary, memo = {}, {}
  for w in words:gmatch "%S+" do dictionary[w] = true end
  local function ways(at)
    if at > #s then return { "" } end
    if memo[at] then return memo[at] end
    local out = {}
    for to = at, #s do
      local w = s:sub(at, to)
      if dictionary[w] then
        for _, rest in ipairs(ways(to + 1)) do out[#out + 1] = w .. (rest ~= "" and " " .. rest or "") end
      end
    end
    memo[at] = out
    return out
  end
  return table.concat(ways(1), " | ")
end
print(break_words("catsanddog", "cat cats and sand dog"))  -- expect: cat sand dog | cats and dog
print(break_words("pineapplepenapple", "apple pen applepen pine pineapple"))  -- expect: pine apple pen apple | pine applepen apple | pineapple pen apple
print(break_words("catsandog", "cats dog sand and cat") == "")  -- expect: true
