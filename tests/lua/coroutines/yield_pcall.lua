-- Yield across pcall and xpcall, inside nested ones, with errors after resumption and in handlers.
local yield = coroutine.yield
local function steps(f, ...)
  local co, out = coroutine.create(f), {}
  local args = table.pack(...)
  while true do
    local r = table.pack(coroutine.resume(co, table.unpack(args, 1, args.n)))
    for i = 1, r.n do r[i] = tostring(r[i]) end
    out[#out + 1] = table.concat(r, ",")
    if coroutine.status(co) == "dead" then break end
    args = table.pack("r" .. #out)
  end
  return table.concat(out, " | ")
end
print(steps(function() return pcall(function() return yield(1), yield(2) end) end))  -- expect: true,1 | true,2 | true,true,r1,r2
print(steps(function() return pcall(function() yield(1) error("after", 0) end) end))  -- expect: true,1 | true,false,after
print(steps(function() return pcall(pcall, function() local x = yield("in") error(x, 0) end) end))  -- expect: true,in | true,true,false,r1
print(steps(function() return xpcall(function(a) local b = yield(a) error(b .. "!", 0) end, function(m) return "h:" .. m end, "arg") end))  -- expect: true,arg | true,false,h:r1!
print(steps(function()
  local results = {}
  for i = 1, 3 do
    local ok, v = pcall(function() local r = yield(i) if i == 2 then error("two", 0) end return r end)
    results[i] = tostring(ok) .. "=" .. v
  end
  return table.concat(results, ";")
end))  -- expect: true,1 | true,2 | true,3 | true,true=r1;false=two;true=r3
print(steps(function()
  local ok, err = pcall(function()
    local ok2, err2 = pcall(function() yield("deep") error({}) end)
    yield(type(err2))
    error("outer", 0)
  end)
  return ok, err, yield("last")
end))  -- expect: true,deep | true,table | true,last | true,false,outer,r3
-- pcall around a coroutine.wrap that yields and fails itself.
print(steps(function()
  local w = coroutine.wrap(function() yield("w1") error("w failed", 0) end)
  local a = w()
  local ok, m = pcall(w)
  return a, ok, m, yield("outside")
end))  -- expect: true,outside | true,w1,false,w failed,r1
-- A message handler cannot yield in the reference.
print(steps(function() return xpcall(error, function(m) yield("from handler") return m end, "e") end))  -- expect: true,false,error in error handling
-- yield directly as the protected function, as a handler's helper, and through select.
print(steps(function() return pcall(yield, 1, 2) end))  -- expect: true,1,2 | true,true,r1
print(steps(function() return select(2, pcall(yield, "a", "b")), (pcall(yield)) end))  -- expect: true,a,b | true | true,r1,true
-- Tail-called pcall, pcall returning many values after a yield.
print(steps(function() return select("#", pcall(function() yield() return table.unpack({}, 1, 100) end)) end))  -- expect: true | true,101
local function loop(n) if n == 0 then return yield("bottom") end return pcall(loop, n - 1) end
print((steps(loop, 50):gsub("true,", "t")))  -- expect: tbottom | tttttttttttttttttttttttttttttttttttttttttttttttttttr1
-- Errors with levels and positions after a resume.
print(steps(function() return pcall(function()
  yield()
  local t = nil
  return t.x
end) end))  -- expect: true | true,false,yield_pcall.lua:55: attempt to index a nil value (local 't')
