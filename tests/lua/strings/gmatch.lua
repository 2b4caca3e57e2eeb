-- string.gmatch: empty matches, captures, a start position, nesting, independence of iterators.
local function list(...)
  local out = {}
  for a, b in string.gmatch(...) do out[#out + 1] = b and a .. "|" .. b or tostring(a) end
  print(#out, table.concat(out, " "))
end
list("one two three", "%a+")  -- expect: 3<TAB>one two three
list("k1=v1,k2=v2", "(%w+)=(%w+)")  -- expect: 2<TAB>k1|v1 k2|v2
list("abc", "")  -- expect: 4<TAB><SPACE><SPACE><SPACE>
list("abc", "()")  -- expect: 4<TAB>1 2 3 4
list("abc", ".", 2)  -- expect: 2<TAB>b c
list("abc", ".", -1)  -- expect: 1<TAB>c
list("abc", ".", -10)  -- expect: 3<TAB>a b c
list("abc", ".", 4)  -- expect: 0<TAB>
list("abc", "", 4)  -- expect: 1<TAB>
list("abc", "", 5)  -- expect: 0<TAB>
list("abc", ".", 0)  -- expect: 3<TAB>a b c
list("abc", "b*")  -- expect: 3<TAB> b<SPACE>
list("", ".*")  -- expect: 1<TAB>
list("", "")  -- expect: 1<TAB>
list("aaa", "a-")  -- expect: 4<TAB><SPACE><SPACE><SPACE>
list("x,y,,z", "[^,]*")  -- expect: 4<TAB>x y  z
list("x,y,,z", "([^,]*),?")  -- expect: 4<TAB>x y  z
list("a1b2", "%a()")  -- expect: 2<TAB>2 4
list(12345, "%d%d")  -- expect: 2<TAB>12 34
list("abc", ".", 2.0)  -- expect: 2<TAB>b c
list("abc", ".", "2")  -- expect: 2<TAB>b c
local it = ("ab"):gmatch(".")
print(it(), it(), it(), it())  -- expect: a<TAB>b<TAB>nil
print(pcall(string.gmatch))  -- expect: false<TAB>bad argument #1 to 'string.gmatch' (string expected, got no value)
print(pcall(string.gmatch, "x"))  -- expect: false<TAB>bad argument #2 to 'string.gmatch' (string expected, got no value)
print(pcall(string.gmatch, {}, "x"))  -- expect: false<TAB>bad argument #1 to 'string.gmatch' (string expected, got table)
print(pcall(string.gmatch, "x", "x", {}))  -- expect: false<TAB>bad argument #3 to 'string.gmatch' (number expected, got table)
print(select("#", ("x"):gmatch("x")), type(("x"):gmatch("x")))  -- expect: 1<TAB>function
local one, two = ("abc"):gmatch("."), ("xyz"):gmatch(".")
print(one(), two(), one(), two(), one(), two())  -- expect: a<TAB>x<TAB>b<TAB>y<TAB>c<TAB>z
for line in ("first\nsecond\n\nlast"):gmatch("([^\n]*)\n?") do print("[" .. line .. "]") end  -- expect: [first]
-- expect: [second]
-- expect: []
-- expect: [last]
for outer in ("a b"):gmatch("%a") do
  for inner in ("1 2"):gmatch("%d") do print(outer .. inner) end  -- expect: a1
  -- expect: a2
  -- expect: b1
  -- expect: b2
end
-- the iterator keeps the string alive
local function iterator() return (("x"):rep(10) .. tostring({}):sub(1, 0)):gmatch(".") end
local keep = iterator()
collectgarbage()
collectgarbage()
local n = 0
for _ in keep do n = n + 1 end
print(n)  -- expect: 10
