-- Kind: coroutines, strings. Producer / filter / consumer over text: a reader handing out small blocks,
-- a line splitter, a parser, a grouping stage and a sink, each a coroutine with its own state.

local function producer(text, block)
  return coroutine.create(function()
    for i = 1, #text, block do coroutine.yield(text:sub(i, i + block - 1)) end
  end)
end

local function receive(source)
  local ok, a, b, c = coroutine.resume(source)
  if not ok then error(a, 0) end
  return a, b, c
end

local function lines(source)
  return coroutine.create(function()
    local rest = ""
    for block in receive, source do
      rest = rest .. block
      local start = 1
      while true do
        local stop = rest:find("\n", start, true)
        if not stop then break end
        coroutine.yield(rest:sub(start, stop - 1))
        start = stop + 1
      end
      rest = rest:sub(start)
    end
    if rest ~= "" then coroutine.yield(rest) end
  end)
end

local function records(source)
  return coroutine.create(function()
    local number = 0
    for line in receive, source do
      number = number + 1
      local name, value = line:match("^(%a+)%s*:%s*(%-?%d+)$")
      if name then
        coroutine.yield(name, tonumber(value), number)
      elseif line:sub(1, 1) ~= "#" then
        error("line " .. number .. ": cannot parse '" .. line .. "'", 0)
      end
    end
  end)
end

local function where(source, keep)
  return coroutine.create(function()
    while true do
      local name, value, number = receive(source)
      if name == nil then return end
      if keep(name, value) then coroutine.yield(name, value, number) end
    end
  end)
end

local function grouped(source, size)
  return coroutine.create(function()
    local sums, names, n = {}, {}, 0
    while true do
      local name, value = receive(source)
      if name == nil then break end
      if not sums[name] then
        sums[name] = 0
        names[#names + 1] = name
      end
      sums[name] = sums[name] + value
      n = n + 1
      if n == size then
        coroutine.yield(names, sums)
        sums, names, n = {}, {}, 0
      end
    end
    if n > 0 then coroutine.yield(names, sums) end
  end)
end

local function input(n, bad)
  local out = {}
  local names = { "cpu", "disk", "net", "mem", "swap" }
  for i = 1, n do
    if i == bad then
      out[i] = "garbage here"
    elseif i % 11 == 0 then
      out[i] = "# comment " .. i
    else
      out[i] = names[i * i % 5 + 1] .. " : " .. (i * 37 % 400 - 100)
    end
  end
  return table.concat(out, "\n")
end

local total, groups, errors = 0, 0, 0
local last
for round = 1, 110 do
  local text = input(2500, round % 6 == 0 and 2000 or nil)
  local chain = grouped(where(records(lines(producer(text, 61 + round))),
                              function(name, value) return value > 0 or name == "net" end), 50)
  local ok, err = pcall(function()
    for names, sums in receive, chain do
      groups = groups + 1
      for _, name in ipairs(names) do total = total + sums[name] end
    end
  end)
  if not ok then
    errors = errors + 1
    last = err
  end
end
print(total, groups, errors)
print(last)
