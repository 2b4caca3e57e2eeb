-- flags: --fuel=3000000
-- exit: 124
-- stderr: polls_of_comparisons_in_line\.lua:\d+: out of fuel
-- A short function whose loop ends with a comparison, which is its own jump backward: that is charged for, and it ends, where the function
-- is called as well.
local function count(from, to)
  repeat from = from + 1 until from >= to
  return from
end

local function thrice(to)
  local sum = 0
  for _ = 1, 3 do sum = sum + count(1, to) end
  return sum
end

for _ = 1, 1000 do assert(thrice(4) == 12) end
print("counting ends") -- expect: counting ends

thrice(math.maxinteger)
print("counting far does, too")
