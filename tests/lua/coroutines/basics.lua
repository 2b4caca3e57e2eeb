-- create, resume, yield, status, running, isyieldable: values in both directions and life cycle.
local co
co = coroutine.create(function(a, b)
  assert(coroutine.status(co) == "running" and coroutine.running() == co)
  local c, d = coroutine.yield(a + b, a * b)
  local e = coroutine.yield(c .. d)
  assert(e == nil)
  local n = select("#", coroutine.yield())
  return "end", n
end)
assert(type(co) == "thread" and coroutine.status(co) == "suspended")
print(coroutine.resume(co, 3, 4))  -- expect: true<TAB>7<TAB>12
print(coroutine.resume(co, "x", "y"))  -- expect: true<TAB>xy
print(coroutine.resume(co))  -- expect: true
print(coroutine.resume(co, 1, nil, nil))  -- expect: true<TAB>end<TAB>3
print(coroutine.status(co), coroutine.resume(co))  -- expect: dead<TAB>false<TAB>cannot resume dead coroutine
local main, is_main = coroutine.running()
assert(is_main and type(main) == "thread" and coroutine.status(main) == "running" and not coroutine.isyieldable())
print(coroutine.resume(main))  -- expect: false<TAB>cannot resume non-suspended coroutine
print(coroutine.resume(coroutine.create(function() return coroutine.resume(main) end)))  -- expect: true<TAB>false<TAB>cannot resume non-suspended coroutine
co = coroutine.create(function()
  local inner = coroutine.create(function()
    assert(coroutine.status(co) == "normal")
    return coroutine.isyieldable(), select(2, coroutine.running()), coroutine.resume(co)
  end)
  return coroutine.resume(inner)
end)
print(coroutine.resume(co))  -- expect: true<TAB>true<TAB>true<TAB>false<TAB>false<TAB>cannot resume non-suspended coroutine
print(coroutine.isyieldable(co), coroutine.isyieldable(main))  -- expect: true<TAB>false
-- wrap: errors propagate, values pass, status is hidden.
local gen = coroutine.wrap(function(...) local n = select("#", ...) while true do n = n + select("#", coroutine.yield(n)) end end)
print(gen(1, 2, 3), gen(), gen(nil), gen(1, 2))  -- expect: 3<TAB>3<TAB>4<TAB>6
local once = coroutine.wrap(function() return 1, nil, 3 end)
print(select("#", once()))  -- expect: 3
local function e(f, ...) return (select(2, pcall(f, ...))) end
print(e(once))  -- expect: cannot resume dead coroutine
print(e(coroutine.yield, 1))  -- expect: attempt to yield from outside a coroutine
print(e(coroutine.create))  -- expect: bad argument #1 to 'coroutine.create' (function expected, got no value)
print(e(coroutine.create, 5))  -- expect: bad argument #1 to 'coroutine.create' (function expected, got number)
print(e(coroutine.resume, 5))  -- expect: bad argument #1 to 'coroutine.resume' (thread expected, got number)
print(e(coroutine.status))  -- expect: bad argument #1 to 'coroutine.status' (thread expected, got no value)
-- Resuming a finished or failed coroutine; errors as values.
co = coroutine.create(function() error({ code = 3 }) end)
local ok, err = coroutine.resume(co)
print(ok, err.code, coroutine.status(co), coroutine.resume(co))  -- expect: false<TAB>3<TAB>dead<TAB>false<TAB>cannot resume dead coroutine
co = coroutine.create(function() error("msg") end)
print(coroutine.resume(co))  -- expect: false<TAB>basics.lua:46: msg
co = coroutine.create(function() local x = nil + 1 end)
print(coroutine.resume(co))  -- expect: false<TAB>basics.lua:48: attempt to perform arithmetic on a nil value
co = coroutine.create(function() error() end)
print(coroutine.resume(co))  -- expect: false<TAB>nil
print(coroutine.resume(coroutine.create(function() return end)))  -- expect: true
print(coroutine.resume(coroutine.create(function(...) return ... end), 1, nil))  -- expect: true<TAB>1<TAB>nil
-- A library function as body.
print(coroutine.resume(coroutine.create(string.rep), "ab", 3))  -- expect: true<TAB>ababab
co = coroutine.create(coroutine.yield)
print(coroutine.resume(co, 1, 2))  -- expect: true<TAB>1<TAB>2
print(coroutine.resume(co, 3, 4))  -- expect: true<TAB>3<TAB>4
print(coroutine.resume(co))  -- expect: false<TAB>cannot resume dead coroutine
co = coroutine.create(pcall)
print(coroutine.resume(co, coroutine.yield, "via pcall"))  -- expect: true<TAB>via pcall
print(coroutine.resume(co, "back"))  -- expect: true<TAB>true<TAB>back
