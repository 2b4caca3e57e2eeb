-- table.pack, table.unpack and select over counts and ranges.
print(table.unpack({}))  -- expect:
print(table.unpack({ 1, 2, 3 }))  -- expect: 1<TAB>2<TAB>3
print(table.unpack({ 1, 2, 3 }, 2))  -- expect: 2<TAB>3
print(table.unpack({ 1, 2, 3 }, 2, 3))  -- expect: 2<TAB>3
print(table.unpack({ 1, 2, 3 }, -1, 1))  -- expect: nil<TAB>nil<TAB>1
print(table.unpack({ 1, 2, 3 }, 1, 5))  -- expect: 1<TAB>2<TAB>3<TAB>nil<TAB>nil
print(table.unpack({ 1, nil, 3 }, 1, 3))  -- expect: 1<TAB>nil<TAB>3
print(table.unpack({ 1, 2 }, 3), (table.unpack({ 1, 2 }, 3)))  -- expect: nil<TAB>nil
print(select("#", table.unpack({}, 1, 0)), select("#", table.unpack({}, 1, 100)), select("#", table.unpack({}, -10, 10)))  -- expect: 0<TAB>100<TAB>21
print(table.unpack({ 1, 2, 3 }, "2", 3.0))  -- expect: 2<TAB>3
print(pcall(table.unpack))  -- expect: false<TAB>attempt to get length of a nil value
print(pcall(table.unpack, nil))  -- expect: false<TAB>attempt to get length of a nil value
print(pcall(table.unpack, 5))  -- expect: false<TAB>attempt to get length of a number value
print(pcall(table.unpack, {}, {}))  -- expect: false<TAB>bad argument #2 to 'table.unpack' (number expected, got table)
print(pcall(table.unpack, {}, 1, "x"))  -- expect: false<TAB>bad argument #3 to 'table.unpack' (number expected, got string)
print(pcall(table.unpack, {}, 1, 1e7))  -- expect: false<TAB>too many results to unpack
print(pcall(table.unpack, {}, 1, math.maxinteger))  -- expect: false<TAB>too many results to unpack
print(pcall(table.unpack, {}, math.mininteger, math.maxinteger))  -- expect: false<TAB>too many results to unpack
print(pcall(table.unpack, {}, 0, math.maxinteger))  -- expect: false<TAB>too many results to unpack
print(pcall(table.unpack, {}, math.mininteger, 0))  -- expect: false<TAB>too many results to unpack
print(select("#", table.unpack({}, math.maxinteger, math.maxinteger)), select("#", table.unpack({}, math.maxinteger, 0)))  -- expect: 1<TAB>0
print(table.unpack({ [math.maxinteger] = "m" }, math.maxinteger, math.maxinteger))  -- expect: m
print(table.unpack({ [math.mininteger] = "m", [math.mininteger + 1] = "n" }, math.mininteger, math.mininteger + 1))  -- expect: m<TAB>n
print(unpack, table.getn, table.maxn, table.foreach)  -- expect: nil<TAB>nil<TAB>nil<TAB>nil
-- pack
local p = table.pack()
print(p.n, #p, next(p))  -- expect: 0<TAB>0<TAB>n<TAB>0
p = table.pack(nil, nil)
print(p.n, #p)  -- expect: 2<TAB>0
p = table.pack("a", nil, "c")
print(p.n, p[1], p[2], p[3])  -- expect: 3<TAB>a<TAB>nil<TAB>c
print(table.unpack(table.pack(1, nil, 3), 1, 3))  -- expect: 1<TAB>nil<TAB>3
print(table.pack(table.unpack({ 1, 2, 3 })).n)  -- expect: 3
-- many values
local t = {}
for i = 1, 5000 do t[i] = i end
local function last(...) return (select(select("#", ...), ...)) end
local function count(...) return select("#", ...) end
print(last(table.unpack(t)), count(table.unpack(t)), table.pack(table.unpack(t)).n)  -- expect: 5000<TAB>5000<TAB>5000
print(select(-1, table.unpack(t)), select(4999, table.unpack(t)))  -- expect: 5000<TAB>4999<TAB>5000
print(math.max(table.unpack(t)), #string.char(table.unpack({ string.byte(("z"):rep(200), 1, -1) })))  -- expect: 5000<TAB>200
-- metamethods: reads through __index, length through __len
local proxy = setmetatable({}, { __index = function(_, i) return i * i end, __len = function() return 4 end })
print(table.unpack(proxy))  -- expect: 1<TAB>4<TAB>9<TAB>16
print(table.unpack(proxy, 10, 12))  -- expect: 100<TAB>121<TAB>144
print(table.unpack("abc", 1, 2))  -- expect: nil<TAB>nil
-- select
print(select(2, "a", "b", "c"))  -- expect: b<TAB>c
print(select(-2, "a", "b", "c"))  -- expect: b<TAB>c
print(select("#"), select("#", nil), select("#", nil, nil))  -- expect: 0<TAB>1<TAB>2
print(select(4, 1, 2, 3))  -- expect:
print(pcall(select, 0, 1))  -- expect: false<TAB>bad argument #1 to 'select' (index out of range)
print(pcall(select, -2, 1))  -- expect: false<TAB>bad argument #1 to 'select' (index out of range)
print(pcall(select, "x", 1))  -- expect: false<TAB>bad argument #1 to 'select' (number expected, got string)
print(pcall(select))  -- expect: false<TAB>bad argument #1 to 'select' (number expected, got no value)
print(pcall(select, 1.5))  -- expect: false<TAB>bad argument #1 to 'select' (number has no integer representation)
print(select("2", "a", "b"), select(2.0, "a", "b"))  -- expect: b<TAB>b
print(pcall(select, "##", 1))  -- expect: true<TAB>1
