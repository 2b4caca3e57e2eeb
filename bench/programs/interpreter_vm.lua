-- Kind: numeric, tables, cold code. Interpreters written in Lua: a register machine dispatching through
-- an if-chain, a stack machine dispatching through a table of functions, and a tape language.

local function assemble(text)
  local code, labels, fix = {}, {}, {}
  for line in text:gmatch("[^\n]+") do
    local label = line:match("^%s*(%w+):%s*$")
    if label then
      labels[label] = #code + 1
    else
      local op, rest = line:match("^%s*(%a+)%s*(.*)$")
      if op then
        local ins = { op = op }
        for word in rest:gmatch("[^%s,]+") do
          local register = word:match("^r(%d+)$")
          if register then ins[#ins + 1] = tonumber(register)
          elseif tonumber(word) then ins[#ins + 1] = math.tointeger(word)
          else
            ins[#ins + 1] = word
            fix[#fix + 1] = ins
          end
        end
        code[#code + 1] = ins
      end
    end
  end
  for _, ins in ipairs(fix) do ins[#ins] = labels[ins[#ins]] end
  return code
end

local function run_registers(code, input)
  local r, memory, pc, steps = {}, {}, 1, 0
  for i = 0, 9 do r[i] = 0 end
  r[0] = input
  while true do
    local ins = code[pc]
    local op, a, b, c = ins.op, ins[1], ins[2], ins[3]
    pc, steps = pc + 1, steps + 1
    if op == "load" then r[a] = b
    elseif op == "move" then r[a] = r[b]
    elseif op == "add" then r[a] = r[b] + r[c]
    elseif op == "addi" then r[a] = r[b] + c
    elseif op == "sub" then r[a] = r[b] - r[c]
    elseif op == "mul" then r[a] = r[b] * r[c]
    elseif op == "mod" then r[a] = r[b] % r[c]
    elseif op == "store" then memory[r[a]] = r[b]
    elseif op == "fetch" then r[a] = memory[r[b]] or 0
    elseif op == "jump" then pc = a
    elseif op == "jz" then if r[a] == 0 then pc = b end
    elseif op == "jlt" then if r[a] < r[b] then pc = c end
    elseif op == "halt" then return r[a], steps
    else error("bad op " .. op) end
  end
end

local primes = assemble [[
  load r1, 2
  load r9, 0
outer:
  load r2, 2
inner:
  mul r3, r2, r2
  jlt r1, r3, prime
  mod r4, r1, r2
  jz r4, composite
  addi r2, r2, 1
  jump inner
prime:
  add r9, r9, r1
  store r1, r9
composite:
  addi r1, r1, 1
  jlt r1, r0, outer
  halt r9
]]

local stack_ops = {
  push = function(m, n) m.top = m.top + 1 m[m.top] = n end,
  add = function(m) m.top = m.top - 1 m[m.top] = m[m.top] + m[m.top + 1] end,
  mul = function(m) m.top = m.top - 1 m[m.top] = m[m.top] * m[m.top + 1] % 1000003 end,
  dup = function(m) m.top = m.top + 1 m[m.top] = m[m.top - 1] end,
  swap = function(m) m[m.top], m[m.top - 1] = m[m.top - 1], m[m.top] end,
  dec = function(m) m[m.top] = m[m.top] - 1 end,
  jnz = function(m, to)
    if m[m.top] ~= 0 then m.pc = to end
  end,
  drop = function(m) m.top = m.top - 1 end,
}
local function run_stack(program, n)
  local m, steps = { top = 1, pc = 1, n }, 0
  while m.pc <= #program do
    local ins = program[m.pc]
    m.pc, steps = m.pc + 1, steps + 1
    stack_ops[ins[1]](m, ins[2])
  end
  return m[m.top], steps
end
local factorial_like = { { "push", 1 }, { "swap" }, { "swap" }, { "push", 7 }, { "add" }, { "dup" }, { "mul" }, { "swap" },
                         { "dec" }, { "jnz", 3 }, { "drop" } }

local function tape(program, limit)
  local jumps, stack = {}, {}
  for i = 1, #program do
    local c = program:sub(i, i)
    if c == "[" then stack[#stack + 1] = i
    elseif c == "]" then
      local open = table.remove(stack)
      jumps[i], jumps[open] = open, i
    end
  end
  local cells, p, i, out, steps = { [0] = 0 }, 0, 1, {}, 0
  while i <= #program and steps < limit do
    local c = program:byte(i)
    if c == 62 then p = p + 1 cells[p] = cells[p] or 0
    elseif c == 60 then p = p - 1
    elseif c == 43 then cells[p] = cells[p] + 1 & 255
    elseif c == 45 then cells[p] = cells[p] - 1 & 255
    elseif c == 46 then out[#out + 1] = string.char(cells[p])
    elseif c == 91 then if cells[p] == 0 then i = jumps[i] end
    elseif c == 93 then if cells[p] ~= 0 then i = jumps[i] end end
    i, steps = i + 1, steps + 1
  end
  return table.concat(out), steps
end

print("registers", run_registers(primes, 7000))
print("stack", run_stack(factorial_like, 200000))
local squares = "++++[>+++++<-]>[<+++++>-]+<+[>[>+>+<<-]++>>[<<+>>-]>>>[-]++>[-]+>>>+[[-]++++++>>>]<<<[[<++++++++<++>>-]+<.<[>----<-]<]<<[>>>>>[>>>[-]+++++++++<[>-<-]+++++++++>[-[<->-]+[<<<]]<+>]<-]<<-]"
local text, steps = tape(squares, 1500000)
print("tape", steps, #text, text:gsub("\n", " "):sub(1, 60))
