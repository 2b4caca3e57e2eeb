-- Kind: objects, errors. A ledger of accounts: three-level inheritance, getters through an __index
-- function, validation that fails now and then, __eq/__lt/__tostring: business code as it is written.

local Account = {}
Account.__index = Account
Account.__tostring = function(a) return string.format("%s:%d", a.owner, a.balance) end
Account.__eq = function(a, b) return a.id == b.id end
Account.__lt = function(a, b) return a.balance < b.balance end

local next_id = 0
function Account.open(class, owner, balance)
  next_id = next_id + 1
  return setmetatable({ id = next_id, owner = owner, balance = balance, log = {} }, class)
end

function Account:record(kind, amount)
  local log = self.log
  log[#log + 1] = { kind = kind, amount = amount, after = self.balance }
  if #log > 32 then
    for i = 1, 16 do log[i] = log[i + 16] end
    for i = #log, 17, -1 do log[i] = nil end
  end
end

function Account:deposit(amount)
  if amount <= 0 then error({ code = "amount", account = self.id }) end
  self.balance = self.balance + amount
  self:record("deposit", amount)
end

function Account:limit() return 0 end

function Account:withdraw(amount)
  if self.balance - amount < -self:limit() then
    error({ code = "funds", account = self.id, missing = amount - self.balance })
  end
  self.balance = self.balance - amount
  self:record("withdraw", amount)
end

function Account:month_end() end

local function extend(base)
  local class = {}
  for k, v in pairs(base) do
    if k:sub(1, 2) == "__" then class[k] = v end
  end
  class.__index = class
  return setmetatable(class, { __index = base })
end

local Checking = extend(Account)
function Checking:limit() return 500 end
function Checking:month_end()
  if self.balance < 0 then
    self.balance = self.balance + self.balance // 50
    self:record("interest", self.balance)
  end
end

local Savings = extend(Account)
function Savings:month_end() self.balance = self.balance + self.balance // 200 end

local Premium = extend(Savings)
function Premium:limit() return 2000 end
function Premium:month_end()
  Savings.month_end(self)
  self:deposit(5)
end

-- A read-only view: computed properties by name, methods found through the account's class.
local properties = {
  overdrawn = function(a) return a.balance < 0 end,
  label = function(a) return a.owner .. "#" .. a.id end,
  available = function(a) return a.balance + a:limit() end,
}
local function view(account)
  return setmetatable({}, { __index = function(_, key)
    local property = properties[key]
    if property then return property(account) end
    return account[key]
  end })
end

local classes = { Account, Checking, Savings, Premium }
local accounts, views = {}, {}
for i = 1, 200 do
  local class = classes[i % #classes + 1]
  accounts[i] = Account.open(class, "client" .. i, 100 * (i % 17))
  views[i] = view(accounts[i])
end

local failures = { funds = 0, amount = 0 }
local function transfer(from, to, amount)
  from:withdraw(amount)
  to:deposit(amount)
end

local seed = 7
local function random(n)
  seed = (seed * 16807) % 2147483647
  return seed % n + 1
end

local richer, available = 0, 0
for month = 1, 100 do
  for _ = 1, 3000 do
    local a, b = accounts[random(200)], accounts[random(200)]
    if a ~= b then
      local ok, err = pcall(transfer, a, b, random(400) - 2)
      if not ok then failures[err.code] = failures[err.code] + 1 end
      if b < a then richer = richer + 1 end
    end
  end
  for i, account in ipairs(accounts) do
    account:month_end()
    local v = views[i]
    if not v.overdrawn then available = available + v.available end
  end
end

table.sort(accounts, function(a, b)
  if a.balance ~= b.balance then return b < a end
  return a.id < b.id
end)
for i = 1, 5 do print(tostring(accounts[i]), views[i].label, #accounts[i].log) end
print(failures.funds, failures.amount, richer, available)
