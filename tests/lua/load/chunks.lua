-- load: strings, functions as readers, chunk names, modes, environments.
print(load("return 1 + 1")())  -- expect: 2
print(load("return ...")(1, 2, 3))  -- expect: 1<TAB>2<TAB>3
print(pcall(load, nil))  -- expect: false<TAB>bad argument #1 to 'load' (function expected, got nil)
print(pcall(load))  -- expect: false<TAB>bad argument #1 to 'load' (function expected, got no value)
print(pcall(load, {}))  -- expect: false<TAB>bad argument #1 to 'load' (function expected, got table)
print(pcall(load, 5))  -- expect: true<TAB>nil<TAB>[string "5"]:1: unexpected symbol near '5'
print(load("x ="))  -- expect: nil<TAB>[string "x ="]:1: unexpected symbol near <eof>
print(load("x =", "name"))  -- expect: nil<TAB>[string "name"]:1: unexpected symbol near <eof>
print(load("x =", "=name"))  -- expect: nil<TAB>name:1: unexpected symbol near <eof>
print(load("x =", "@name"))  -- expect: nil<TAB>name:1: unexpected symbol near <eof>
print(load("x =", "=" .. ("n"):rep(100)))  -- expect: nil<TAB>nnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnn:1: unexpected symbol near <eof>
print(load("x =", "@" .. ("n"):rep(100)))  -- expect: nil<TAB>...nnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnn:1: unexpected symbol near <eof>
print(load("x =", "first line\nsecond line"))  -- expect: nil<TAB>[string "first line..."]:1: unexpected symbol near <eof>
print(load("x =\n\n\n"))  -- expect: nil<TAB>[string "x =..."]:4: unexpected symbol near <eof>
print(load("\n\nx = = 2", ("long"):rep(30)))  -- expect: nil<TAB>[string "longlonglonglonglonglonglonglonglonglonglongl..."]:3: unexpected symbol near '='
print(load("", "=(empty)") ~= nil, load("")())  -- expect: true
print(load("return 1", "n", "t")(), load("return 1", "n", "bt")(), load("return 1", "n", nil)())  -- expect: 1<TAB>1<TAB>1
print(load("return 1", "n", "b"))  -- expect: nil<TAB>attempt to load a text chunk (mode is 'b')
print(load("return 1", "=n", "x"))  -- expect: nil<TAB>attempt to load a text chunk (mode is 'x')
print(pcall(load, "return 1", "n", {}))  -- expect: false<TAB>bad argument #3 to 'load' (string expected, got table)
print(pcall(load, "return 1", {}))  -- expect: false<TAB>bad argument #2 to 'load' (string expected, got table)
-- environments
local env = { y = 5 }
print(load("x = y * 2; return x", "n", "t", env)(), env.x, x)  -- expect: 10<TAB>10<TAB>nil
print(pcall(load("return y", "n", "t", nil)))  -- expect: false<TAB>[string "n"]:1: attempt to index a nil value (upvalue '_ENV')
print(load("return _ENV", "n", "t", 42)())  -- expect: 42
print(load("local function f() return y end return f()", "=n", "t", env)())  -- expect: 5
local f = load("return a", "=n", "t", { a = 1 })
print(f(), debug.getupvalue(f, 1) == "_ENV", debug.setupvalue(f, 1, { a = 2 }), f())  -- expect: 1<TAB>true<TAB>_ENV<TAB>2
print(load("return 1", "n", "t", env) ~= load("return 1", "n", "t", env))  -- expect: true
-- readers
local parts = { "return ", "1", " +", " 41" }
local i = 0
print(load(function()  -- expect: 42
  i = i + 1
  return parts[i]
end)())
i = 0
print(load(function()  -- expect: 7
  i = i + 1
  return i == 1 and "return 7" or ""
end)())
print(load(function() return nil end)())  -- expect:
print(pcall(load, function() return {} end))  -- expect: true<TAB>nil<TAB>reader function must return a string
print(pcall(load, function() return true end))  -- expect: true<TAB>nil<TAB>reader function must return a string
print(pcall(load, function() error("reader failed", 0) end))  -- expect: true<TAB>nil<TAB>reader failed
print(pcall(load, function() error({}) end) == true)  -- expect: true
print(load(coroutine.wrap(function()  -- expect: by characters
  for c in ("return 'by characters'"):gmatch(".") do coroutine.yield(c) end
end))())
i = 0
print(load(function()  -- expect: true
  i = i + 1
  return i < 200 and "x = 1;" or i == 200 and "return i" or nil
end, "=pieces") ~= nil)
print(i)  -- expect: 201
print(load(function() return nil end, "=reader", "b"))  -- expect: nil<TAB>attempt to load a text chunk (mode is 'b')
i = 0
print(load(function()  -- expect: nil<TAB>reader:1: unexpected symbol near ']'
  i = i + 1
  return i == 1 and "x = " or i == 2 and "]" or nil
end, "=reader"))
-- a number as source text
print(load(1))  -- expect: nil<TAB>[string "1"]:1: unexpected symbol near '1'
