-- Kind: closures. Objects as closures: private state shared between several functions, memoising
-- decorators, currying, Church-style arithmetic, undo stacks; upvalues read and written all the time.

local function account(balance)
  local history = 0
  local function log(kind) history = history * 3 + kind & 0xffff end
  return {
    deposit = function(n)
      balance = balance + n
      log(1)
      return balance
    end,
    withdraw = function(n)
      if n > balance then
        log(2)
        return nil
      end
      balance = balance - n
      log(0)
      return balance
    end,
    balance = function() return balance end,
    history = function() return history end,
  }
end

local function memoize(f)
  local cache, hits = {}, 0
  return function(n)
    local v = cache[n]
    if v ~= nil then
      hits = hits + 1
      return v
    end
    v = f(n)
    cache[n] = v
    return v
  end, function() return hits end
end

local function curry(f, n)
  local function collect(args, count)
    return function(x)
      local more = { table.unpack(args, 1, count) }
      more[count + 1] = x
      if count + 1 == n then return f(table.unpack(more, 1, n)) end
      return collect(more, count + 1)
    end
  end
  return collect({}, 0)
end

local function church(n)
  return function(f)
    return function(x)
      for _ = 1, n do x = f(x) end
      return x
    end
  end
end
local function church_add(a, b) return function(f) return function(x) return a(f)(b(f)(x)) end end end
local function church_mul(a, b) return function(f) return a(b(f)) end end
local function church_value(a) return a(function(x) return x + 1 end)(0) end

local function undoable()
  local value, undo = 0, {}
  local function set(new)
    local old = value
    undo[#undo + 1] = function() value = old end
    value = new
  end
  local function back()
    local action = table.remove(undo)
    if action then action() end
  end
  return set, back, function() return value end
end

local accounts = {}
for i = 1, 40 do accounts[i] = account(i * 10) end
local refused = 0
for i = 1, 1600000 do
  local a = accounts[i % 40 + 1]
  if i % 3 == 0 then
    a.deposit(i % 17)
  elseif not a.withdraw(i % 23) then
    refused = refused + 1
  end
end
local total = 0
for _, a in ipairs(accounts) do total = total + a.balance() + a.history() end
print("accounts", total, refused)

local ways, hits
ways, hits = memoize(function(n)
  if n < 2 then return 1 end
  return (ways(n - 1) + ways(n - 2) + ways(n // 2)) % 1000003
end)
local sum = 0
for n = 1, 60000, 50 do
  for back = 0, 99 do sum = sum + ways(n + back) end
end
print("memo", sum, hits())

local blend = curry(function(a, b, c, d) return a * b + c * d end, 4)
local curried = 0
for i = 1, 25000 do
  local with = blend(i)(i + 1)
  curried = (curried + with(2)(3) + with(4)(5)) % 1000003
end
print("curry", curried)

local n = 0
for i = 1, 900 do
  local three, k = church(3), church(i % 12)
  n = n + church_value(church_mul(church_add(three, k), church_add(k, k)))
end
print("church", n)

local set, back, get = undoable()
local seen = 0
for i = 1, 250000 do
  set(i)
  if i % 3 == 0 then back() end
  if i % 100 == 0 then for _ = 1, 60 do back() end end
  seen = (seen + get()) % 1000003
end
print("undo", seen, get())
