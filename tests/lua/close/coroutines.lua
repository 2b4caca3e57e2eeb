-- <close> and coroutines: yields inside closing methods in every kind of exit.
local yield = coroutine.yield
local function c(name, ...)
  local extra = ...
  return setmetatable({}, { __close = function(_, err) yield(name .. ":" .. tostring(err)) if extra then error(extra, 0) end end })
end
local function run(f)
  local out, w = {}, coroutine.create(f)
  while true do
    local r = table.pack(coroutine.resume(w))
    for i = 1, r.n do r[i] = tostring(r[i]) end
    out[#out + 1] = table.concat(r, ",")
    if coroutine.status(w) == "dead" then return table.concat(out, " | ") end
  end
end
print(run(function() do local a <close> = c "a" end return "end" end))  -- expect: true,a:nil | true,end
print(run(function() local a <close> = c "a" local b <close> = c "b" return "x", "y", nil end))  -- expect: true,b:nil | true,a:nil | true,x,y,nil
print(run(function() for i = 1, 2 do local v <close> = c("v" .. i) if i == 2 then break end end return "done" end))  -- expect: true,v1:nil | true,v2:nil | true,done
print(run(function() for i in next, { 1, 2 }, nil, c "for" do yield(i) end end))  -- expect: true,1 | true,2 | true,for:nil | true
print(run(function() return pcall(function() local a <close> = c "a" error("E", 0) end) end))  -- expect: true,a:E | true,false,E
print(run(function() return pcall(function() local a <close> = c("a", "A") local b <close> = c("b", "B") error("E", 0) end) end))  -- expect: true,b:E | true,a:B | true,false,A
print(run(function() local a <close> = c "a" error("uncaught", 0) end))  -- expect: false,uncaught
print(run(function()
  local i = 0
  ::again::
  do local g <close> = c("g" .. i) i = i + 1 if i < 3 then goto again end end
  return i
end))  -- expect: true,g0:nil | true,g1:nil | true,g2:nil | true,3
print(run(function()
  local function f(...) local a <close> = c "tail" return select("#", ...), ... end
  return f(1, nil, 3)
end))  -- expect: true,tail:nil | true,3,1,nil,3
print(run(function()
  local t = setmetatable({}, { __index = function(_, k) local a <close> = c("in index") return k .. "!" end })
  return t.x .. t.y
end))  -- expect: true,in index:nil | true,in index:nil | true,x!y!
print(run(function()
  return xpcall(function() local a <close> = c "a" error("E", 0) end, function(m) return "h(" .. m .. ")" end)
end))  -- expect: true,a:h(E) | true,false,h(E)
print(run(function()
  local a <close> = c "outer"
  return pcall(pcall, function() local b <close> = c("inner", "I") yield("body") return "lost" end)
end))  -- expect: true,body | true,inner:nil | true,outer:nil | true,true,false,I
-- A closing method that resumes other coroutines and closes them.
print(run(function()
  local inner = coroutine.create(function() local z <close> = setmetatable({}, { __close = function() end }) yield("i1") yield("i2") end)
  local a <close> = setmetatable({}, { __close = function() yield(select(2, coroutine.resume(inner))) coroutine.close(inner) yield(coroutine.status(inner)) end })
  return select(2, coroutine.resume(inner))
end))  -- expect: true,i2 | true,dead | true,i1
