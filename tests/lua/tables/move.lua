-- table.move: overlapping ranges, other tables, limits, metamethods.
local function show(t, n) print(table.concat({ table.unpack(t, 1, n or #t) }, " ")) end
show(table.move({ 1, 2, 3, 4, 5 }, 2, 4, 1))  -- expect: 2 3 4 4 5
show(table.move({ 1, 2, 3, 4, 5 }, 1, 3, 2))  -- expect: 1 1 2 3 5
show(table.move({ 1, 2, 3, 4, 5 }, 1, 3, 3))  -- expect: 1 2 1 2 3
show(table.move({ 1, 2, 3 }, 1, 3, 1))  -- expect: 1 2 3
show(table.move({ 1, 2, 3 }, 1, 3, 4))  -- expect: 1 2 3 1 2 3
show(table.move({ 1, 2, 3 }, 1, 0, 2))  -- expect: 1 2 3
show(table.move({ 1, 2, 3 }, 3, 1, 2))  -- expect: 1 2 3
local source, target = { "a", "b", "c" }, {}
print(table.move(source, 1, 3, 1, target) == target, table.concat(target))  -- expect: true<TAB>abc
print(table.concat(table.move({ "x", "y" }, 1, 2, 3, { "p", "q" })))  -- expect: pqxy
print(#table.move({ 1, 2, 3 }, 2, 3, -1), table.move({ 1, 2, 3 }, 1, 3, -5)[-4])  -- expect: 3<TAB>2
print(table.move({ 1 }, 1, 1, 2, target) == target, target[2])  -- expect: true<TAB>1
-- nil is moved too
local n = table.move({ 1, nil, 3 }, 1, 3, 1, { 9, 9, 9 })
print(n[1], n[2], n[3])  -- expect: 1<TAB>nil<TAB>3
-- arguments
print(pcall(table.move, { 1 }, 1, 1))  -- expect: false<TAB>bad argument #4 to 'table.move' (number expected, got no value)
print(pcall(table.move, { 1 }, "a", 1, 1))  -- expect: false<TAB>bad argument #2 to 'table.move' (number expected, got string)
print(pcall(table.move, { 1 }, 1.5, 1, 1))  -- expect: false<TAB>bad argument #2 to 'table.move' (number has no integer representation)
print(pcall(table.move, nil, 1, 1, 1))  -- expect: false<TAB>bad argument #1 to 'table.move' (table expected, got nil)
print(pcall(table.move, { 1 }, 1, 1, 1, 5))  -- expect: false<TAB>bad argument #5 to 'table.move' (table expected, got number)
print(table.move({ 1 }, 1, 1, 2, nil)[2])  -- expect: 1
print(pcall(table.move, {}, 1, math.maxinteger, 2))  -- expect: false<TAB>bad argument #4 to 'table.move' (destination wrap around)
print(pcall(table.move, {}, 0, math.maxinteger, 2))  -- expect: false<TAB>bad argument #3 to 'table.move' (too many elements to move)
print(pcall(table.move, {}, -1, math.maxinteger, 2))  -- expect: false<TAB>bad argument #3 to 'table.move' (too many elements to move)
print(pcall(table.move, {}, math.mininteger, -1, 2))  -- expect: false<TAB>bad argument #3 to 'table.move' (too many elements to move)
print(pcall(table.move, {}, math.mininteger, math.maxinteger, 2))  -- expect: false<TAB>bad argument #3 to 'table.move' (too many elements to move)
print(pcall(table.move, {}, 1, 10, math.maxinteger))  -- expect: false<TAB>bad argument #4 to 'table.move' (destination wrap around)
print(pcall(table.move, {}, 1, 2, math.maxinteger))  -- expect: false<TAB>bad argument #4 to 'table.move' (destination wrap around)
print(table.move({ 7 }, 1, 1, math.maxinteger)[math.maxinteger])  -- expect: 7
print(table.move({ [math.maxinteger] = 8 }, math.maxinteger, math.maxinteger, 1)[1])  -- expect: 8
print(table.move({ [math.mininteger] = 6 }, math.mininteger, math.mininteger, math.mininteger)[math.mininteger])  -- expect: 6
-- order of reads and writes
local function traced(data, log)
  return setmetatable({}, {
    __index = function(_, k)
      log[#log + 1] = "r" .. k
      return data[k]
    end,
    __newindex = function(_, k, v)
      log[#log + 1] = "w" .. k
      data[k] = v
    end,
  })
end
local log = {}
table.move(traced({ 1, 2, 3 }, log), 1, 3, 2)
print(table.concat(log, " "))  -- expect: r3 w4 r2 w3 r1 w2
log = {}
table.move(traced({ 1, 2, 3 }, log), 2, 3, 1)
print(table.concat(log, " "))  -- expect: r2 w1 r3 w2
log = {}
table.move(traced({ 1, 2, 3 }, log), 1, 3, 2, traced({}, log))
print(table.concat(log, " "))  -- expect: r1 w2 r2 w3 r3 w4
-- an error half way leaves what was done
local stop = setmetatable({}, { __newindex = function(t, k, v)
  if k == 3 then error("stop", 0) end
  rawset(t, k, v)
end })
print(pcall(table.move, { 1, 2, 3, 4 }, 1, 4, 1, stop))  -- expect: false<TAB>stop
print(stop[1], stop[2], stop[3], stop[4])  -- expect: 1<TAB>2<TAB>nil<TAB>nil
