-- Lines and pieces around the sizes of buffers.
local name = os.tmpname()
local sizes = { 0, 1, 2, 126, 127, 128, 255, 256, 511, 512, 1022, 1023, 1024, 1025, 2047, 2048, 4095, 4096, 4097, 8191, 8192, 8193, 20000 }
local f = assert(io.open(name, "wb"))
for _, n in ipairs(sizes) do f:write(("x"):rep(n), "\n") end
f:write(("end"):rep(1000))
f:close()
local i = 0
for line in io.lines(name) do
  i = i + 1
  if sizes[i] then assert(#line == sizes[i] and not line:find("[^x]")) else assert(line == ("end"):rep(1000)) end
end
assert(i == #sizes + 1)
i = 0
for line in io.lines(name, "L") do
  i = i + 1
  assert(#line == (sizes[i] and sizes[i] + 1 or 3000))
end
-- counts
for _, n in ipairs { 1, 100, 1023, 1024, 1025, 4096, 8192, 10000, 100000, 1000000 } do
  f = io.open(name, "rb")
  local total, pieces = 0, 0
  while true do
    local s = f:read(n)
    if not s then break end
    total, pieces = total + #s, pieces + 1
    assert(#s <= n and (#s == n or f:read(0) == nil))
  end
  assert(total == f:seek("end") and pieces == (total + n - 1) // n)
  f:close()
end
-- lines and counts mixed
f = io.open(name, "rb")
local text = f:read("a")
assert(f:read("a") == "" and f:read("l") == nil and f:seek("cur") == #text)
f:seek("set")
local rebuilt = {}
while true do
  local a, b = f:read("L", 300)
  if not a then break end
  rebuilt[#rebuilt + 1] = a
  rebuilt[#rebuilt + 1] = b
end
assert(table.concat(rebuilt) == text)
f:close()
-- long numerals and blanks before them
f = io.open(name, "wb")
f:write((" "):rep(5000), "12", ("\n"):rep(3000), "-3.5e2", "\n", ("0"):rep(150), "7 ")
f:close()
f = io.open(name, "rb")
assert(f:read("n") == 12 and f:read("n") == -350.0 and f:read("n") == 7 and f:read("n") == nil)
f:close()
-- binary data of every byte, in a long stream
local all = {}
for b = 0, 255 do all[b + 1] = string.char(b) end
all = table.concat(all):rep(300)
f = io.open(name, "wb")
f:write(all)
f:close()
f = io.open(name, "rb")
assert(f:read("a") == all)
f:seek("set")
local n = 0
for line in f:lines() do
  n = n + 1
  assert(not line:find("\n", 1, true))
end
assert(n == 301)
f:close()
os.remove(name)
print "ok"
