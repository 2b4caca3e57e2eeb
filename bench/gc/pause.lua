-- The longest time between two looks at the clock while a live table of 300 k entries is being written to.
-- Prints as pauses.lua says. Argument: mode of the collector.
local pauses = dofile(arg[0]:gsub("pause.lua$", "pauses.lua"))
collectgarbage(arg[1] or "generational")
local N, BATCH = 300000, 16
local live = {}
for i = 1, N do live[i] = { { i }, { x = i }, "s" .. i } end
collectgarbage()
collectgarbage()
pauses {
  batches = 600000 // BATCH,
  batch = BATCH,
  store = function(n) live[n % N + 1] = { { n }, { x = n }, "s" .. n } end,
}
