-- The longest time between two looks at the clock while a weak table of 300 k entries is collected.
-- Prints as pauses.lua says. Arguments: mode of the collector; what happens:
--   values        weak values, held elsewhere; each store puts another object in the place of one, which dies
--   keys          ephemerons, whose keys are held elsewhere; each store puts another value in the place of one, which dies
--   dying_values  a tenth of the weak values is let go at once, every so often
--   dying_keys    a tenth of the keys of ephemerons is let go at once, every so often
-- No store adds a key: making a table larger takes time of its own.
local pauses = dofile(arg[0]:gsub("weak_pause.lua$", "pauses.lua"))
local mode, kind = arg[1] or "generational", arg[2] or "values"
collectgarbage(mode)
local N, BATCH, EVERY = 300000, 16, 8000
local ephemerons, dying = kind:find("keys") ~= nil, kind:find("dying") ~= nil
local held, weak, other = {}, setmetatable({}, { __mode = ephemerons and "k" or "v" }), {}
for i = 1, N do
  held[i], other[i] = { { i }, { x = i } }, i
  if ephemerons then weak[held[i]] = { i } else weak[i] = held[i] end
end
collectgarbage()
collectgarbage()
pauses {
  batches = 1200000 // BATCH,
  batch = BATCH,
  store = function(n)
    local i, object = n % N + 1, { { n }, { x = n } }
    if dying then other[i] = object
    elseif ephemerons then weak[held[i]] = object
    else held[i], weak[i] = object, object
    end
  end,
  before = dying and function(batch)
    if batch % EVERY ~= 0 then return false end
    for i = batch // EVERY, N, 10 do held[i] = false end
    return true
  end,
}
