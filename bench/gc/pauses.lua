-- The longest time between two looks at the clock: what bench/gc/pause.lua and weak_pause.lua share.
-- Called with {batches = N, batch = N, store = f, before = f}: calls store(n), n at random, `batch` times between two looks, and
-- before each batch before(its number); true from it: its time does not count. Prints microseconds of CPU time: median, 99 %, 99.9 %, longest.
local MOST = 2000 -- microseconds; longer ones are counted together
return function(work)
  local clock, seed, store, batch_size = os.clock, 42, work.store, work.batch
  local counts, longest = {}, 0
  for us = 0, MOST do counts[us] = 0 end
  local before = clock()
  for batch = 1, work.batches do
    if work.before and work.before(batch) then before = clock() end
    for _ = 1, batch_size do
      seed = seed * 16807 % 2147483647
      store(seed)
    end
    local now = clock()
    local us = math.floor((now - before) * 1e6)
    if us > longest then longest = us end
    counts[us < MOST and us or MOST] = counts[us < MOST and us or MOST] + 1
    before = clock()
  end
  local function percentile(part)
    local seen = 0
    for us = 0, MOST do
      seen = seen + counts[us]
      if seen >= work.batches * part then return us end
    end
  end
  print(percentile(0.5), percentile(0.99), percentile(0.999), longest)
end
