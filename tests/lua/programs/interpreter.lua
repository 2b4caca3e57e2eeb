-- A small stack machine, its assembler, and a compiler of expressions for it.
local ops = {}
function ops.push(vm, v) vm.stack[#vm.stack + 1] = v end
local function pop(vm)
  if #vm.stack == 0 then error("stack underflow at " .. vm.pc, 0) end
  return table.remove(vm.stack)
end
local function binary(f) return function(vm)
  local b, a = pop(vm), pop(vm)
  ops.push(vm, f(a, b))
end end
ops.add, ops.sub, ops.mul = binary(function(a, b) return a + b end), binary(function(a, b) return a - b end), binary(function(a, b) return a * b end)
ops.div = binary(function(a, b) return b == 0 and error("division by zero", 0) or a // b end)
ops.lt, ops.eq = binary(function(a, b) return a < b end), binary(function(a, b) return a == b end)
function ops.dup(vm) local v = pop(vm) ops.push(vm, v) ops.push(vm, v) end
function ops.swap(vm) local b, a = pop(vm), pop(vm) ops.push(vm, b) ops.push(vm, a) end
ops["not"] = function(vm) ops.push(vm, not pop(vm)) end
function ops.drop(vm) pop(vm) end
function ops.load(vm, name) ops.push(vm, vm.frame[name] == nil and (vm.globals[name] or error("no variable " .. name, 0)) or vm.frame[name]) end
function ops.store(vm, name) vm.frame[name] = pop(vm) end
function ops.jump(vm, to) vm.pc = to end
function ops.jz(vm, to) if not pop(vm) then vm.pc = to end end
function ops.print(vm) vm.output[#vm.output + 1] = tostring(pop(vm)) end
function ops.call(vm, to)
  vm.calls[#vm.calls + 1] = { vm.pc, vm.frame }
  if #vm.calls > 500 then error("call stack overflow", 0) end
  vm.frame, vm.pc = {}, to
end
function ops.ret(vm) local c = table.remove(vm.calls) vm.pc, vm.frame = c[1], c[2] end
function ops.halt(vm) vm.pc = math.huge end
local function assemble(text)
  local code, labels, fixes = {}, {}, {}
  local number = 0
  for line in (text .. "\n"):gmatch("(.-)\n") do
    number = number + 1
    line = line:gsub(";.*", "")
    for label in line:gmatch("(%w+):") do labels[label] = #code + 1 end
    line = line:gsub("%w+:", "")
    local op, arg = line:match("^%s*(%w+)%s*(%S*)%s*$")
    if op then
      if not ops[op] then error(("line %d: unknown op '%s'"):format(number, op), 0) end
      if op == "push" then arg = tonumber(arg) or error(("line %d: bad number '%s'"):format(number, arg), 0) end
      code[#code + 1] = { op, arg }
      if op == "jump" or op == "jz" or op == "call" then fixes[#fixes + 1] = { code[#code], number } end
    elseif line:find("%S") then error(("line %d: cannot read '%s'"):format(number, line), 0) end
  end
  for _, f in ipairs(fixes) do
    local label = f[1][2]
    f[1][2] = labels[label] or error(("line %d: no label '%s'"):format(f[2], label), 0)
  end
  return code
end
local function run(code, globals, limit)
  local vm = { pc = 1, stack = {}, frame = {}, calls = {}, globals = globals or {}, output = {}, steps = 0 }
  local ok, m = pcall(function()
    while code[vm.pc] do
      local i = code[vm.pc]
      vm.pc, vm.steps = vm.pc + 1, vm.steps + 1
      if vm.steps > (limit or 100000) then error("too many steps", 0) end
      ops[i[1]](vm, i[2])
    end
  end)
  print(table.concat(vm.output, " "), vm.steps, #vm.stack, ok and "ok" or m)
end
run(assemble "push 2\npush 3\nadd\nprint")  -- expect: 5<TAB>4<TAB>0<TAB>ok
local countdown = [[
      push 10
loop: dup
      print
      push 1
      sub
      dup
      push 0
      eq
      jz loop
      halt]]
run(assemble(countdown))  -- expect: 10 9 8 7 6 5 4 3 2 1<TAB>82<TAB>1<TAB>ok
local fib = [[
      load n
      call fib
      print
      halt
fib:  store n       ; the argument
      load n
      push 2
      lt
      jz more
      load n
      ret
more: load n
      push 1
      sub
      call fib
      load n
      push 2
      sub
      call fib
      add
      ret]]
run(assemble(fib), { n = 15 })  -- expect: 610<TAB>21703<TAB>0<TAB>ok
run(assemble "add")  -- expect: <TAB>1<TAB>0<TAB>stack underflow at 2
run(assemble "push 1\npush 0\ndiv")  -- expect: <TAB>3<TAB>0<TAB>division by zero
run(assemble "a: jump a", nil, 1000)  -- expect: <TAB>1001<TAB>0<TAB>too many steps
run(assemble "a: call a")  -- expect: <TAB>501<TAB>0<TAB>call stack overflow
run(assemble "load nothing")  -- expect: <TAB>1<TAB>0<TAB>no variable nothing
for _, bad in ipairs { "push x", "jump nowhere", "what 1", "push 1\n\n1 2 3" } do print(pcall(assemble, bad)) end  -- expect: false<TAB>line 1: bad number 'x'
-- expect: false<TAB>line 1: no label 'nowhere'
-- expect: false<TAB>line 1: unknown op 'what'
-- expect: false<TAB>line 3: cannot read '1 2 3'
-- a compiler from Lua-like expressions, using load to parse operators through metamethods
local function node(code) return setmetatable({ code = code }, getmetatable(_ENV.proto)) end
proto = setmetatable({}, {})
local function lift(v) return type(v) == "table" and v.code or "push " .. v .. "\n" end
for name, op in pairs { __add = "add", __sub = "sub", __mul = "mul", __idiv = "div" } do
  getmetatable(proto)[name] = function(a, b) return node(lift(a) .. lift(b) .. op .. "\n") end
end
getmetatable(proto).__unm = function(a) return node("push 0\n" .. lift(a) .. "sub\n") end
local function compile(text)
  local env = setmetatable({}, { __index = function(_, name) return node("load " .. name .. "\n") end })
  return assemble(lift(load("return " .. text, "=expression", "t", env)()) .. "print")
end
run(compile "x * (y + 3) - -z", { x = 4, y = 5, z = 6 })  -- expect: 38<TAB>10<TAB>0<TAB>ok
run(compile "(x + x * x) // (y - 2)", { x = 9, y = 5 })  -- expect: 30<TAB>10<TAB>0<TAB>ok
run(compile "1 + 2 * 3")  -- expect: 7<TAB>2<TAB>0<TAB>ok
