-- Kind: varargs, closures. Middleware and decorators that pass ... through: logging, timing-like
-- counters, argument checking, event dispatch, tail calls with open results.

local log = {}
local function record(name, ...)
  local n = select("#", ...)
  log[name] = (log[name] or 0) + n
  return ...
end

local function logged(name, f)
  return function(...) return record(name, f(...)) end
end

local function counted(f)
  local calls, args = 0, 0
  return function(...)
    calls, args = calls + 1, args + select("#", ...)
    return f(...)
  end, function() return calls, args end
end

local function defaults(f, ...)
  local values = table.pack(...)
  return function(...)
    local given = table.pack(...)
    for i = given.n + 1, values.n do given[i] = values[i] end
    return f(table.unpack(given, 1, math.max(given.n, values.n)))
  end
end

local function partial(f, ...)
  local n = select("#", ...)
  if n == 1 then
    local a = ...
    return function(...) return f(a, ...) end
  elseif n == 2 then
    local a, b = ...
    return function(...) return f(a, b, ...) end
  end
  local bound = { ... }
  return function(...)
    local all = { table.unpack(bound, 1, n) }
    for i = 1, select("#", ...) do all[n + i] = (select(i, ...)) end
    return f(table.unpack(all, 1, n + select("#", ...)))
  end
end

local function protect(f)
  local function finish(ok, ...)
    if ok then return ... end
    return nil, (...)
  end
  return function(...) return finish(pcall(f, ...)) end
end

local function chain(...)
  local stages = { ... }
  local function run(i, ...)
    local stage = stages[i]
    if not stage then return ... end
    return run(i + 1, stage(...))
  end
  return function(...) return run(1, ...) end
end

local function middleware(handlers, final)
  local function at(i)
    local handler = handlers[i]
    if not handler then return final end
    local rest = at(i + 1)
    return function(...) return handler(rest, ...) end
  end
  return at(1)
end

local sum3 = function(a, b, c) return a + b + (c or 0) end
local swap = function(a, b, ...) return b, a, ... end
local spread = function(a, ...) return a, a + 1, ... end
local add, add_stats = counted(logged("add", sum3))
local with_default = defaults(add, 1, 2, 3)
local bound1, bound2, bound3 = partial(add, 5), partial(add, 6, 7), partial(add, 1, 2, 3)
local safe = protect(function(a, ...)
  if a % 50 == 0 then error("fifty", 0) end
  return a, ...
end)
local rotate = chain(swap, spread, swap, spread, swap)
local web = middleware({
  function(rest, request, ...) return rest(request + 1, "id", ...) end,
  function(rest, request, ...)
    if request % 9 == 0 then return 403 end
    return rest(request, ...)
  end,
  function(rest, ...) return record("web", rest(...)) end,
}, function(request, tag, ...) return request % 100, tag, select("#", ...) end)

local check, denied, fifties = 0, 0, 0
for i = 1, 110000 do
  check = check + with_default(i) + with_default(i, 4) + bound1(i) + bound2(i) + bound3()
  local a, err = safe(i, i, i)
  if err == "fifty" then fifties = fifties + 1 else check = check + a end
  local p, q, r = rotate(i, 2, 3)
  check = check + p - q + r
  local status, tag, extra = web(i, true, nil, false)
  if tag == "id" then check = check + status + extra else denied = denied + 1 end
  check = check % 1000000007
end
print(check, denied, fifties)
print(log.add, log.web, add_stats())
