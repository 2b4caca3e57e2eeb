-- goto: continue, nested loops, backward jumps, state machines, scopes.
local out = {}
for i = 1, 3 do
  for j = 1, 3 do
    if j == 2 then goto continue end
    if i == 2 then goto next_i end
    out[#out + 1] = i .. j
    ::continue::
  end
  ::next_i::
end
print(table.concat(out, " "))  -- expect: 11 13 31 33
do
  local i = 1
  ::top::
  if i <= 3 then
    out[i] = i * i
    i = i + 1
    goto top
  end
end
print(out[1], out[2], out[3])  -- expect: 1<TAB>4<TAB>9
-- a state machine over characters
local function machine(s)
  local at, words, start = 1, 0, nil
  ::outside::
  do
    local c = s:sub(at, at)
    at = at + 1
    if c == "" then goto done end
    if c == " " then goto outside end
    words = words + 1
    goto inside
  end
  ::inside::
  do
    local c = s:sub(at, at)
    at = at + 1
    if c == "" then goto done end
    if c == " " then goto outside end
    goto inside
  end
  ::done::
  return words
end
print(machine "", machine "one", machine " two  words ", machine "a b c d")  -- expect: 0<TAB>1<TAB>2<TAB>4
-- a label at the end of a block sees no locals of the block
do
  goto finish
  local x = 1
  ::finish::
end
do
  goto finish
  local x = 1
  ::finish:: ;
  ::another::
end
-- the same name in blocks apart
do ::l:: end
do ::l:: end
local function labels() ::l:: do local function f() ::l:: end end end
labels()
-- out of several loops
local found
for a = 1, 30 do
  for b = a, 30 do
    for c = b, 30 do
      if a * a + b * b == c * c and a + b + c == 60 then
        found = ("%d %d %d"):format(a, b, c)
        goto out
      end
    end
  end
end
::out::
print(found)  -- expect: 10 24 26
-- goto continue in while and repeat
local n, skipped = 0, 0
while n < 10 do
  n = n + 1
  if n % 3 ~= 0 then
    skipped = skipped + 1
    goto continue
  end
  ::continue::
end
print(n, skipped)  -- expect: 10<TAB>7
n = 0
repeat
  n = n + 1
  if n == 2 then goto continue end
  ::continue::
until n >= 4
print(n)  -- expect: 4
-- closures made between jumps
local fs = {}
do
  local k = 0
  ::more::
  k = k + 1
  local here = k
  fs[k] = function() return here end
  if k < 3 then goto more end
end
print(fs[1](), fs[2](), fs[3]())  -- expect: 1<TAB>2<TAB>3
-- break is a goto out of the innermost loop
for i = 1, 3 do
  while true do
    if i == 2 then break end
    do break end
  end
  if i == 3 then break end
  print("round", i)  -- expect: round<TAB>1
  -- expect: round<TAB>2
end
-- labels do not end a statement list with return
local function ret() do return 1 end ::never:: return 2 end
print(ret())  -- expect: 1
-- to-be-closed variables are closed by jumps
local closed = {}
local function closer(name) return setmetatable({}, { __close = function() closed[#closed + 1] = name end }) end
do
  local count = 0
  ::again::
  do
    local c <close> = closer("c" .. count)
    count = count + 1
    if count < 3 then goto again end
  end
  for i = 1, 2 do
    local d <close> = closer("d" .. i)
    if i == 1 then goto skip end
    closed[#closed + 1] = "body"
    ::skip::
  end
end
print(table.concat(closed, " "))  -- expect: c0 c1 c2 d1 body d2
