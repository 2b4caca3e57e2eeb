-- Sorting in ten ways; all agree, stable ones keep order, comparisons are counted.
local seed = 17
local function random(n)
  seed = (seed * 16807) % 2147483647
  return seed % n + 1
end
local sorts = {}
function sorts.bubble(t, lt)
  for i = #t, 2, -1 do
    local swapped
    for j = 1, i - 1 do
      if lt(t[j + 1], t[j]) then t[j], t[j + 1], swapped = t[j + 1], t[j], true end
    end
    if not swapped then break end
  end
end
function sorts.insertion(t, lt)
  for i = 2, #t do
    local v, j = t[i], i - 1
    while j >= 1 and lt(v, t[j]) do t[j + 1], j = t[j], j - 1 end
    t[j + 1] = v
  end
end
function sorts.selection(t, lt)
  for i = 1, #t - 1 do
    local m = i
    for j = i + 1, #t do if lt(t[j], t[m]) then m = j end end
    t[i], t[m] = t[m], t[i]
  end
end
function sorts.merge(t, lt)
  local function sort(lo, hi)
    if lo >= hi then return end
    local mid = (lo + hi) // 2
    sort(lo, mid)
    sort(mid + 1, hi)
    local out, i, j = {}, lo, mid + 1
    for k = 1, hi - lo + 1 do
      if j > hi or i <= mid and not lt(t[j], t[i]) then out[k], i = t[i], i + 1 else out[k], j = t[j], j + 1 end
    end
    table.move(out, 1, #out, lo, t)
  end
  sort(1, #t)
end
function sorts.quick(t, lt)
  local function sort(lo, hi)
    while lo < hi do
      local p, i, j = t[(lo + hi) // 2], lo, hi
      while i <= j do
        while lt(t[i], p) do i = i + 1 end
        while lt(p, t[j]) do j = j - 1 end
        if i <= j then
          t[i], t[j] = t[j], t[i]
          i, j = i + 1, j - 1
        end
      end
      if j - lo < hi - i then
        sort(lo, j)
        lo = i
      else
        sort(i, hi)
        hi = j
      end
    end
  end
  sort(1, #t)
end
function sorts.heap(t, lt)
  local n = #t
  local function sift(i)
    while 2 * i <= n do
      local c = 2 * i
      if c < n and lt(t[c], t[c + 1]) then c = c + 1 end
      if not lt(t[i], t[c]) then return end
      t[i], t[c], i = t[c], t[i], c
    end
  end
  for i = n // 2, 1, -1 do sift(i) end
  while n > 1 do
    t[1], t[n] = t[n], t[1]
    n = n - 1
    sift(1)
  end
end
function sorts.shell(t, lt)
  local gap = #t // 2
  while gap > 0 do
    for i = gap + 1, #t do
      local v, j = t[i], i
      while j > gap and lt(v, t[j - gap]) do t[j], j = t[j - gap], j - gap end
      t[j] = v
    end
    gap = gap // 2
  end
end
function sorts.comb(t, lt)
  local gap, swapped = #t, true
  while gap > 1 or swapped do
    gap, swapped = math.max(1, gap * 10 // 13), false
    for i = 1, #t - gap do
      if lt(t[i + gap], t[i]) then t[i], t[i + gap], swapped = t[i + gap], t[i], true end
    end
  end
end
sorts.library = table.sort
function sorts.tree(t, lt)
  local root
  for _, v in ipairs(t) do
    local place, key = nil, nil
    local node = { v = v }
    if not root then root = node else
      local at = root
      repeat
        key = lt(v, at.v) and "l" or "r"
        place, at = at, at[key]
      until not at
      place[key] = node
    end
  end
  local n = 0
  local function walk(node)
    if not node then return end
    walk(node.l)
    n = n + 1
    t[n] = node.v
    walk(node.r)
  end
  walk(root)
end
local names = {}
for n in pairs(sorts) do names[#names + 1] = n end
table.sort(names)
local stable = { bubble = true, insertion = true, merge = true, tree = true }
for _, name in ipairs(names) do
  local comparisons = 0
  local function lt(a, b)
    comparisons = comparisons + 1
    return a.key < b.key
  end
  seed = 17
  local good, steady = true, true
  for _, n in ipairs { 0, 1, 2, 3, 10, 50, 90 } do
    local t = {}
    for i = 1, n do t[i] = { key = random(n // 2 + 1), at = i } end
    sorts[name](t, lt)
    for i = 2, n do
      good = good and t[i - 1].key <= t[i].key
      steady = steady and (t[i - 1].key < t[i].key or t[i - 1].at < t[i].at)
    end
    good = good and #t == n
  end
  print(name, good, not stable[name] or steady, comparisons)  -- expect: bubble<TAB>true<TAB>true<TAB>5230
  -- expect: comb<TAB>true<TAB>true<TAB>1479
  -- expect: heap<TAB>true<TAB>true<TAB>1345
  -- expect: insertion<TAB>true<TAB>true<TAB>2627
  -- expect: library<TAB>true<TAB>true<TAB>866
  -- expect: merge<TAB>true<TAB>true<TAB>717
  -- expect: quick<TAB>true<TAB>true<TAB>1095
  -- expect: selection<TAB>true<TAB>true<TAB>5279
  -- expect: shell<TAB>true<TAB>true<TAB>1007
  -- expect: tree<TAB>true<TAB>true<TAB>918
end
