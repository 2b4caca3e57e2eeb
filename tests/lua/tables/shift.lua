-- insert and remove in the middle of arrays of all kinds, with holes, past what is charged for at once, while the collector works.
local function show(t)
  local parts = {}
  for i = 1, #t do parts[i] = tostring(t[i]) end
  return #t .. ":" .. table.concat(parts, " ")
end
local kinds = {
  { 1, 2, 3, 4, 5 },
  { 1.5, 2.5, 3.5, 4.5, 5.5 },
  { "a", "b", "c", "d", "e" },
  { 1, 2.5, "c", true, false },
}
for _, kind in ipairs(kinds) do
  for position = 1, 6 do
    local t = table.pack(table.unpack(kind))
    t.n = nil
    table.insert(t, position, kind[2])
    print(show(t))
    print(table.remove(t, position), show(t))
    if position < 6 then
      table.insert(t, position, "other")
      print(show(t))
      print(table.remove(t, position), table.remove(t, position), show(t))
    end
  end
end

-- A nil that is inserted, and one among them.
do
  local t = { 1, 2, 3, 4, 5, "six" }
  table.insert(t, 2, nil)
  print(t[1], t[2], t[3], t[4], t[5], t[6], t[7])
  print(table.remove(t, 1), t[1], t[2], t[3], t[4], t[5], t[6], t[7])
end

-- Long ones: a queue, its elements strings that only it holds.
do
  local t = {}
  for i = 1, 3000 do table.insert(t, 1, "x" .. i) end
  assert(#t == 3000 and t[1] == "x3000" and t[3000] == "x1" and t[1500] == "x1501")
  for i = 3000, 1, -1 do
    if i % 500 == 0 then collectgarbage("step") end
    assert(table.remove(t, 1) == "x" .. i)
  end
  print(#t, t[1])
end
for _, mode in ipairs { "generational", "incremental" } do
  collectgarbage(mode)
  local t = {}
  for i = 1, 600 do t[i] = { i } end
  for round = 1, 400 do
    table.insert(t, 1 + round * 7 % #t, { -round })
    local out = table.remove(t, 1 + round * 13 % #t)
    assert(type(out) == "table")
    if round % 40 == 0 then collectgarbage("step", 1) end
  end
  local sum = 0
  for i = 1, #t do sum = sum + t[i][1] end
  print(mode, #t, sum)
end
collectgarbage("incremental")

-- Beside keys behind the array, and through metamethods.
do
  local t = { [1] = "a", [2] = "b", [4] = "d" }
  table.insert(t, 1, "z")
  print(t[1], t[2], t[3], t[4])
  local log = {}
  local proxy = setmetatable({}, {
    __len = function() return 3 end,
    __index = function(_, k) log[#log + 1] = "get" .. k return "v" .. k end,
    __newindex = function(_, k, v) log[#log + 1] = "set" .. k .. tostring(v) end,
  })
  table.insert(proxy, 2, "new")
  print(table.remove(proxy, 1), table.concat(log, " "))
end
