-- A Forth with words, loops, conditionals, variables, strings and a compiler to closures.
local function forth()
  local F = { stack = {}, returns = {}, words = {}, out = {}, variables = {} }
  local stack = F.stack
  local function push(v) stack[#stack + 1] = v end
  local function pop()
    if #stack == 0 then error("stack empty", 0) end
    return table.remove(stack)
  end
  local function def(name, f) F.words[name] = f end
  local function bool(b) return b and -1 or 0 end
  for name, f in pairs { ["+"] = function(a, b) return a + b end, ["-"] = function(a, b) return a - b end, ["*"] = function(a, b) return a * b end, ["/"] = function(a, b) return a // b end,
    mod = function(a, b) return a % b end, ["<"] = function(a, b) return bool(a < b) end, [">"] = function(a, b) return bool(a > b) end, ["="] = function(a, b) return bool(a == b) end,
    ["and"] = function(a, b) return a & b end, ["or"] = function(a, b) return a | b end, max = math.max, min = math.min } do
    def(name, function()
      local b, a = pop(), pop()
      push(f(a, b))
    end)
  end
  def("dup", function() local a = pop() push(a) push(a) end)
  def("drop", pop)
  def("swap", function() local b, a = pop(), pop() push(b) push(a) end)
  def("over", function() local b, a = pop(), pop() push(a) push(b) push(a) end)
  def("rot", function() local c, b, a = pop(), pop(), pop() push(b) push(c) push(a) end)
  def("negate", function() push(-pop()) end)
  def("0=", function() push(bool(pop() == 0)) end)
  def(".", function() F.out[#F.out + 1] = tostring(pop()) end)
  def("emit", function() F.out[#F.out + 1] = string.char(pop()) end)
  def("cr", function() F.out[#F.out + 1] = "/" end)
  def("@", function() push(F.variables[pop()] or 0) end)
  def("!", function() local name, v = pop(), pop() F.variables[name] = v end)
  def("i", function() push(F.returns[#F.returns]) end)
  def("j", function() push(F.returns[#F.returns - 1]) end)
  def("depth", function() push(#stack) end)
  def(".s", function() F.out[#F.out + 1] = "<" .. table.concat(stack, " ") .. ">" end)
  function F.run(source)
    F.out = {}
    local tokens = {}
    for t in source:gsub("%b()", " "):gsub("\\[^\n]*", ""):gsub('%." (.-)"', function(s) return " .\"" .. s:gsub(" ", "\1") .. " " end):gmatch("%S+") do tokens[#tokens + 1] = t end
    local at = 1
    local compile
    local function block(...)
      local stops, code = {}, {}
      for _, s in ipairs { ... } do stops[s] = true end
      while true do
        local t = tokens[at]
        if not t then error("expected " .. table.concat({ ... }, " or "), 0) end
        at = at + 1
        if stops[t] then return function() for i = 1, #code do code[i]() end end, t end
        code[#code + 1] = compile(t)
      end
    end
    function compile(t)
      if t:sub(1, 2) == '."' then
        local s = t:sub(3):gsub("\1", " ")
        return function() F.out[#F.out + 1] = s end
      elseif t == "if" then
        local yes, stop = block("else", "then")
        local no = stop == "else" and block("then") or function() end
        return function() if pop() ~= 0 then yes() else no() end end
      elseif t == "do" then
        local body = block("loop")
        return function()
          local from, to = pop(), pop()
          for i = from, to - 1 do
            F.returns[#F.returns + 1] = i
            body()
            table.remove(F.returns)
          end
        end
      elseif t == "begin" then
        local body, stop = block("until", "while")
        if stop == "until" then return function() repeat body() until pop() ~= 0 end end
        local rest = block("repeat")
        return function()
          body()
          while pop() ~= 0 do
            rest()
            body()
          end
        end
      elseif t == "variable" then
        local name = tokens[at]
        at = at + 1
        def(name, function() push(name) end)
        return function() end
      elseif t == ":" then
        local name = tokens[at]
        at = at + 1
        def(name, function() error(name .. " is not finished", 0) end)
        local body = block(";")
        def(name, body)
        return function() end
      end
      local n = tonumber(t)
      if n then return function() push(n) end end
      if not F.words[t:lower()] then error(t .. " ?", 0) end
      return function() F.words[t:lower()]() end
    end
    local ok, m = pcall(function()
      while tokens[at] do
        local t = tokens[at]
        at = at + 1
        compile(t)()
      end
    end)
    if not ok then
      while #stack > 0 do table.remove(stack) end
      F.returns = {}
    end
    print(table.concat(F.out, " "), ok and "ok" or m)
  end
  return F
end
local f = forth()
f.run "2 3 + . 10 4 - . 7 2 / . 7 2 mod ."  -- expect: 5 6 3 1<TAB>ok
f.run ": square dup * ; 5 square . 3 square square ."  -- expect: 25 81<TAB>ok
f.run ': greet ." hello, world" cr ; greet greet'  -- expect: hello, world / hello, world /<TAB>ok
f.run ": fact dup 2 < if drop 1 else dup 1 - fact * then ; 10 fact . 20 fact ."  -- expect: 3628800 2432902008176640000<TAB>ok
f.run ": table 4 1 do 4 1 do i j * . loop cr loop ; table"  -- expect: 1 2 3 / 2 4 6 / 3 6 9 /<TAB>ok
f.run "variable x 5 x ! x @ . x @ 1 + x ! x @ ."  -- expect: 5 6<TAB>ok
f.run ": countdown begin dup . 1 - dup 0= until drop ; 5 countdown"  -- expect: 5 4 3 2 1<TAB>ok
f.run ": collatz begin dup 1 > while dup . dup 2 mod if 3 * 1 + else 2 / then repeat . ; 6 collatz"  -- expect: 6 3 10 5 16 8 4 2 1<TAB>ok
f.run ": fib 0 1 rot 0 do over . swap over + loop drop drop ; 12 fib"  -- expect: 0 1 1 2 3 5 8 13 21 34 55 89<TAB>ok
f.run ": stars 0 do 42 emit loop ; 3 stars 1 2 3 rot .s swap over depth ."  -- expect: * * * <2 3 1> 4<TAB>ok
f.run "1 2 3 .s drop drop drop drop drop drop"  -- expect: <2 1 3 1 1 2 3><TAB>ok
f.run "drop"  -- expect: <TAB>ok
f.run "nope"  -- expect: <TAB>nope ?
f.run ": broken 1 if 2"  -- expect: <TAB>expected else or then
f.run "1 0 /"  -- expect: <TAB>forth.lua:12: attempt to divide by zero
f.run ": gcd begin dup while swap over mod repeat drop ; 1071 462 gcd . ( a comment ) 17 5 gcd . \\ to the end"  -- expect: 21 1<TAB>ok
f.run ": primes 30 2 do 1 i 2 do j i mod 0= if drop 0 then loop if i . then loop ; primes"  -- expect: 2 3 5 7 11 13 17 19 23 29<TAB>ok
