-- Prepares a fresh state for one official test file, as the suite's own driver would, and runs it.
--
-- arguments: FILE MODE GCMODE DUMP (see official_tests). The last thing printed is the end mark, so
-- that a file that leaves early, even with exit status 0, is not taken for a success.
local END_MARK = "@@reached the end"

local file, mode, gc_mode, dump = arg[1], arg[2], arg[3], math.tointeger(arg[4])

-- The interpreter's own name is the leftmost argument; some files start it again.
local first = 0
while arg[first - 1] do first = first - 1 end
local interpreter, driver = arg[first], arg[0]

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

-- With TESTC=FILE.so its functions are `T`, in the files that can do with them and without the sections that cannot
-- (tests/abi/testc/cuts.lua).
local function text_without(cuts)
  local lines = {}
  for line in io.lines(file) do lines[#lines + 1] = line end
  local at = 0
  local function go_to(wanted)
    repeat
      at = at + 1
      assert(lines[at], file .. ": nothing to cut at '" .. wanted .. "'")
    until lines[at]:match("^%s*(.-)%s*$") == wanted
    return at
  end
  for _, cut in ipairs(cuts) do
    local from = go_to(cut.first)
    local to = cut.first == cut.last and from or go_to(cut.last)
    for n = from, to do lines[n] = "" end
  end
  return table.concat(lines, "\n")
end

local test_module, chunk = os.getenv("TESTC"), nil
local cuts = test_module and mode ~= "user" and dofile((driver:gsub("[^/]*$", "")) .. "../../tests/abi/testc/cuts.lua")[file]
if cuts then
  T = assert(package.loadlib(test_module, "luaopen_testc"))()
  chunk = assert(load(text_without(cuts), "@" .. file))
else
  chunk = assert(loadfile(file))
end
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
