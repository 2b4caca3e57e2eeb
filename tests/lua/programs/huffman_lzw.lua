-- Compression: Huffman codes, LZW, run lengths; each is undone exactly.
local texts = { "abracadabra", "aaaaaaaaaa", "the quick brown fox jumps over the lazy dog", ("to be or not to be "):rep(20), "x", ("\0\1\2\255"):rep(30) }
local function huffman(text)
  local counts, nodes = {}, {}
  for c in text:gmatch("[%z\1-\255]") do counts[c] = (counts[c] or 0) + 1 end
  for c, n in pairs(counts) do nodes[#nodes + 1] = { n = n, c = c, key = c } end
  local function less(a, b) return a.n < b.n or a.n == b.n and a.key < b.key end
  while #nodes > 1 do
    table.sort(nodes, less)
    local a, b = table.remove(nodes, 1), table.remove(nodes, 1)
    nodes[#nodes + 1] = { n = a.n + b.n, a, b, key = math.min(a.key:byte(), b.key:byte()) .. a.key }
  end
  local codes = {}
  local function walk(node, code)
    if node.c then codes[node.c] = #code > 0 and code or "0" else
      walk(node[1], code .. "0")
      walk(node[2], code .. "1")
    end
  end
  walk(nodes[1], "")
  return text:gsub("[%z\1-\255]", codes), codes
end
local function unhuffman(bits, codes)
  local back = {}
  for c, code in pairs(codes) do back[code] = c end
  local out, current = {}, ""
  for b in bits:gmatch "." do
    current = current .. b
    if back[current] then
      out[#out + 1] = back[current]
      current = ""
    end
  end
  return table.concat(out)
end
local function lzw(text)
  local dictionary, size, out, w = {}, 256, {}, ""
  for i = 0, 255 do dictionary[string.char(i)] = i end
  for c in text:gmatch("[%z\1-\255]") do
    if dictionary[w .. c] then w = w .. c else
      out[#out + 1] = dictionary[w]
      dictionary[w .. c], size = size, size + 1
      w = c
    end
  end
  out[#out + 1] = dictionary[w]
  return out
end
local function unlzw(codes)
  local dictionary, out = {}, {}
  for i = 0, 255 do dictionary[i] = string.char(i) end
  local w
  for _, code in ipairs(codes) do
    local entry = dictionary[code] or w .. w:sub(1, 1)
    out[#out + 1] = entry
    if w then dictionary[#dictionary + 1] = w .. entry:sub(1, 1) end
    w = entry
  end
  return table.concat(out)
end
local function move_to_front(text)
  local list, out = {}, {}
  for i = 0, 255 do list[i + 1] = i end
  for i = 1, #text do
    local b = text:byte(i)
    for p = 1, 256 do
      if list[p] == b then
        out[i] = p - 1
        table.insert(list, 1, table.remove(list, p))
        break
      end
    end
  end
  return out
end
local function burrows_wheeler(s)
  s = s .. "\0"
  local rows = {}
  for i = 1, #s do rows[i] = s:sub(i) .. s:sub(1, i - 1) end
  table.sort(rows)
  for i, r in ipairs(rows) do rows[i] = r:sub(-1) end
  return table.concat(rows)
end
local function unburrows(t)
  local order = {}
  for i = 1, #t do order[i] = i end
  table.sort(order, function(a, b) return t:byte(a) < t:byte(b) or t:byte(a) == t:byte(b) and a < b end)
  local out, at = {}, order[1]
  for i = 1, #t do
    out[i] = t:sub(at, at)
    at = order[at]
  end
  return table.concat(out):gsub("%z", "")
end
for _, text in ipairs(texts) do
  local bits, codes = huffman(text)
  local packed = lzw(text)
  print(#text, #bits, unhuffman(bits, codes) == text, #packed, unlzw(packed) == text)  -- expect: 11<TAB>23<TAB>true<TAB>9<TAB>true
  -- expect: 10<TAB>10<TAB>true<TAB>4<TAB>true
  -- expect: 43<TAB>192<TAB>true<TAB>41<TAB>true
  -- expect: 380<TAB>980<TAB>true<TAB>94<TAB>true
  -- expect: 1<TAB>1<TAB>true<TAB>1<TAB>true
  -- expect: 120<TAB>240<TAB>true<TAB>29<TAB>true
end
print((huffman "abracadabra"))  -- expect: 01111001100011010111100
print(table.concat(lzw "TOBEORNOTTOBEORTOBEORNOT", " "))  -- expect: 84 79 66 69 79 82 78 79 84 256 258 260 265 259 261 263
print(table.concat(move_to_front "bananaaa", " "))  -- expect: 98 98 110 1 1 1 0 0
for _, s in ipairs { "banana", "mississippi", "abracadabra" } do
  local t = burrows_wheeler(s)
  print((t:gsub("%z", "$")), unburrows(t) == s)  -- expect: annb$aa<TAB>true
  -- expect: ipssm$pissii<TAB>true
  -- expect: ard$rcaaaabb<TAB>true
end
