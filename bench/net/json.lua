-- JSON and MessagePack of an order of 1.8 kB, beside lua-cjson where it can be loaded: CPU time per document.
--
-- usage: trinity bench/net/json.lua [rounds]        prints the best and the median of so many alternating rounds
-- A second interpreter (lua5.4 bench/net/json.lua) measures lua-cjson where it comes from.
local rounds = tonumber(arg and arg[1]) or 7
local kRepeat = 4000

local items = {}
for i = 1, 20 do
  items[i] = { sku = ("item-%05d"):format(i * 7919), qty = i % 7 + 1, price = i * 3.25 + 0.1,
               active = i % 3 ~= 0, name = "thing number " .. i }
end
local order = { id = 123456, customer = "c-00042", currency = "EUR", items = items,
                note = "leave at the \"back\" door\n" }

local codecs = {}
local function add(name, library)
  local ok, codec = pcall(require, library)
  if ok then codecs[#codecs + 1] = { name = name, codec = codec } end
end
add("trinity.net.json", "trinity.net.json")
add("lua-cjson", "cjson")
add("trinity.net.msgpack", "trinity.net.msgpack")

local function time(f, x)
  local clock = os.clock
  collectgarbage()
  local begin = clock()
  for _ = 1, kRepeat do f(x) end
  return (clock() - begin) / kRepeat * 1e6
end

for _, row in ipairs(codecs) do
  row.text = row.codec.encode(order)
  row.decode_us, row.encode_us = {}, {}
end
for _ = 1, rounds do
  for _, row in ipairs(codecs) do
    table.insert(row.decode_us, time(row.codec.decode, row.text))
    table.insert(row.encode_us, time(row.codec.encode, order))
  end
end
print(("%-22s %8s   %-22s %s"):format("", "bytes", "decode us best/median", "encode us best/median"))
for _, row in ipairs(codecs) do
  table.sort(row.decode_us)
  table.sort(row.encode_us)
  local middle = (rounds + 1) // 2
  print(("%-22s %8d   %8.2f / %-8.2f    %8.2f / %.2f"):format(row.name, #row.text,
    row.decode_us[1], row.decode_us[middle], row.encode_us[1], row.encode_us[middle]))
end
