-- Yield inside every metamethod; the interrupted operation must finish with the resumed value.
local yield = coroutine.yield
local mt = {}
for _, event in ipairs { "add", "sub", "mul", "div", "mod", "pow", "unm", "idiv", "band", "bor", "bxor", "shl", "shr", "bnot", "concat", "len", "call" } do
  mt["__" .. event] = function(...) return yield(event, select("#", ...)) end
end
mt.__index = function(t, k) return yield("index", k) end
mt.__newindex = function(t, k, v) yield("newindex", k) rawset(t, k, v) end
mt.__eq = function() return yield("eq") end
mt.__lt = function() return yield("lt") end
mt.__le = function() return yield("le") end
local function new() return setmetatable({}, mt) end
local function run(f, ...)
  local co, log = coroutine.create(f), {}
  local answers, i = { ... }, 0
  local r = table.pack(coroutine.resume(co))
  while coroutine.status(co) ~= "dead" do
    log[#log + 1] = tostring(r[2]) .. (r[3] and ":" .. tostring(r[3]) or "")
    i = i + 1
    r = table.pack(coroutine.resume(co, answers[i]))
  end
  for k = 1, r.n do r[k] = tostring(r[k]) end
  return table.concat(log, " ") .. " -> " .. table.concat(r, ",", 2)
end
local a, b = new(), new()
print(run(function() return a + 1, 2 - a, a * b, a / 1, a % 1, a ^ 1 end, 10, 20, 30, 40, 50, 60))  -- expect: add:2 sub:2 mul:2 div:2 mod:2 pow:2 -> 10,20,30,40,50,60
print(run(function() return -a, a // 2, a & 1, 1 | a, a ~ a, a << 1, 1 >> a, ~a, #a end, 1, 2, 3, 4, 5, 6, 7, 8, 9))  -- expect: unm:2 idiv:2 band:2 bor:2 bxor:2 shl:2 shr:2 bnot:2 len:2 -> 1,2,3,4,5,6,7,8,9
print(run(function() return a .. "x", "x" .. a, a .. b end, "p", "q", "r"))  -- expect: concat:2 concat:2 concat:2 -> p,q,r
print(run(function() return "1" .. "2" .. a .. "3" .. "4" .. b end, "M", "N"))  -- expect: concat:2 concat:2 -> 12N
print(run(function() return a.x, a[1], a[true] ~= nil end, "vx", "v1", false))  -- expect: index:x index:1 index:true -> vx,v1,true
print(run(function() a.y = 5 a[2] = 6 return rawget(a, "y"), rawget(a, 2) end))  -- expect: newindex:y newindex:2 -> 5,6
print(run(function() return a == b, a ~= b, a < b, a <= b, a > b, a >= b end, true, true, 1, nil, false, "t"))  -- expect: eq eq lt le lt le -> true,false,true,false,false,true
print(run(function() return a(1, 2), (b()) end, "called", "second"))  -- expect: call:3 call:1 -> called,second
print(run(function() if a == b then return "eq" else return "ne" end end, nil))  -- expect: eq -> ne
print(run(function() if not (a < b) then return "not less" end return "less" end, 0))  -- expect: lt -> less
print(run(function() local n = 0 while a <= n do n = n + 1 end return n end, true, true, false))  -- expect: le le le -> 2
print(run(function() return a < 1, 1 < a, a <= 1, 1 >= a, a > 1, 5 < a and "y" end, 1, 2, false, nil, 3, 4))  -- expect: lt lt le le lt lt -> true,true,false,false,true,y
print(run(function() local t = { a.p, k = a.q, a.r } return t[1], t.k, t[2] end, 1, 2, 3))  -- expect: index:p index:q index:r -> 1,2,3
print(run(function() return math.max(#a, 1), tostring(-a) end, 7, 8))  -- expect: len:2 unm:2 -> 7,8
print(run(function() local x, y = a.m, a + 1 a.z, x = y, x return x, y, rawget(a, "z") end, "m", "sum"))  -- expect: index:m add:2 newindex:z -> m,sum,sum
print(run(function() return a:method("arg") end, function(self, v) return v .. "!" end))  -- expect: index:method -> arg!
print(run(function() for i = 1, 2 do yield(a[i]) end return "done" end, "i1", nil, "i2"))  -- expect: index:1 i1 6 -> done
-- Emulated __le, with the negation done after the yield.
local only_lt = setmetatable({}, { __lt = function() return yield("lt for le") end })
print(run(function() return only_lt <= 1, 1 <= only_lt end, true, false))  -- expect: lt for le lt for le -> false,true
print(run(function() if only_lt <= 1 then return "yes" else return "no" end end, false))  -- expect: lt for le -> yes
-- A chain: __index table whose own __index function yields; inherited method with yield.
local child = setmetatable({}, { __index = setmetatable({}, { __index = function(_, k) return yield("far", k) end }) })
print(run(function() return child.v .. "!" end, "value"))  -- expect: far:v -> value!
-- Errors after the resumption keep their position and name.
print(run(function() return (a.f)() end, 5))  -- expect: index:f -> yield_metamethods.lua:51: attempt to call a number value (field 'f')
print(run(function() return 1 + (a + 1) end, {}))  -- expect: add:2 -> yield_metamethods.lua:52: attempt to perform arithmetic on a table value
