-- A small business: records, queries, grouping, joins, transactions that roll back, reports.
local db = {}
function db.table(name, ...)
  db[name] = { name = name, columns = { ... }, rows = {}, index = {}, serial = 0 }
  return db[name]
end
local journal
local function note(undo) if journal then journal[#journal + 1] = undo end end
function db.insert(t, row)
  t.serial = t.serial + 1
  row.id = t.serial
  for _, c in ipairs(t.columns) do if row[c] == nil then error(("%s.%s is missing"):format(t.name, c), 0) end end
  t.rows[#t.rows + 1], t.index[row.id] = row, row
  note(function()
    table.remove(t.rows)
    t.index[row.id] = nil
    t.serial = t.serial - 1
  end)
  return row.id
end
function db.update(t, id, changes)
  local row = t.index[id] or error(("%s has no row %s"):format(t.name, id), 0)
  for k, v in pairs(changes) do
    local old = row[k]
    note(function() row[k] = old end)
    row[k] = type(v) == "function" and v(old) or v
  end
end
function db.transaction(f, ...)
  local outer = journal
  journal = {}
  local mine <close> = setmetatable({}, { __close = function(_, e)
    local entries = journal
    journal = outer
    if e ~= nil then
      for i = #entries, 1, -1 do entries[i]() end
    elseif outer then
      table.move(entries, 1, #entries, #outer + 1, outer)
    end
  end })
  return f(...)
end
local Query = {}
Query.__index = Query
function db.from(t) return setmetatable({ rows = table.move(t.rows, 1, #t.rows, 1, {}) }, Query) end
local function derive(rows) return setmetatable({ rows = rows }, Query) end
function Query:where(f)
  if type(f) == "string" then f = load("local _ENV = ... return " .. f, "=where") end
  local out = {}
  for _, r in ipairs(self.rows) do if f(r) then out[#out + 1] = r end end
  return derive(out)
end
function Query:select(...)
  local out, columns = {}, { ... }
  for i, r in ipairs(self.rows) do
    out[i] = {}
    for _, c in ipairs(columns) do out[i][c] = r[c] end
  end
  return derive(out)
end
function Query:order(key, down)
  local rows = table.move(self.rows, 1, #self.rows, 1, {})
  for i, r in ipairs(rows) do rows[i] = { r, i } end
  table.sort(rows, function(a, b)
    local x, y = a[1][key], b[1][key]
    if x == y then return a[2] < b[2] end
    if down then return y < x end
    return x < y
  end)
  for i, r in ipairs(rows) do rows[i] = r[1] end
  return derive(rows)
end
function Query:join(t, key, as)
  local out = {}
  for _, r in ipairs(self.rows) do
    local other = t.index[r[key]]
    if other then out[#out + 1] = setmetatable({ [as] = other }, { __index = r }) end
  end
  return derive(out)
end
function Query:group(key, fold)
  local groups, order = {}, {}
  for _, r in ipairs(self.rows) do
    local k = type(key) == "function" and key(r) or r[key]
    if not groups[k] then
      groups[k] = {}
      order[#order + 1] = k
    end
    table.insert(groups[k], r)
  end
  local out = {}
  for i, k in ipairs(order) do
    out[i] = fold(groups[k])
    out[i].key = k
  end
  return derive(out)
end
function Query:sum(f)
  local s = 0
  for _, r in ipairs(self.rows) do s = s + f(r) end
  return s
end
function Query:show(...)
  for _, r in ipairs(self.rows) do
    local out = {}
    for i, c in ipairs { ... } do
      local v = r
      for step in c:gmatch("%w+") do v = v[step] end
      out[i] = type(v) == "number" and ("%g"):format(v) or tostring(v)
    end
    print(table.concat(out, " | "))
  end
  return self
end
local products, orders = db.table("products", "name", "price", "stock"), db.table("orders", "product", "amount", "buyer")
for _, p in ipairs { { "lamp", 25.5, 10 }, { "desk", 180, 3 }, { "chair", 75.25, 8 }, { "pen", 1.2, 500 }, { "shelf", 99, 0 } } do
  db.insert(products, { name = p[1], price = p[2], stock = p[3] })
end
local function order(buyer, ...)
  local list = { ... }
  return pcall(db.transaction, function()
    for i = 1, #list, 2 do
      local p
      for _, r in ipairs(products.rows) do if r.name == list[i] then p = r end end
      if not p then error("no product " .. list[i], 0) end
      db.update(products, p.id, { stock = function(s) return s - list[i + 1] end })
      if p.stock < 0 then error("not enough of " .. p.name, 0) end
      db.insert(orders, { product = p.id, amount = list[i + 1], buyer = buyer })
    end
    return #orders.rows
  end)
end
print(order("ann", "lamp", 2, "pen", 100))  -- expect: true<TAB>2
print(order("bob", "chair", 3, "desk", 4))  -- expect: false<TAB>not enough of desk
print(order("bob", "chair", 3, "desk", 1))  -- expect: true<TAB>4
print(order("cid", "lamp", 1, "sofa", 1))  -- expect: false<TAB>no product sofa
print(order("ann", "pen", 50))  -- expect: true<TAB>5
print(order("dan", "shelf", 1))  -- expect: false<TAB>not enough of shelf
print(pcall(db.transaction, function()  -- expect: false<TAB>inner
-- expect: 1<TAB>8
-- expect: false<TAB>outer
  db.update(products, 1, { price = 1 })
  print(pcall(db.transaction, function()
    db.update(products, 1, { price = 2, stock = 99 })
    error("inner", 0)
  end))
  print(products.index[1].price, products.index[1].stock)
  db.transaction(function() db.update(products, 2, { price = 3 }) end)
  error("outer", 0)
end))
db.from(products):order("stock"):show("id", "name", "price", "stock")  -- expect: 5 | shelf | 99 | 0
-- expect: 2 | desk | 180 | 2
-- expect: 3 | chair | 75.25 | 5
-- expect: 1 | lamp | 25.5 | 8
-- expect: 4 | pen | 1.2 | 350
db.from(orders):join(products, "product", "p"):order("amount", true):show("id", "buyer", "p.name", "amount")  -- expect: 2 | ann | pen | 100
-- expect: 5 | ann | pen | 50
-- expect: 3 | bob | chair | 3
-- expect: 1 | ann | lamp | 2
-- expect: 4 | bob | desk | 1
db.from(orders):join(products, "product", "p"):group("buyer", function(rows)
  return { total = derive(rows):sum(function(r) return r.amount * r.p.price end), count = #rows }
end):order("total", true):show("key", "count", "total")  -- expect: bob | 2 | 405.75
-- expect: ann | 3 | 231
db.from(products):where("price > 20 and stock > 0"):select("name", "stock"):order("name"):show("name", "stock", "price")  -- expect: chair | 5 | nil
-- expect: desk | 2 | nil
-- expect: lamp | 8 | nil
db.from(products):group(function(r) return r.stock == 0 and "out" or r.stock < 5 and "low" or "fine" end, function(rows) return { n = #rows } end):show("key", "n")  -- expect: fine | 3
-- expect: low | 1
-- expect: out | 1
print(pcall(db.insert, products, { name = "x" }), pcall(db.update, products, 99, {}))  -- expect: false<TAB>false<TAB>products has no row 99
print(db.from(products):sum(function(r) return r.price * r.stock end))  -- expect: 1360.25
