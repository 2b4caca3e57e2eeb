-- Random numbers stay in range, reach all values, and unseeded states differ in their seeds.
for _ = 1, 2000 do
  local f = math.random()
  assert(f >= 0 and f < 1 and math.type(f) == "float")
  local i = math.random(6)
  assert(i >= 1 and i <= 6 and math.type(i) == "integer")
  i = math.random(-3, 3)
  assert(i >= -3 and i <= 3)
  assert(math.random(5, 5) == 5 and math.random(1) == 1)
  assert(math.random(math.maxinteger, math.maxinteger) == math.maxinteger)
  assert(math.random(math.mininteger, math.mininteger) == math.mininteger)
  i = math.random(math.mininteger, -1)
  assert(i < 0)
  assert(math.type(math.random(0)) == "integer")
end
local function coverage(low, high, tries)
  local seen, n = {}, 0
  for _ = 1, tries do
    local v = math.random(low, high)
    if not seen[v] then
      seen[v] = true
      n = n + 1
    end
  end
  return n
end
assert(coverage(1, 10, 2000) == 10 and coverage(-5, 5, 2000) == 11 and coverage(0, 63, 5000) == 64)
-- all bits of random(0) take both values
local ones, zeros = 0, 0
for _ = 1, 200 do
  local r = math.random(0)
  ones, zeros = ones | r, zeros | ~r
end
assert(ones == -1 and zeros == -1)
-- a float has 53 random bits
local fine = false
for _ = 1, 100 do
  if math.random() * 2^40 % 1 ~= 0 then fine = true end
end
assert(fine)
-- seeding without arguments returns the two integers that seeded, and they repeat the sequence
local a, b = math.randomseed()
assert(math.type(a) == "integer" and math.type(b) == "integer")
local first = { math.random(0), math.random(0), math.random(0) }
assert(select("#", math.randomseed(a, b)) == 2)
for i = 1, 3 do assert(math.random(0) == first[i]) end
-- a shuffle is a permutation
local deck = {}
for i = 1, 52 do deck[i] = i end
for i = 52, 2, -1 do
  local j = math.random(i)
  deck[i], deck[j] = deck[j], deck[i]
end
table.sort(deck)
for i = 1, 52 do assert(deck[i] == i) end
print "ok"
