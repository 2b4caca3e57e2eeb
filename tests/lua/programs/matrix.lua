-- Matrices with operators: arithmetic, determinants, inverses, powers, exact fractions.
local Matrix = {}
Matrix.__index = Matrix
local function new(rows) return setmetatable(rows, Matrix) end
local function fill(n, m, f)
  local r = {}
  for i = 1, n do
    r[i] = {}
    for j = 1, m do r[i][j] = f(i, j) end
  end
  return new(r)
end
local function identity(n) return fill(n, n, function(i, j) return i == j and 1 or 0 end) end
function Matrix.__add(a, b) return fill(#a, #a[1], function(i, j) return a[i][j] + b[i][j] end) end
function Matrix.__sub(a, b) return fill(#a, #a[1], function(i, j) return a[i][j] - b[i][j] end) end
function Matrix.__unm(a) return fill(#a, #a[1], function(i, j) return -a[i][j] end) end
function Matrix.__mul(a, b)
  if type(a) == "number" then a, b = b, a end
  if type(b) == "number" then return fill(#a, #a[1], function(i, j) return a[i][j] * b end) end
  if #a[1] ~= #b then error(("cannot multiply %dx%d by %dx%d"):format(#a, #a[1], #b, #b[1]), 2) end
  return fill(#a, #b[1], function(i, j)
    local s = 0
    for k = 1, #b do s = s + a[i][k] * b[k][j] end
    return s
  end)
end
function Matrix.__pow(a, n)
  local r = identity(#a)
  while n > 0 do
    if n & 1 == 1 then r = r * a end
    a = a * a
    n = n >> 1
  end
  return r
end
function Matrix.__eq(a, b)
  for i = 1, #a do
    for j = 1, #a[1] do
      if a[i][j] ~= b[i][j] then return false end
    end
  end
  return #a == #b and #a[1] == #b[1]
end
function Matrix.__tostring(a)
  local rows = {}
  for i, r in ipairs(a) do rows[i] = table.concat(r, " ") end
  return "[" .. table.concat(rows, "; ") .. "]"
end
function Matrix:transpose() return fill(#self[1], #self, function(i, j) return self[j][i] end) end
function Matrix:minor(r, c) return fill(#self - 1, #self - 1, function(i, j) return self[i < r and i or i + 1][j < c and j or j + 1] end) end
function Matrix:det()
  if #self == 1 then return self[1][1] end
  local d = 0
  for j = 1, #self do d = d + (j % 2 == 1 and 1 or -1) * self[1][j] * self:minor(1, j):det() end
  return d
end
function Matrix:inverse()
  local n = #self
  local a = fill(n, 2 * n, function(i, j) return j <= n and self[i][j] or (j - n == i and 1 or 0) end)
  for c = 1, n do
    local pivot = c
    for r = c + 1, n do if math.abs(a[r][c]) > math.abs(a[pivot][c]) then pivot = r end end
    if a[pivot][c] == 0 then return nil, "singular" end
    a[c], a[pivot] = a[pivot], a[c]
    local p = a[c][c]
    for j = 1, 2 * n do a[c][j] = a[c][j] / p end
    for r = 1, n do
      local f = a[r][c]
      if r ~= c and f ~= 0 then
        for j = 1, 2 * n do a[r][j] = a[r][j] - f * a[c][j] end
      end
    end
  end
  return fill(n, n, function(i, j) return a[i][j + n] end)
end
local a, b = new { { 1, 2 }, { 3, 4 } }, new { { 0, 1 }, { 1, 0 } }
print(a + b, a - b, -a)  -- expect: [1 3; 4 4]<TAB>[1 1; 2 4]<TAB>[-1 -2; -3 -4]
print(a * b, b * a, a * 2, 3 * b)  -- expect: [2 1; 4 3]<TAB>[3 4; 1 2]<TAB>[2 4; 6 8]<TAB>[0 3; 3 0]
print(a == b, a == new { { 1, 2 }, { 3, 4 } }, a ~= b, a:transpose():transpose() == a)  -- expect: false<TAB>true<TAB>true<TAB>true
print(a:det(), b:det(), new({ { 2, 0, 1 }, { 1, 3, 2 }, { 1, 1, 1 } }):det(), identity(5):det())  -- expect: -2<TAB>-1<TAB>0<TAB>1
print(a:inverse(), (new { { 1, 2 }, { 2, 4 } }):inverse())  -- expect: [-2.0 1.0; 1.5 -0.5]<TAB>nil<TAB>singular
print(new { { 1, 1 }, { 1, 0 } } ^ 10, new { { 1, 1 }, { 1, 0 } } ^ 0, (new { { 1, 1 }, { 1, 0 } } ^ 90)[1][2])  -- expect: [89 55; 55 34]<TAB>[1 0; 0 1]<TAB>2880067194370816120
print(new { { 1, 2, 3 } } * new { { 4 }, { 5 }, { 6 } }, new { { 4 }, { 5 }, { 6 } } * new { { 1, 2, 3 } })  -- expect: [32]<TAB>[4 8 12; 5 10 15; 6 12 18]
print(pcall(function() return a * new { { 1, 2, 3 } } end))  -- expect: false<TAB>matrix.lua:84: cannot multiply 2x2 by 1x3
print(pcall(function() return a .. b end))  -- expect: false<TAB>matrix.lua:85: attempt to concatenate a table value (upvalue 'a')
local h = fill(6, 6, function(i, j) return i == j and 6 or 1 / (i + j) end)
local e = h * h:inverse() - identity(6)
local worst = 0
for i = 1, 6 do for j = 1, 6 do worst = math.max(worst, math.abs(e[i][j])) end end
print(worst < 1e-12, fill(7, 7, function(i, j) return (i * j) % 7 end):det())  -- expect: true<TAB>0
-- fractions
local Q = {}
Q.__index = Q
local function gcd(x, y) return y == 0 and math.abs(x) or gcd(y, x % y) end
local function q(n, d)
  if getmetatable(n) == Q then return n end
  d = d or 1
  local g = gcd(n, d)
  if d < 0 then g = -g end
  return setmetatable({ n = n // g, d = d // g }, Q)
end
function Q.__add(x, y) x, y = q(x), q(y) return q(x.n * y.d + y.n * x.d, x.d * y.d) end
function Q.__sub(x, y) x, y = q(x), q(y) return q(x.n * y.d - y.n * x.d, x.d * y.d) end
function Q.__mul(x, y) x, y = q(x), q(y) return q(x.n * y.n, x.d * y.d) end
function Q.__div(x, y) x, y = q(x), q(y) return q(x.n * y.d, x.d * y.n) end
function Q.__unm(x) return q(-x.n, x.d) end
function Q.__eq(x, y) return x.n == y.n and x.d == y.d end
function Q.__lt(x, y) x, y = q(x), q(y) return x.n * y.d < y.n * x.d end
function Q.__le(x, y) x, y = q(x), q(y) return x.n * y.d <= y.n * x.d end
function Q.__tostring(x) return x.d == 1 and ("%d"):format(x.n) or ("%d/%d"):format(x.n, x.d) end
print(q(1, 2) + q(1, 3), q(1, 2) - 1, 2 * q(3, 4), q(1, 3) / q(2, 3), -q(3, -6), q(1, 2) == q(2, 4), q(1, 2) < q(2, 3), q(1, 2) <= 0, 1 < q(3, 2))  -- expect: 5/6<TAB>-1/2<TAB>3/2<TAB>1/2<TAB>1/2<TAB>true<TAB>true<TAB>false<TAB>true
local s = q(0)
for i = 1, 15 do s = s + q(1, i * (i + 1)) end
print(s, s < 1, q(22, 7) > q(355, 113))  -- expect: 15/16<TAB>true<TAB>true
