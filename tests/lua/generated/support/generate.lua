-- What the generated tests share: a small generator of numbers and a digest of text.
local M = {}
local state = 1
function M.seed(n) state = n end
-- An integer from 1 to n, from the upper bits of a linear congruence.
function M.random(n)
  state = (state * 6364136223846793005 + 1442695040888963407)
  return (state >> 33) % n + 1
end
function M.pick(list) return list[M.random(#list)] end
function M.digest(list)
  local h = 5381
  for _, s in ipairs(list) do
    for i = 1, #s do h = (h * 33 ~ s:byte(i)) & 0xffffffffffff end
    h = (h * 33 + 10) & 0xffffffffffff
  end
  return ("%012x"):format(h)
end
-- Runs `one` for each case and prints a digest of what each group gave; `one` returns a line of text.
function M.groups(groups, size, one)
  for g = 1, groups do
    M.seed(g * 7919)
    local lines = {}
    for i = 1, size do lines[i] = tostring(one(g, i)) end
    print(g, M.digest(lines), lines[1]:sub(1, 60):gsub("[%c\128-\255]", "?") .. "")
  end
end
-- Text of a value that is the same everywhere: no addresses, one NaN.
function M.show(v)
  if v ~= v then return "nan" end
  local t = math.type(v)
  if t == "float" then return ("%.17g"):format(v) .. "f" end
  if t == "integer" then return tostring(v) end
  if type(v) == "string" then return ("%q"):format(v) end
  return type(v) == "boolean" and tostring(v) or type(v)
end
function M.show_all(ok, ...)
  local out = { tostring(ok) }
  for i = 1, select("#", ...) do out[#out + 1] = M.show((select(i, ...))) end
  return table.concat(out, " ")
end
return M
