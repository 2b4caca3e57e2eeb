-- Random patterns and subjects for them, made of what a test gives:
--   pieces, suffixes    single characters and sets, and what may follow them
--   balanced, frontiers what follows %b and %f
--   wrong, wrong_odds   parts that are no pattern, and in how many places for them one comes
--   most, kinds         parts of a pattern, and out of how many kinds they are; those with special meaning are few of them
--   groups              how many of the kinds are captures of another pattern
local g = require("generate")

local function pattern(of, depth)
  local out = {}
  for i = 1, g.random(of.most) do
    local kind = g.random(of.kinds)
    if kind <= of.groups and depth > 0 then out[i] = "(" .. pattern(of, depth - 1) .. ")"
    elseif kind == of.groups + 1 then out[i] = "()"
    elseif kind == of.groups + 2 then out[i] = "%b" .. g.pick(of.balanced)
    elseif kind == of.groups + 3 then out[i] = "%f" .. g.pick(of.frontiers)
    elseif kind == of.groups + 4 then out[i] = "%" .. g.random(3)
    elseif kind == of.groups + 5 and g.random(of.wrong_odds) == 1 then out[i] = g.pick(of.wrong)
    else out[i] = g.pick(of.pieces) .. g.pick(of.suffixes) end
  end
  return table.concat(out)
end

-- Up to `most` of these letters, or none.
local function subject(letters, most)
  local out = {}
  for i = 1, g.random(most + 1) - 1 do out[i] = g.pick(letters) end
  return table.concat(out)
end

return { pattern = pattern, subject = subject }
