-- Kind: numeric, tables. Dense linear algebra on tables of rows: matrix product in two loop orders, LU
-- decomposition with pivoting, Gauss-Seidel iteration, integer matrix powers; floats and integers.

local function matrix(n, f)
  local m = {}
  for i = 1, n do
    local row = {}
    for j = 1, n do row[j] = f(i, j) end
    m[i] = row
  end
  return m
end

local function multiply(a, b)
  local n, m, p = #a, #b, #b[1]
  local c = {}
  for i = 1, n do
    local row, ai = {}, a[i]
    for j = 1, p do
      local s = 0
      for k = 1, m do s = s + ai[k] * b[k][j] end
      row[j] = s
    end
    c[i] = row
  end
  return c
end

local function multiply_by_rows(a, b)
  local n = #a
  local c = {}
  for i = 1, n do
    local row, ai = {}, a[i]
    for j = 1, n do row[j] = 0.0 end
    for k = 1, n do
      local x, bk = ai[k], b[k]
      for j = 1, n do row[j] = row[j] + x * bk[j] end
    end
    c[i] = row
  end
  return c
end

local function lu(m)
  local n, swaps = #m, 0
  for k = 1, n do
    local pivot = k
    for i = k + 1, n do
      if math.abs(m[i][k]) > math.abs(m[pivot][k]) then pivot = i end
    end
    if pivot ~= k then
      m[k], m[pivot] = m[pivot], m[k]
      swaps = swaps + 1
    end
    local rk = m[k]
    local d = rk[k]
    for i = k + 1, n do
      local ri = m[i]
      local f = ri[k] / d
      ri[k] = f
      for j = k + 1, n do ri[j] = ri[j] - f * rk[j] end
    end
  end
  local determinant = swaps % 2 == 0 and 1 or -1
  for k = 1, n do determinant = determinant * m[k][k] end
  return determinant
end

local function relax(size, sweeps)
  local grid = matrix(size, function(i, j) return (i == 1 or j == size) and 100.0 or 0.0 end)
  for _ = 1, sweeps do
    for i = 2, size - 1 do
      local up, row, down = grid[i - 1], grid[i], grid[i + 1]
      for j = 2, size - 1 do row[j] = 0.25 * (up[j] + down[j] + row[j - 1] + row[j + 1]) end
    end
  end
  return grid[size // 2][size // 2]
end

local function power(m, e, modulus)
  local n = #m
  local result = matrix(n, function(i, j) return i == j and 1 or 0 end)
  while e > 0 do
    if e & 1 == 1 then result = multiply(result, m) end
    m = multiply(m, m)
    for i = 1, n do
      for j = 1, n do m[i][j], result[i][j] = m[i][j] % modulus, result[i][j] % modulus end
    end
    e = e >> 1
  end
  return result
end

local n = 96
local a = matrix(n, function(i, j) return (i - j) / n + 1.5 end)
local b = matrix(n, function(i, j) return (i + j) % 7 + 0.25 end)
local trace = 0
for round = 1, 11 do
  local c, d = multiply(a, b), multiply_by_rows(b, a)
  for i = 1, n do trace = trace + c[i][i] / round - d[i][n - i + 1] end
end
print(string.format("%.6f", trace))
print(string.format("%.6g", lu(matrix(130, function(i, j) return ((i * 7 + j * 13 + i * j) % 31) / 10 + (i == j and 3 or 0) end))))
print(string.format("%.9f", relax(90, 160)))
print(power(matrix(24, function(i, j) return (i * j + i) % 10 end), 1000003, 10007)[3][4])
