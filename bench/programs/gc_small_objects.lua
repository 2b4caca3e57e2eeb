-- Kind: GC-heavy, objects. A simulation allocating several small records per event (orders, trades,
-- tuples, closures), most dead at once, a sliding window of the recent ones and an old book that is
-- updated all the time (old objects pointing to new ones).

local seed = 12
local function random(n)
  seed = seed * 16807 % 2147483647
  return seed % n + 1
end

local function pair(a, b) return { a, b } end
local function order(id, side, price, size) return { id = id, side = side, price = price, size = size, fills = {} } end

local book = { buy = {}, sell = {}, last = nil, trades = 0, volume = 0 }
for price = 1, 200 do
  book.buy[price] = { price = price, head = nil, tail = nil, total = 0 }
  book.sell[price] = { price = price, head = nil, tail = nil, total = 0 }
end

local function add(level, o)
  local cell = { order = o, next = nil }
  if level.tail then level.tail.next = cell else level.head = cell end
  level.tail = cell
  level.total = level.total + o.size
end

local function take(level, o, listener)
  while level.head and o.size > 0 do
    local cell = level.head
    local other = cell.order
    local size = math.min(o.size, other.size)
    o.size, other.size, level.total = o.size - size, other.size - size, level.total - size
    local trade = { buy = o, sell = other, size = size, price = level.price }
    o.fills[#o.fills + 1] = trade
    listener(trade)
    if other.size == 0 then
      level.head = cell.next
      if not level.head then level.tail = nil end
    end
  end
end

local function submit(o, listener)
  if o.side == "buy" then
    for price = o.price - 4 > 0 and o.price - 4 or 1, o.price do
      if o.size == 0 then break end
      take(book.sell[price], o, listener)
    end
  else
    for price = o.price + 4 <= 200 and o.price + 4 or 200, o.price, -1 do
      if o.size == 0 then break end
      take(book.buy[price], o, listener)
    end
  end
  if o.size > 0 then add(book[o.side][o.price], o) end
end

local window, first, last = {}, 1, 0
local spread = 0
for id = 1, 140000 do
  local side = random(2) == 1 and "buy" or "sell"
  local o = order(id, side, 80 + random(20) + (side == "buy" and -2 or 2), random(9))
  submit(o, function(trade)
    book.trades, book.volume = book.trades + 1, book.volume + trade.size
    book.last = pair(trade.price, trade)
    last = last + 1
    window[last] = trade
    if last - first > 500 then
      window[first] = nil
      first = first + 1
    end
  end)
  if id % 64 == 0 and last > first then
    local low, high = window[first], window[first]
    for i = first, last do
      local t = window[i]
      if t.price < low.price then low = t elseif t.price > high.price then high = t end
    end
    spread = spread + pair(low, high)[2].price - low.price
  end
end
local resting = 0
for price = 1, 200 do resting = resting + book.buy[price].total + book.sell[price].total end
print(book.trades, book.volume, resting, spread, book.last[1], #book.last[2].buy.fills)
