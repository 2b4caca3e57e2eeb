-- Operators for sets, intervals, vectors; results need not be of the operands' kind.
local Set = {}
Set.__index = Set
local function set(list)
  local s = setmetatable({}, Set)
  for _, v in ipairs(list) do s[v] = true end
  return s
end
function Set.__add(a, b)
  local r = set {}
  for k in pairs(a) do r[k] = true end
  for k in pairs(b) do r[k] = true end
  return r
end
function Set.__mul(a, b)
  local r = set {}
  for k in pairs(a) do r[k] = b[k] end
  return r
end
function Set.__sub(a, b)
  local r = set {}
  for k in pairs(a) do if not rawget(b, k) then r[k] = true end end
  return r
end
Set.__bor, Set.__band, Set.__bxor = Set.__add, Set.__mul, function(a, b) return (a - b) + (b - a) end
function Set.__le(a, b)
  for k in pairs(a) do if not rawget(b, k) then return false end end
  return true
end
function Set.__lt(a, b) return a <= b and not (b <= a) end
function Set.__eq(a, b) return a <= b and b <= a end
function Set.__len(a)
  local n = 0
  for _ in pairs(a) do n = n + 1 end
  return n
end
function Set.__tostring(a)
  local l = {}
  for k in pairs(a) do l[#l + 1] = tostring(k) end
  table.sort(l)
  return "{" .. table.concat(l, ", ") .. "}"
end
function Set.__concat(a, b) return tostring(a) .. tostring(b) end
function Set.__call(a, v) return a[v] == true end
function Set.__unm(a) return function(v) return not a[v] end end
function Set.__shl(a, v)
  a[v] = true
  return a
end
function Set.__bnot(a) return #a == 0 end
function Set.__idiv(a, n)
  local parts, i = {}, 0
  for k in pairs(a) do
    local p = i % n + 1
    parts[p] = parts[p] or set {}
    parts[p][k] = true
    i = i + 1
  end
  return parts
end
local a, b = set { 1, 2, 3 }, set { 3, 4 }
print(a + b, a * b, a - b, a | b, a & b, a ~ b)  -- expect: {1, 2, 3, 4}<TAB>{3}<TAB>{1, 2}<TAB>{1, 2, 3, 4}<TAB>{3}<TAB>{1, 2, 4}
print(#a, #(a + b), #set {}, a(1), a(9), (-a)(1), (-a)(9))  -- expect: 3<TAB>4<TAB>0<TAB>true<TAB>false<TAB>false<TAB>true
print(a == set { 3, 2, 1 }, a ~= b, set { 1 } < a, a < a, a <= a, a > set { 2 }, a >= b, not (a < b))  -- expect: true<TAB>true<TAB>true<TAB>false<TAB>true<TAB>true<TAB>false<TAB>true
print(a .. b, a .. "!", "?" .. b, tostring(a << 5 << 6), ~a, ~set {})  -- expect: {1, 2, 3}{3, 4}<TAB>{1, 2, 3}!<TAB>?{3, 4}<TAB>{1, 2, 3, 5, 6}<TAB>false<TAB>true
print(#(set { 1, 2, 3, 4, 5, 6 } // 3), pcall(function() return a // {} end) == false)  -- expect: 3<TAB>true
-- results of comparisons become booleans, others stay
local odd = setmetatable({}, { __eq = function() return 1 end, __lt = function() return nil end, __le = function() return "yes" end, __add = function() return nil end, __len = function() return "len" end, __unm = function() return 1, 2 end, __concat = function() return {} end })
local odd2 = setmetatable({}, getmetatable(odd))
print(odd == odd2, odd ~= odd2, odd < odd2, odd > odd2, odd <= odd2, odd >= odd2, odd + 1, #odd, -odd, type(odd .. 1))  -- expect: true<TAB>false<TAB>false<TAB>false<TAB>true<TAB>true<TAB>nil<TAB>len<TAB>1<TAB>table
-- operands arrive in their order, the other one may be anything
local show = setmetatable({}, { __sub = function(x, y) return type(x) .. "-" .. type(y) end, __lt = function(x, y) return type(x) == "number" end, __concat = function(x, y) return type(x) .. ".." .. type(y) end, __div = function(x, y) return type(x) .. "/" .. type(y) end, __band = function(x, y) return type(x) .. "&" .. type(y) end })
print(show - 1, 1 - show, show - "s", nil - show, show - show, {} - show, show .. 1, 1 .. show, "s" .. show, show / nil, true / show, show & 1.5, "x" & show)  -- expect: table-number<TAB>number-table<TAB>table-string<TAB>nil-table<TAB>table-table<TAB>table-table<TAB>table..number<TAB>number..table<TAB>string..table<TAB>table/nil<TAB>boolean/table<TAB>table&number<TAB>string&table
print(1 < show, show < 1, 1 > show, show > 1)  -- expect: true<TAB>false<TAB>false<TAB>true
-- the first operand's metamethod goes first
local l, r = setmetatable({}, { __add = function() return "left" end }), setmetatable({}, { __add = function() return "right" end })
print(l + r, r + l, 1 + r, l + 1)  -- expect: left<TAB>right<TAB>right<TAB>left
-- equality asks only for two tables or two userdata
local eq = setmetatable({}, { __eq = function() error("not asked") end })
print(eq == 1, eq == "x", eq == nil, eq == eq, 1 == eq, eq ~= print)  -- expect: false<TAB>false<TAB>false<TAB>true<TAB>false<TAB>true
-- missing operators name the operation
for _, e in ipairs { "+", "-", "*", "/", "%", "^", "//", "&", "|", "~", "<<", ">>", "..", "<", "<=" } do
  print(e, (select(2, pcall(load("local a, b = ... return a " .. e .. " b", "=e"), {}, {}))))  -- expect: +<TAB>e:1: attempt to perform arithmetic on a table value (local 'a')
  -- expect: -<TAB>e:1: attempt to perform arithmetic on a table value (local 'a')
  -- expect: *<TAB>e:1: attempt to perform arithmetic on a table value (local 'a')
  -- expect: /<TAB>e:1: attempt to perform arithmetic on a table value (local 'a')
  -- expect: %<TAB>e:1: attempt to perform arithmetic on a table value (local 'a')
  -- expect: ^<TAB>e:1: attempt to perform arithmetic on a table value (local 'a')
  -- expect: //<TAB>e:1: attempt to perform arithmetic on a table value (local 'a')
  -- expect: &<TAB>e:1: attempt to perform bitwise operation on a table value (local 'a')
  -- expect: |<TAB>e:1: attempt to perform bitwise operation on a table value (local 'a')
  -- expect: ~<TAB>e:1: attempt to perform bitwise operation on a table value (local 'a')
  -- expect: <<<TAB>e:1: attempt to perform bitwise operation on a table value (local 'a')
  -- expect: >><TAB>e:1: attempt to perform bitwise operation on a table value (local 'a')
  -- expect: ..<TAB>e:1: attempt to concatenate a table value (local 'a')
  -- expect: <<TAB>e:1: attempt to compare two table values
  -- expect: <=<TAB>e:1: attempt to compare two table values
end
