-- Kind: errors, closures. A client with retries, timeouts and cleanup: try/catch/finally helpers over
-- pcall and xpcall, rethrown and wrapped errors, to-be-closed locks, errors deep in recursion.

local function try(body, catch, finally)
  local results = table.pack(pcall(body))
  if not results[1] and catch then results = table.pack(pcall(catch, results[2])) end
  if finally then finally() end
  if not results[1] then error(results[2], 0) end
  return table.unpack(results, 2, results.n)
end

local HttpError = {}
HttpError.__index = HttpError
HttpError.__tostring = function(e) return "HTTP " .. e.status .. (e.cause and " <- " .. tostring(e.cause) or "") end
local function http_error(status, cause)
  return setmetatable({ status = status, cause = cause, retryable = status >= 500 }, HttpError)
end

local calls, closed, released = 0, 0, 0
local Lock = { __close = function(lock, err)
  lock.held = false
  released = released + (err and 1000 or 1)
end }
local function acquire(lock)
  lock.held = true
  return setmetatable(lock, Lock)
end

local function request(url, attempt)
  calls = calls + 1
  local lock <close> = acquire({ url = url })
  local n = #url * 7 + attempt * 13 + calls
  if n % 11 == 0 then error(http_error(503)) end
  if n % 13 == 0 then error(http_error(404)) end
  if n % 17 == 0 then
    local missing
    return missing.body
  end
  if n % 19 == 0 then error("connection reset by " .. url, 0) end
  return "body of " .. url, n
end

local function with_retry(times, f, ...)
  local last
  for attempt = 1, times do
    local ok, a, b = pcall(f, ..., attempt)
    if ok then return a, b, attempt end
    last = a
    if type(a) == "table" and not a.retryable then break end
  end
  error(type(last) == "table" and http_error(last.status, last) or last, 0)
end

local function parse(depth, limit)
  if depth == limit then error({ depth = depth }) end
  local ok = depth % 3 ~= 0
  if ok then return 1 + parse(depth + 1, limit) end
  local fine, err = pcall(parse, depth + 1, limit)
  if not fine then
    err.depth = err.depth * 2 + depth
    error(err)
  end
  return err
end

local served, failed, kinds, handled = 0, 0, {}, 0
for i = 1, 140000 do
  local ok, err = pcall(try, function()
    local body, n, attempt = with_retry(3, request, "host" .. i % 50)
    served = served + attempt + n % 2 + #body % 2
  end, i % 2 == 0 and function(e)
    handled = handled + 1
    if tostring(e):find("404", 1, true) then return "not found" end
    error(e, 0)
  end or nil, function() closed = closed + 1 end)
  if not ok then
    failed = failed + 1
    local kind = tostring(err):gsub("host%d+", "host"):gsub("^.-:%d+: ", "")
    kinds[kind] = (kinds[kind] or 0) + 1
  end
end

local depth_sum = 0
for i = 1, 8000 do
  local _, err = pcall(parse, 1, 10 + i % 12)
  depth_sum = (depth_sum + err.depth) % 1000003
end

local traces = 0
for i = 1, 4000 do
  local _, trace = xpcall(function() return with_retry(i % 3, error, "fatal") end, function(e)
    return #tostring(e) + (debug.traceback("x", 1):find("stack traceback", 1, true) or 0)
  end)
  traces = traces + trace
end

print(served, failed, closed, released, handled, calls)
local names = {}
for kind in pairs(kinds) do names[#names + 1] = kind end
table.sort(names)
for _, kind in ipairs(names) do print(kinds[kind], kind) end
print(depth_sum, traces)
