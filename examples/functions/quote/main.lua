-- Prices an order: the sum over active items above a minimum, by rules that come with the bundle.
local config = require "config"

local function total_of(items)
  local total = 0.0
  for _, item in ipairs(items) do
    if item.active and item.price > config.min_price then
      total = total + item.price * item.qty
    end
  end
  return total
end

return function(req)
  local order = req:json()
  if type(order.items) ~= "table" then
    return { status = 400, json = { error = "an order has items" } }
  end
  return { json = { id = order.id, total = total_of(order.items), currency = config.currency } }
end
