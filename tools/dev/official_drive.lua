-- Prepares a fresh state for one official test file, as the suite's own driver would, and runs it.
--
-- arguments: FILE MODE GCMODE DUMP (see official_tests). The last thing printed is the end mark, so
-- that a file that leaves early, even with exit status 0, is not taken for a success.
local END_MARK = "@@reached the end"

local file, mode, gc_mode, dump = arg[1], arg[2], arg[3], math.tointeger(arg[4])

-- The interpreter's own name is the leftmost argument; some files start it again.
local first = 0
while arg[first - 1] do first = first - 1 end
local interpreter = arg[first]

if gc_mode == "generational" then collectgarbage("generational") end

_soft = mode ~= "full"
_port = mode == "user"
_nomsg = false
if mode == "user" then T = nil end
arg = { [-1] = interpreter, [0] = file }
ARG = arg

-- Kept here because a test file may replace or remove the globals.
local print, assert, loadfile, load, string_dump = print, assert, loadfile, load, string.dump
local resume_all = coroutine.wrap
debug = nil -- files that need it ask for it with require

local chunk = assert(loadfile(file))
if dump > 0 then chunk = assert(load(string_dump(chunk, dump == 2))) end

if file == "big.lua" then
  -- Yields once, unless it is cut short, and must return the other letter when resumed.
  local step = resume_all(chunk)
  local result = step()
  if mode == "full" then
    assert(result == "b")
    result = step()
  end
  assert(result == "a")
elseif file == "verybig.lua" then
  local result = chunk()
  assert(result == nil or result == 10)
else
  chunk(file)
end

print("\n" .. END_MARK)
