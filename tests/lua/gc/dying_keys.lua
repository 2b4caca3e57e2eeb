-- Many keys of an ephemeron die at once. Their entries go little by little while the program runs, which sees none of them: not when
-- it walks through the table, not when it adds to it until all entries move, not with objects that take the places of dead ones.
local function fill(weak, held, n)
  for i = 1, n do
    local key = { i }
    if i % 10 == 0 then held[#held + 1] = key end
    weak[key] = { i, key }
  end
end
local function size(t)
  local n = 0
  for k, v in pairs(t) do
    assert(type(k) == "table" and v[1] == k[1] and v[2] == k)
    n = n + 1
  end
  return n
end
local function check(weak, held)
  for _, key in ipairs(held) do assert(weak[key][2] == key) end
end

for _, mode in ipairs { "incremental", "generational" } do
  collectgarbage(mode)
  for round = 1, 6 do
    local weak, held, fresh = setmetatable({}, { __mode = "k" }), {}, {}
    fill(weak, held, 1000)
    -- Until a cycle has found them dead: it may be anywhere in the removal of their entries then, or past it.
    local probe = setmetatable({ is_there = {} }, { __mode = "v" })
    for _ = 1, 1e5 do
      if not probe.is_there then break end
      collectgarbage("step", 1)
      fresh[#fresh % 100 + 1] = { {}, "x" .. round }
    end
    assert(not probe.is_there)
    for i = 1, 70 * round do fresh[i] = { i } end
    if round % 3 == 0 then  -- objects made now are keys, and all entries move
      for i = 1, 1100 do
        local key = { i }
        held[#held + 1] = key
        weak[key] = { i, key }
      end
    elseif round % 3 == 1 then
      setmetatable(weak, nil)  -- a strong table from now on: no key dies any more
    end
    assert(size(weak) >= #held)
    check(weak, held)
    local key, steps = nil, 0
    repeat
      key = next(weak, key)
      steps = steps + 1
      if steps % 50 == 0 then collectgarbage("step", 1) end
    until key == nil
    collectgarbage()
    check(weak, held)
    if round % 3 ~= 1 then assert(size(weak) == #held) end
  end
end
print "ok"
