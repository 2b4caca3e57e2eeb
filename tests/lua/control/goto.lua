-- goto: continue, nested breaks, backward jumps with closures, labels at block ends, scoping.
local out = {}
for i = 1, 5 do
  if i % 2 == 0 then goto continue end
  out[#out + 1] = i
  ::continue::
end
assert(table.concat(out, ",") == "1,3,5")
local found
for i = 1, 5 do
  for j = 1, 5 do
    if i * j == 12 then
      found = i .. "x" .. j
      goto done
    end
  end
end
::done::
assert(found == "3x4")
-- Backward jump: each round has its own local, captured closures keep theirs.
local fs, n = {}, 0
do
  ::again::
  local x = n
  fs[#fs + 1] = function() x = x + 10 return x end
  n = n + 1
  if n < 4 then goto again end
end
assert(fs[1]() == 10 and fs[2]() == 11 and fs[4]() == 13 and fs[1]() == 20)
-- A label at the end of a block counts as being outside the locals' scope.
do
  goto skip
  local unused = error
  ::skip::
end
-- State machine by goto.
local s, trace = "aabbc", ""
local pos = 1
::start::
do
  local c = s:sub(pos, pos)
  pos = pos + 1
  if c == "a" then goto state_a elseif c == "b" then goto state_b elseif c == "" then goto finish end
  trace = trace .. "?"
  goto start
end
::state_a:: trace = trace .. "A" goto start
::state_b:: trace = trace .. "B" goto start
::finish::
assert(trace == "AABB?")
-- The same label name in different functions and sibling blocks.
do goto l ::l:: end
do goto l ::l:: end
local function inner() goto l ::l:: return 1 end
assert(inner() == 1)
-- repeat with continue-style goto.
local k = 0
repeat
  k = k + 1
  if k == 2 then goto next end
  out[#out + 1] = k
  ::next::
until k >= 3
assert(table.concat(out, ",") == "1,3,5,1,3")
-- while with goto out of nested functions' loops and closures created after the jump.
local i, list = 0, {}
while true do
  i = i + 1
  if i > 3 then goto out end
  local v = i
  list[i] = function() return v end
end
::out::
assert(list[1]() == 1 and list[3]() == 3)
print("ok")
