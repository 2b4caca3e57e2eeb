-- Table constructors: positions, names, nested calls, open ends, separators.
local function three() return 1, 2, 3 end
local function none() end
local function show(t)
  local out = {}
  for i = 1, 12 do out[i] = tostring(t[i]) end
  while out[#out] == "nil" do out[#out] = nil end
  print(#out, table.concat(out, " "))
end
show { three() }  -- expect: 3<TAB>1 2 3
show { three(), three() }  -- expect: 4<TAB>1 1 2 3
show { (three()) }  -- expect: 1<TAB>1
show { three(), nil }  -- expect: 1<TAB>1
show { three(), 10 }  -- expect: 2<TAB>1 10
show { none() }  -- expect: 0<TAB>
show { none(), none() }  -- expect: 0<TAB>
show { (none()) }  -- expect: 0<TAB>
show { 1, none(), 3 }  -- expect: 3<TAB>1 nil 3
show { x = 1, three() }  -- expect: 3<TAB>1 2 3
show { three(), x = 1 }  -- expect: 1<TAB>1
show { three(), x = three() }  -- expect: 1<TAB>1
show { [1] = "a", "b" }  -- expect: 1<TAB>b
show { "b", [1] = "a" }  -- expect: 1<TAB>b
show { [1] = "x", [2] = "y", three() }  -- expect: 3<TAB>1 2 3
show { 1, 2, 3, }  -- expect: 3<TAB>1 2 3
show { 1; 2; 3; }  -- expect: 3<TAB>1 2 3
show { 1, 2; 3 }  -- expect: 3<TAB>1 2 3
show { [three()] = "k" }  -- expect: 1<TAB>k
show { ... }  -- expect: 0<TAB>
show { ..., ... }  -- expect: 0<TAB>
show { n = select("#", ...), ... }  -- expect: 0<TAB>
do
  local function va(...) return { ... } end
  show(va(1, 2, 3, 4, 5))  -- expect: 5<TAB>1 2 3 4 5
  show(va())  -- expect: 0<TAB>
  show(va(nil, 2))  -- expect: 2<TAB>nil 2
  local function vb(...) return { ..., "end" } end
  show(vb(1, 2))  -- expect: 2<TAB>1 end
  show(vb())  -- expect: 2<TAB>nil end
  local function vc(...) return { "start", ..., } end
  show(vc(1, 2))  -- expect: 3<TAB>start 1 2
end
local t = { a = 1, ["b"] = 2, [3] = 3, 4, c = { d = { e = "deep" } }, ["two words"] = 5, [-1] = 6, [1.5] = 7 }
print(t.a, t.b, t[3], t[1], t.c.d.e, t["two words"], t[-1], t[1.5])  -- expect: 1<TAB>2<TAB>3<TAB>4<TAB>deep<TAB>5<TAB>6<TAB>7
print(({ end_ = 1, ["end"] = 2 })["end"], ({ [true] = 1 })[true])  -- expect: 2<TAB>1
local r = { f = function(self, x) return x * 2 end, g = function() return "g" end }
print(r:f(4), r.g(), r["f"](nil, 8))  -- expect: 8<TAB>g<TAB>16
print(#{ 1, 2, nil, 4 } >= 2, #{ n = nil }, next { a = nil })  -- expect: true<TAB>0<TAB>nil
print(({ [1] = 1, [2] = 2, [3] = 3 })[3], #{ [1] = 1, [2] = 2, [3] = 3 })  -- expect: 3<TAB>3
-- evaluation is from left to right
local log = {}
local function v(x)
  log[#log + 1] = x
  return x
end
local _ = { v(1), [v "k"] = v(2), x = v(3), v(4), v(5) }
print(table.concat(log, " "))  -- expect: 1 k 2 3 4 5
