-- Which official test files run with the module testc as their `T`, and what is cut from them: sections that look into the collector,
-- the stack or the allocation policy of the reference, which no C program can see. Each is given by its first and last line (without
-- the blanks around them); line numbers stay.
return {
  ["api.lua"] = {
    {
      first = "T.totalmem(T.totalmem()+10000)   -- set low memory limit (+10k)",
      last = "T.totalmem(0)          -- restore high limit",
      why = "wants a state smaller than 10 KB",
    },
    { first = "T.checkmemory()", last = "T.checkmemory()", why = "looks into the collector" },
    -- in the order of the file
    { first = 'T.gcstate("atomic")', last = 'assert(T.gccolor(b) == "black")', why = "looks into the collector" },
    { first = 'T.gcstate("pause")  -- complete collection', last = 'T.gcstate("pause")  -- complete collection', why = "the same" },
    { first = "T.alloccount(10)", last = "T.alloccount()          -- remove limit", why = "wants a request for each growth of a table" },
    {
      first = "local res = T.testC([[rawcheckstack 500000; return 1]])",
      last = "assert(res == false)",
      why = "wants the stack limit of the reference's test build",
    },
    { first = "T.loadlib(L)", last = "assert(res == 'ok')", why = "looks into stack and string table" },
  },
  ["coroutine.lua"] = {},
  ["errors.lua"] = {},
  ["events.lua"] = {},
  ["locals.lua"] = {
    { first = "local t = T.querytab(a)", last = "end", why = "looks into a table's hash part" },
    {
      first = "-- memory error inside closing function",
      last = "assert(msg == 1000 and closemsg == \"not enough memory\")",
      why = "wants that an empty table asks the allocator; here it lies in a page",
    },
    {
      first = "local lim = 10000           -- some size larger than the static buffer",
      last = "print'+'",
      why = "counts the reference's own buffers to the byte",
    },
  },
  ["strings.lua"] = {},
}
