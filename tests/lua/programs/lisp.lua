-- A Lisp with closures, macros, tail calls through a loop, and errors.
local Symbol = {}
Symbol.__index = Symbol
Symbol.__tostring = function(s) return s.name end
local interned = {}
local function sym(n)
  interned[n] = interned[n] or setmetatable({ name = n }, Symbol)
  return interned[n]
end
local empty = setmetatable({}, { __tostring = function() return "()" end })
local function cons(a, d) return { car = a, cdr = d } end
local function list(t, tail)
  local l = tail or empty
  for i = #t, 1, -1 do l = cons(t[i], l) end
  return l
end
local function show(v)
  if v == true then return "#t" elseif v == false then return "#f" elseif v == nil then return "nothing" end
  if type(v) == "table" and v.car ~= nil then
    local out = {}
    while v ~= empty and type(v) == "table" and v.car ~= nil do
      out[#out + 1] = show(v.car)
      v = v.cdr
    end
    return "(" .. table.concat(out, " ") .. (v ~= empty and " . " .. show(v) or "") .. ")"
  end
  if type(v) == "function" then return "#builtin" end
  if type(v) == "table" and v.params then return "#lambda" end
  return tostring(v)
end
local function read(text)
  local tokens = coroutine.wrap(function()
    for t in text:gsub(";[^\n]*", ""):gsub("([()'])", " %1 "):gmatch("%S+") do coroutine.yield(t) end
  end)
  local function form(t)
    if t == "(" then
      local items = {}
      while true do
        t = tokens()
        if not t then error("missing )", 0) end
        if t == ")" then return list(items) end
        items[#items + 1] = form(t)
      end
    elseif t == ")" then error("unexpected )", 0)
    elseif t == "'" then return list { sym "quote", form(tokens()) }
    elseif t == "#t" then return true
    elseif t == "#f" then return false end
    return tonumber(t) or sym(t)
  end
  return function()
    local t = tokens()
    if t then return true, form(t) end
  end
end
local function each(l)
  return function()
    if l ~= empty then
      local v = l.car
      l = l.cdr
      return v
    end
  end
end
local function lookup(env, s)
  local e = env
  while e do
    if e[s] ~= nil then return e[s] end
    e = e.__outer
  end
  error("unbound " .. s.name, 0)
end
local eval
local function bind(f, args)
  local env, p = { __outer = f.env }, f.params
  while p ~= empty do
    if getmetatable(p) == Symbol then
      env[p] = args
      return env
    end
    if args == empty then error("too few arguments", 0) end
    env[p.car] = args.car
    p, args = p.cdr, args.cdr
  end
  if args ~= empty then error("too many arguments", 0) end
  return env
end
local special = {}
function eval(x, env)
  while true do
    if getmetatable(x) == Symbol then return lookup(env, x) end
    if type(x) ~= "table" or x == empty then return x end
    local s = special[x.car]
    if s then
      local tail, value
      tail, value, env = s(x.cdr, env)
      if not tail then return value end
      x = value
    else
      local f = eval(x.car, env)
      if type(f) == "table" and f.macro then x = eval(f.body, bind(f, x.cdr)) else
        local args = {}
        for a in each(x.cdr) do args[#args + 1] = eval(a, env) end
        if type(f) == "function" then return f(table.unpack(args)) end
        if type(f) ~= "table" or not f.params then error("not a function: " .. show(f), 0) end
        env, x = bind(f, list(args)), f.body
      end
    end
  end
end
local function body(l) return l.cdr == empty and l.car or cons(sym "begin", l) end
special[sym "quote"] = function(l, env) return false, l.car, env end
special[sym "if"] = function(l, env)
  if eval(l.car, env) ~= false then return true, l.cdr.car, env end
  if l.cdr.cdr == empty then return false, empty, env end
  return true, l.cdr.cdr.car, env
end
special[sym "define"] = function(l, env)
  if type(l.car) == "table" and l.car.car then
    env[l.car.car] = { params = l.car.cdr, body = body(l.cdr), env = env }
    return false, l.car.car, env
  end
  env[l.car] = eval(l.cdr.car, env)
  return false, l.car, env
end
special[sym "set!"] = function(l, env)
  local e, v = env, eval(l.cdr.car, env)
  while e and e[l.car] == nil do e = e.__outer end
  if not e then error("unbound " .. l.car.name, 0) end
  e[l.car] = v
  return false, v, env
end
special[sym "lambda"] = function(l, env) return false, { params = l.car, body = body(l.cdr), env = env }, env end
special[sym "macro"] = function(l, env)
  env[l.car.car] = { macro = true, params = l.car.cdr, body = body(l.cdr), env = env }
  return false, l.car.car, env
end
special[sym "begin"] = function(l, env)
  while l.cdr ~= empty do
    eval(l.car, env)
    l = l.cdr
  end
  return true, l.car, env
end
special[sym "let"] = function(l, env)
  local inner = { __outer = env }
  for b in each(l.car) do inner[b.car] = eval(b.cdr.car, env) end
  return true, body(l.cdr), inner
end
local function fold(f, unit) return function(first, ...)
  if first == nil then return unit end
  if select("#", ...) == 0 and unit == 0 and f(1, 1) == 0 then return -first end
  for i = 1, select("#", ...) do first = f(first, (select(i, ...))) end
  return first
end end
local global = {
  [sym "+"] = fold(function(a, b) return a + b end, 0), [sym "-"] = fold(function(a, b) return a - b end, 0), [sym "*"] = fold(function(a, b) return a * b end, 1),
  [sym "<"] = function(a, b) return a < b end, [sym "="] = function(a, b) return a == b end, [sym "mod"] = function(a, b) return a % b end,
  [sym "cons"] = cons, [sym "car"] = function(p) return p.car end, [sym "cdr"] = function(p) return p.cdr end,
  [sym "null?"] = function(v) return v == empty end, [sym "list"] = function(...) return list { ... } end, [sym "not"] = function(v) return v == false end,
  [sym "pair?"] = function(v) return type(v) == "table" and v.car ~= nil end, [sym "error"] = function(m) error(show(m), 0) end,
}
local function run(text)
  local ok, m = pcall(function()
    local last
    for _, form in read(text) do last = eval(form, global) end
    return show(last)
  end)
  print(ok and m or "error: " .. m)
end
run "(+ 1 2 (* 3 4)) "  -- expect: 15
run "'(1 (2 three) . 4)"  -- expect: (1 (2 three) . 4)
run "(define (fact n) (if (< n 2) 1 (* n (fact (- n 1))))) (fact 20)"  -- expect: 2432902008176640000
run "(define (loop n acc) (if (= n 0) acc (loop (- n 1) (+ acc n)))) (loop 20000 0)"  -- expect: 200010000
run "(define (map f l) (if (null? l) '() (cons (f (car l)) (map f (cdr l))))) (map (lambda (x) (* x x)) '(1 2 3 4))"  -- expect: (1 4 9 16)
run "(define (filter p l) (if (null? l) '() (if (p (car l)) (cons (car l) (filter p (cdr l))) (filter p (cdr l))))) (filter (lambda (x) (= 0 (mod x 2))) '(1 2 3 4 5 6))"  -- expect: (2 4 6)
run "(define (counter) (let ((n 0)) (lambda () (set! n (+ n 1)) n))) (define c (counter)) (c) (c) (list (c) ((counter)))"  -- expect: (3 1)
run "(macro (unless c x) (list 'if c #f x)) (list (unless #f 1) (unless #t 2))"  -- expect: (1 #f)
run "(define (rest a . b) b) (rest 1 2 3)"  -- expect: 3
run "((lambda args args) 1 2)"  -- expect: (1 2)
run "(let ((x 1) (y 2)) (let ((x y) (y x)) (list x y)))"  -- expect: (2 1)
run "(define (append a b) (if (null? a) b (cons (car a) (append (cdr a) b)))) (define (rev l) (if (null? l) l (append (rev (cdr l)) (list (car l))))) (rev '(1 2 3 (4 5)))"  -- expect: ((4 5) 3 2 1)
run "(define (sieve l) (if (null? l) l (cons (car l) (sieve (filter (lambda (n) (not (= 0 (mod n (car l))))) (cdr l)))))) (define (range a b) (if (< b a) '() (cons a (range (+ a 1) b)))) (sieve (range 2 50))"  -- expect: (2 3 5 7 11 13 17 19 23 29 31 37 41 43 47)
run "(list car fact (- 5) (+) (pair? '(1)) #t '())"  -- expect: (#builtin #lambda -5 0 #t #t ())
for _, bad in ipairs { "(", ")", "(nope)", "(1 2)", "(fact)", "(fact 1 2)", "(set! unknown 1)", "(error 'oops)", "(+ 1 'a)" } do run(bad) end  -- expect: error: missing )
-- expect: error: unexpected )
-- expect: error: unbound nope
-- expect: error: not a function: 1
-- expect: error: too few arguments
-- expect: error: too many arguments
-- expect: error: unbound unknown
-- expect: error: oops
-- expect: error: lisp.lua:156: attempt to perform arithmetic on a table value (local 'b')
