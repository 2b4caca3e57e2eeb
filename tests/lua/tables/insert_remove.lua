-- table.insert and table.remove at every position, and their errors.
local function show(t) print(#t, table.concat(t, " ")) end
local t = {}
table.insert(t, "c")
table.insert(t, 1, "a")
table.insert(t, 2, "b")
table.insert(t, 4, "d")
table.insert(t, #t + 1, "e")
show(t)  -- expect: 5<TAB>a b c d e
print(table.remove(t), table.remove(t, 1), table.remove(t, 2))  -- expect: e<TAB>a<TAB>c
show(t)  -- expect: 2<TAB>b d
print(table.remove(t, #t + 1), table.remove(t), table.remove(t))  -- expect: nil<TAB>d<TAB>b
print(#t, table.remove(t), table.remove(t, 0), table.remove(t, #t))  -- expect: 0<TAB>nil<TAB>nil<TAB>nil
print(select("#", table.remove({})), select("#", table.insert({}, 1)))  -- expect: 1<TAB>0
print(pcall(table.insert, { 1, 2, 3 }, 5, "x"))  -- expect: false<TAB>bad argument #2 to 'table.insert' (position out of bounds)
print(pcall(table.insert, { 1, 2, 3 }, 0, "x"))  -- expect: false<TAB>bad argument #2 to 'table.insert' (position out of bounds)
print(pcall(table.insert, { 1, 2, 3 }, -1, "x"))  -- expect: false<TAB>bad argument #2 to 'table.insert' (position out of bounds)
print(pcall(table.insert, { 1, 2, 3 }, 1.5, "x"))  -- expect: false<TAB>bad argument #2 to 'table.insert' (number has no integer representation)
print(pcall(table.insert, { 1, 2, 3 }, "k", "x"))  -- expect: false<TAB>bad argument #2 to 'table.insert' (number expected, got string)
print(pcall(table.insert, { 1, 2, 3 }))  -- expect: false<TAB>wrong number of arguments to 'insert'
print(pcall(table.insert, { 1, 2, 3 }, 1, 2, 3))  -- expect: false<TAB>wrong number of arguments to 'insert'
print(pcall(table.insert, nil, 1))  -- expect: false<TAB>bad argument #1 to 'table.insert' (table expected, got nil)
print(pcall(table.insert, "text", 1))  -- expect: false<TAB>bad argument #1 to 'table.insert' (table expected, got string)
print(pcall(table.insert))  -- expect: false<TAB>bad argument #1 to 'table.insert' (table expected, got no value)
print(pcall(table.remove, { 1, 2, 3 }, 5))  -- expect: false<TAB>bad argument #2 to 'table.remove' (position out of bounds)
print(pcall(table.remove, { 1, 2, 3 }, 0))  -- expect: false<TAB>bad argument #2 to 'table.remove' (position out of bounds)
print(pcall(table.remove, { 1, 2, 3 }, -1))  -- expect: false<TAB>bad argument #2 to 'table.remove' (position out of bounds)
print(pcall(table.remove, { 1, 2, 3 }, "2"))  -- expect: true<TAB>2
print(pcall(table.remove, { 1, 2, 3 }, {}))  -- expect: false<TAB>bad argument #2 to 'table.remove' (number expected, got table)
print(pcall(table.remove))  -- expect: false<TAB>bad argument #1 to 'table.remove' (table expected, got no value)
print(pcall(table.remove, 5))  -- expect: false<TAB>bad argument #1 to 'table.remove' (table expected, got number)
-- the position may be a numeral or a float without fraction
t = { "a", "c" }
table.insert(t, "2", "b")
table.insert(t, 4.0, "d")
show(t)  -- expect: 4<TAB>a b c d
-- removing at #t + 1 of an empty table
t = { [0] = "zero" }
print(table.remove(t, 0), t[0], #t)  -- expect: zero<TAB>nil<TAB>0
t = { [1] = nil, n = 1 }
print(table.remove(t, 1), table.remove(t, 0))  -- expect: nil<TAB>nil
-- the hole left behind is nil
t = { 1, 2, 3 }
print(table.remove(t, 1), t[1], t[2], t[3])  -- expect: 1<TAB>2<TAB>3<TAB>nil
-- a queue and a stack
local queue = {}
for i = 1, 100 do table.insert(queue, 1, i) end
local sum = 0
for _ = 1, 50 do sum = sum * 3 % 1000007 + table.remove(queue) + table.remove(queue, 1) end
print(sum, #queue)  -- expect: 567938<TAB>0
-- inserting nil
t = { 1, 2 }
table.insert(t, nil)
print(#t)  -- expect: 2
table.insert(t, 1, nil)
print(t[1], t[2], t[3])  -- expect: nil<TAB>1<TAB>2
