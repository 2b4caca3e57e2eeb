-- seconds: 60
-- modes: plain tier1 tier2 tier3 ; each kind fills a stack, which the other modes go through at each call
-- Every kind of call can overflow a stack: the error says which one, and the program goes on.
local function kinds(list)
  for _, kind in ipairs(list) do
    local name, f = kind[1], kind[2]
    local results = {}
    for i = 1, 2 do -- the second time everything is warm
      local ok, e = pcall(f)
      e = tostring(e)
      results[i] = ok and "no error: " .. e
        or e:find("error in error handling", 1, true) and "handler"
        or e:find("C stack overflow", 1, true) and "C"
        or e:find("stack overflow", 1, true) and "Lua"
        or e:sub(1, 200)
    end
    print(name, results[1] == results[2] and results[1] or table.concat(results, " then "))
    assert(select("#", table.unpack({}, 1, 100)) == 100) -- there is room again
  end
end

-- A function that meta calls again by way of `use`, not in tail position.
local function through(event, use)
  local x
  x = setmetatable({}, { [event] = function() return (use(x)) end })
  return { event, function() return (use(x)) end }
end

kinds({
  through("__index", function(x) return x.k end),
  through("__newindex", function(x) x.k = 1 end),
  through("__call", function(x) return (x()) end),
  through("__add", function(x) return x + 1 end),
  through("__sub", function(x) return 1 - x end),
  through("__mul", function(x) return x * x end),
  through("__div", function(x) return x / 2 end),
  through("__mod", function(x) return x % 2 end),
  through("__pow", function(x) return x ^ 2 end),
  through("__idiv", function(x) return x // 2 end),
  through("__unm", function(x) return -x end),
  through("__band", function(x) return x & 1 end),
  through("__bor", function(x) return x | 1 end),
  through("__bxor", function(x) return x ~ 1 end),
  through("__shl", function(x) return x << 1 end),
  through("__shr", function(x) return x >> 1 end),
  through("__bnot", function(x) return ~x end),
  through("__len", function(x) return #x end),
  through("__concat", function(x) return x .. "s" end),
  through("__lt", function(x) return x < x end),
  through("__le", function(x) return x <= 1 end),
  through("__tostring", function(x) return tostring(x) end),
  through("__pairs", function(x) return pairs(x) end),
})

local function eq()
  local mt, a, b = {}, nil, nil
  a, b = setmetatable({}, mt), setmetatable({}, mt)
  mt.__eq = function() return a == b and a == b end
  return a == b
end
local function close_by_fall()
  local function f()
    local x <close> = setmetatable({}, { __close = function() f() end })
    local y = 1
  end
  f()
end
local function close_by_return()
  local function f()
    local x <close> = setmetatable({}, { __close = function() f() end })
    return 1, 2
  end
  f()
end
local function iterator()
  local function f()
    for _ in f do end
  end
  f()
end
local function closing_iterator()
  local function f()
    for _ in function() end, nil, nil, setmetatable({}, { __close = function() f() end }) do end
  end
  f()
end
local function method() local o = {} function o:m() return 1 + self:m() end return o:m() end
local function arguments() local function f(...) return (f(1, ...)) end return f() end
local function unpacked() local function f(...) return (f(table.unpack({ ... }))) end return f(1, 2, 3) end
local function wide_tail() local function f(...) return f(1, ...) end return f() end
local function mutual()
  local f, g
  function f() return (g()) end
  function g() return (f()) end
  f()
end
local function by_pcall() local function f() return assert(pcall(f)) end f() end
local function by_xpcall() local function f() return assert(xpcall(f, error)) end f() end
local function by_error() local function f() error(f()) end f() end
local function by_select() local function f() return (select(1, f())) end f() end
local function by_sort() local function f() table.sort({ 2, 1 }, f) end f() end
local function by_gsub() local function f() return (string.gsub("x", "x", f)) end f() end
local function by_gsub_table()
  local t t = setmetatable({}, { __index = function() return (string.gsub("x", "x", t)) end })
  return (string.gsub("x", "x", t))
end
local function by_format()
  local x x = setmetatable({}, { __tostring = function() return string.format("%s", x) end })
  return string.format("%s", x)
end
local function by_concat()
  local t t = setmetatable({}, { __index = function() return table.concat(t, "", 1, 1) end })
  return table.concat(t, "", 1, 1)
end
local function by_insert()
  local t t = setmetatable({}, { __newindex = function() table.insert(t, 1) end })
  table.insert(t, 1)
end
local function by_remove()
  local t t = setmetatable({}, { __len = function() return 1 end, __index = function() return (table.remove(t)) end })
  return table.remove(t)
end
local function by_move()
  local t t = setmetatable({}, { __index = function() table.move(t, 1, 1, 2) end })
  table.move(t, 1, 1, 2)
end
local function by_unpack()
  local t t = setmetatable({}, { __index = function() return (table.unpack(t, 1, 1)) end })
  return (table.unpack(t, 1, 1))
end
local function by_ipairs()
  local t t = setmetatable({}, { __index = function() for _ in ipairs(t) do end end })
  for _ in ipairs(t) do end
end
local function by_load() local function f() return load(function() return f() end) and 1 end
  local function g() local chunk, e = load(g) if not chunk then error(e, 0) end end g() end
local function by_loaded() local function f() return (load("local f = ... return (f())")(f)) end f() end
local function by_require()
  local n = 0
  local function loader() n = n + 1 return (require("overflow" .. n)) end
  table.insert(package.searchers, 1, function() return loader end)
  local ok, e = pcall(require, "overflow")
  table.remove(package.searchers, 1)
  assert(ok, e)
end
local function by_dofile()
  local name = os.tmpname()
  local file = assert(io.open(name, "w"))
  file:write("return (dofile(...))") -- of itself: without an argument it would read standard input
  file:close()
  overflow_name = name
  file = assert(io.open(name, "w"))
  file:write("return (dofile(overflow_name))")
  file:close()
  local ok, e = pcall(dofile, name)
  os.remove(name)
  overflow_name = nil
  assert(ok, e)
end
local function by_wrap() local function f() return (coroutine.wrap(f)()) end f() end
local function by_resume() local function f() assert(coroutine.resume(coroutine.create(f))) end f() end
local function by_close_of_coroutine()
  local function f()
    local co = coroutine.create(function()
      local x <close> = setmetatable({}, { __close = function() f() end })
      coroutine.yield()
    end)
    coroutine.resume(co)
    assert(coroutine.close(co))
  end
  f()
end
local function in_coroutine() local function f() return 1 + f() end assert(coroutine.resume(coroutine.create(f))) end
local function in_wrapped() local function f() return 1 + f() end coroutine.wrap(f)() end
local function after_yield()
  local function f(n) if n == 100 then coroutine.yield() end return 1 + f(n + 1) end
  local co = coroutine.create(f)
  coroutine.resume(co, 1)
  assert(coroutine.resume(co))
end
local function in_handler()
  local function f() return 1 + f() end
  local ok, e = xpcall(error, f, "x")
  assert(ok, e)
end
local function handler_of_overflow()
  local function f() return 1 + f() end
  local ok, e = xpcall(f, function(e) return e end)
  assert(ok, e)
end
local function handler_that_fails()
  local ok, e = xpcall(error, function(e) error(e) end, "x")
  assert(ok, e)
end
local function in_hook()
  local function f() return 1 + f() end
  debug.sethook(function() debug.sethook() f() end, "c")
  local ok, e = pcall(math.abs, 1)
  debug.sethook()
  assert(ok, e)
end
local function in_close_after_error()
  local function f() return 1 + f() end
  local x <close> = setmetatable({}, { __close = f })
  error("first")
end
local function chain_of_index()
  local t = {}
  for _ = 1, 3000 do t = setmetatable({}, { __index = t }) end
  return t.x
end
local function loop_of_index() local t = {} setmetatable(t, { __index = t }) return t.x end
local function chain_of_call()
  local f
  f = function(...) return select("#", ...) end
  for _ = 1, 300 do f = setmetatable({}, { __call = f }) end
  f()
end
local function by_name() -- the name of a type, looked up for an error
  local x x = setmetatable({}, { __tostring = function() return 1 end, __name = "overflow" })
  local function f() return 1 + (select(2, pcall(tostring, x)) and f()) end
  f()
end
local function deep_text(open, close) return function() assert(load("return " .. open:rep(300) .. "1" .. close:rep(300))) end end
local function deep_blocks(open, close) return function() assert(load(open:rep(300) .. " " .. close:rep(300))) end end
local function deep_pattern() return (("x"):rep(300000):find((".-"):rep(300) .. "b")) end
local function deep_groups() return (("("):rep(300)):find(("("):rep(300)) end

kinds({
  { "__eq", eq },
  { "close, falling out", close_by_fall },
  { "close, returning", close_by_return },
  { "iterator", iterator },
  { "closing an iterator", closing_iterator },
  { "method", method },
  { "more and more arguments", arguments },
  { "arguments unpacked", unpacked },
  { "mutual", mutual },
  { "pcall", by_pcall },
  { "xpcall", by_xpcall },
  { "error", by_error },
  { "select", by_select },
  { "sort", by_sort },
  { "gsub", by_gsub },
  { "gsub with a table", by_gsub_table },
  { "format", by_format },
  { "concat", by_concat },
  { "insert", by_insert },
  { "remove", by_remove },
  { "move", by_move },
  { "unpack", by_unpack },
  { "ipairs", by_ipairs },
  { "reader of load", by_load },
  { "loaded chunk", by_loaded },
  { "require", by_require },
  { "dofile", by_dofile },
  { "wrap", by_wrap },
  { "resume", by_resume },
  { "coroutine.close", by_close_of_coroutine },
  { "in a coroutine", in_coroutine },
  { "in a wrapped one", in_wrapped },
  { "after a yield", after_yield },
  { "in a message handler", in_handler },
  { "with a message handler", handler_of_overflow },
  { "handler that fails", handler_that_fails },
  { "in a hook", in_hook },
  { "in __close after an error", in_close_after_error },
  { "chain of __index", chain_of_index },
  { "loop of __index", loop_of_index },
  { "chain of __call", chain_of_call },
  { "beside errors caught", by_name },
  { "parentheses", deep_text("(", ")") },
  { "constructors", deep_text("{", "}") },
  { "functions", deep_text("function() return ", " end") },
  { "unary operators", deep_text("- ", "") },
  { "right associative", deep_text("1 .. ", "") },
  { "blocks", deep_blocks("do ", "end ") },
  { "loops", deep_blocks("while true do ", "end ") },
  { "pattern", deep_pattern },
  { "groups", deep_groups },
})
