-- Tools built on hooks: a line coverage counter, a call profiler, a tracer with depth, a step limit.
local function covered(f, ...)
  local first, lines = debug.getinfo(f, "S").linedefined, {}
  debug.sethook(function(_, line) lines[line - first] = (lines[line - first] or 0) + 1 end, "l")
  local results = table.pack(pcall(f, ...))
  debug.sethook()
  local out, all = {}, debug.getinfo(f, "L").activelines
  local numbers = {}
  for l in pairs(all) do numbers[#numbers + 1] = l - first end
  table.sort(numbers)
  for _, n in ipairs(numbers) do out[#out + 1] = n .. ":" .. (lines[n] or 0) end
  return table.concat(out, " "), table.unpack(results, 1, results.n)
end
local function classify(n)
  if n < 0 then
    return "negative"
  elseif n == 0 then
    return "zero"
  end
  local kind = "odd"
  for d = 2, n do
    if n % d == 0 and d % 2 == 0 then
      kind = "even"
      break
    end
  end
  return kind
end
print(covered(classify, -5))  -- expect: 1:1 2:1 3:0 4:0 6:0 7:0 8:0 9:0 10:0 13:0 14:0<TAB>true<TAB>negative
print(covered(classify, 0))  -- expect: 1:1 2:0 3:1 4:1 6:0 7:0 8:0 9:0 10:0 13:0 14:0<TAB>true<TAB>zero
print(covered(classify, 9))  -- expect: 1:1 2:0 3:1 4:0 6:1 7:9 8:8 9:0 10:0 13:1 14:0<TAB>true<TAB>odd
print(covered(classify, 8))  -- expect: 1:1 2:0 3:1 4:0 6:1 7:1 8:1 9:1 10:1 13:1 14:0<TAB>true<TAB>even
local function profile(f, ...)
  local calls = {}
  debug.sethook(function()
    local name = debug.getinfo(2, "n").name
    if name then calls[name] = (calls[name] or 0) + 1 end
  end, "c")
  f(...)
  debug.sethook()
  local out = {}
  for name, n in pairs(calls) do if name ~= "sethook" then out[#out + 1] = name .. "=" .. n end end
  table.sort(out)
  print(table.concat(out, " "))
end
local function fib(n) if n < 2 then return n end local a, b = fib(n - 1), fib(n - 2) return a + b end
local function helper(s) return s:upper() end
profile(function()  -- expect: f=1 fib=25 for iterator=3 helper=2 ipairs=1 rep=2 upper=2
  fib(6)
  for _, w in ipairs { "a", "b" } do
    local _ = helper(w)
    string.rep(w, 2)
  end
end)
local function trace(f)
  local depth, out = 0, {}
  debug.sethook(function(event)
    local info = debug.getinfo(2, "nS")
    if info.what == "C" then return end
    if event == "return" then
      depth = depth - 1
    else
      out[#out + 1] = ("."):rep(depth) .. (info.name or "?") .. (event == "tail call" and "*" or "")
      if event == "call" then depth = depth + 1 end
    end
  end, "cr")
  f()
  debug.sethook()
  print(table.concat(out, " "))
end
local function leaf() return 1 end
local function tail() return leaf() end
local function branch() local a = leaf() local b = tail() return a + b end
trace(function() branch() leaf() end)  -- expect: f .branch ..leaf ..tail ...?* .leaf
local function limited(f, steps)
  local co = coroutine.create(f)
  debug.sethook(co, function() error("too long", 2) end, "", steps)
  local ok, m = coroutine.resume(co)
  return ok, ok and m or m:match("too long")
end
print(limited(function() return "short" end, 1000))  -- expect: true<TAB>short
print(limited(function() while true do end end, 1000))  -- expect: false<TAB>too long
print(limited(function() local n = 0 for i = 1, 1e9 do n = n + i end return n end, 10000))  -- expect: false<TAB>too long
print(limited(function() return ("x"):rep(10) .. "y" end, 100))  -- expect: true<TAB>xxxxxxxxxxy
-- a stack dump with locals
local function dump()
  local out, level = {}, 2
  while true do
    local info = debug.getinfo(level, "nSl")
    if not info or info.what == "C" then break end
    local vars, i = {}, 1
    while true do
      local name, value = debug.getlocal(level, i)
      if not name then break end
      if name:sub(1, 1) ~= "(" and type(value) ~= "function" and type(value) ~= "table" then vars[#vars + 1] = name .. "=" .. tostring(value) end
      i = i + 1
    end
    out[#out + 1] = (info.name or info.what) .. "(" .. table.concat(vars, ",") .. ")"
    level = level + 1
  end
  return table.concat(out, " < ")
end
local function inner(x, y) local z = x + y return dump(), z end
local function middle(s) for i = 1, 1 do local d = inner(i, #s) return d, s end end
print((middle("abc")))  -- expect: inner(x=1,y=3,z=4) < middle(s=abc,i=1) < main()
