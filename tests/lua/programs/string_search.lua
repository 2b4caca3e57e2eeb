-- Searching text: naive, Knuth-Morris-Pratt, Boyer-Moore-Horspool, Rabin-Karp, Z, Aho-Corasick, suffix arrays; all agree.
local searches = {}
function searches.library(s, p)
  local out, at = {}, 1
  while true do
    local f = s:find(p, at, true)
    if not f then return out end
    out[#out + 1] = f
    at = f + 1
  end
end
function searches.naive(s, p)
  local out = {}
  for i = 1, #s - #p + 1 do if s:sub(i, i + #p - 1) == p then out[#out + 1] = i end end
  return out
end
function searches.kmp(s, p)
  local fail, k, out = { 0 }, 0, {}
  for i = 2, #p do
    while k > 0 and p:byte(k + 1) ~= p:byte(i) do k = fail[k] end
    if p:byte(k + 1) == p:byte(i) then k = k + 1 end
    fail[i] = k
  end
  k = 0
  for i = 1, #s do
    while k > 0 and p:byte(k + 1) ~= s:byte(i) do k = fail[k] end
    if p:byte(k + 1) == s:byte(i) then k = k + 1 end
    if k == #p then
      out[#out + 1] = i - #p + 1
      k = fail[k]
    end
  end
  return out
end
function searches.horspool(s, p)
  local skip, out, at = setmetatable({}, { __index = function() return #p end }), {}, 1
  for i = 1, #p - 1 do skip[p:byte(i)] = #p - i end
  while at + #p - 1 <= #s do
    local j = #p
    while j > 0 and p:byte(j) == s:byte(at + j - 1) do j = j - 1 end
    if j == 0 then
      out[#out + 1] = at
      at = at + 1
    else
      at = at + skip[s:byte(at + #p - 1)]
    end
  end
  return out
end
function searches.rabin_karp(s, p)
  local B, M, hp, hs, power, out = 257, (1 << 31) - 1, 0, 0, 1, {}
  for i = 1, #p do
    hp, hs = (hp * B + p:byte(i)) % M, (hs * B + (s:byte(i) or 0)) % M
    if i > 1 then power = power * B % M end
  end
  for i = 1, #s - #p + 1 do
    if hp == hs and s:sub(i, i + #p - 1) == p then out[#out + 1] = i end
    if i + #p <= #s then hs = ((hs - s:byte(i) * power) * B + s:byte(i + #p)) % M end
  end
  return out
end
function searches.z(s, p)
  local t, z, l, r, out = p .. "\0" .. s, {}, 1, 0, {}
  for i = 2, #t do
    local k = i <= r and math.min(r - i + 1, z[i - l + 1]) or 0
    while t:byte(1 + k) == t:byte(i + k) and i + k <= #t do k = k + 1 end
    z[i] = k
    if i + k - 1 > r then l, r = i, i + k - 1 end
    if k == #p then out[#out + 1] = i - #p - 1 end
  end
  return out
end
function searches.suffix_array(s, p)
  local order = {}
  for i = 1, #s do order[i] = i end
  table.sort(order, function(a, b) return s:sub(a) < s:sub(b) end)
  local lo, hi = 1, #s + 1
  while lo < hi do
    local mid = (lo + hi) // 2
    if s:sub(order[mid], order[mid] + #p - 1) < p then lo = mid + 1 else hi = mid end
  end
  local out = {}
  while order[lo] and s:sub(order[lo], order[lo] + #p - 1) == p do
    out[#out + 1] = order[lo]
    lo = lo + 1
  end
  table.sort(out)
  return out
end
local names = {}
for n in pairs(searches) do names[#names + 1] = n end
table.sort(names)
local seed = 4
local function random(n)
  seed = seed * 48271 % 2147483647
  return seed % n
end
local cases = { { "abababab", "abab" }, { "aaaa", "aa" }, { "hello world", "o w" }, { "x", "xx" }, { "mississippi", "issi" }, { "the cat sat", "the cat sat" } }
for i = 1, 30 do
  local s, p = {}, {}
  for k = 1, 60 do s[k] = string.char(97 + random(2)) end
  for k = 1, 1 + random(5) do p[k] = string.char(97 + random(2)) end
  cases[#cases + 1] = { table.concat(s), table.concat(p) }
end
local total = 0
for i, c in ipairs(cases) do
  local expected = table.concat(searches.naive(c[1], c[2]), " ")
  for _, n in ipairs(names) do
    local got = table.concat(searches[n](c[1], c[2]), " ")
    if got ~= expected then print("differs", n, c[1], c[2], got) end
  end
  total = total + #expected
  if i <= 6 then print(c[2], expected) end  -- expect: abab<TAB>1 3 5
  -- expect: aa<TAB>1 2 3
  -- expect: o w<TAB>5
  -- expect: xx<TAB>
  -- expect: issi<TAB>2 5
  -- expect: the cat sat<TAB>1
end
print(table.concat(names, " "), total)  -- expect: horspool kmp library naive rabin_karp suffix_array z<TAB>1269
local function aho_corasick(words)
  local root = { next = {} }
  for _, w in ipairs(words) do
    local n = root
    for c in w:gmatch "." do
      n.next[c] = n.next[c] or { next = {} }
      n = n.next[c]
    end
    n.out = { w }
  end
  local queue = {}
  for _, n in pairs(root.next) do
    n.fail = root
    queue[#queue + 1] = n
  end
  for _, n in ipairs(queue) do
    for c, m in pairs(n.next) do
      local f = n.fail
      while f and not f.next[c] do f = f.fail end
      m.fail = f and f.next[c] or root
      m.out = m.out or {}
      for _, w in ipairs(m.fail.out or {}) do m.out[#m.out + 1] = w end
      queue[#queue + 1] = m
    end
  end
  return function(s)
    local n, found = root, {}
    for i = 1, #s do
      local c = s:sub(i, i)
      while n ~= root and not n.next[c] do n = n.fail end
      n = n.next[c] or root
      local here = {}
      for _, w in ipairs(n.out or {}) do here[#here + 1] = i - #w + 1 .. ":" .. w end
      table.sort(here)
      for _, h in ipairs(here) do found[#found + 1] = h end
    end
    return table.concat(found, " ")
  end
end
print(aho_corasick { "he", "she", "his", "hers" } "ushers")  -- expect: 2:she 3:he 3:hers
print(aho_corasick { "a", "ab", "bab", "bc", "bca", "c", "caa" } "abccab")  -- expect: 1:a 1:ab 2:bc 3:c 4:c 5:a 5:ab
