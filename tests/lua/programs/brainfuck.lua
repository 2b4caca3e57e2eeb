-- Brainfuck twice: interpreted, and compiled to Lua.
local function interpret(code, input)
  local jump, stack = {}, {}
  for i = 1, #code do
    local c = code:sub(i, i)
    if c == "[" then stack[#stack + 1] = i elseif c == "]" then
      local o = table.remove(stack) or error("unmatched ] at " .. i, 0)
      jump[o], jump[i] = i, o
    end
  end
  if #stack > 0 then error("unmatched [ at " .. stack[#stack], 0) end
  local tape, p, pc, out, read = setmetatable({}, { __index = function() return 0 end }), 0, 1, {}, 0
  local steps = 0
  while pc <= #code do
    steps = steps + 1
    local c = code:byte(pc)
    if c == 62 then p = p + 1
    elseif c == 60 then p = p - 1
    elseif c == 43 then tape[p] = tape[p] + 1 & 255
    elseif c == 45 then tape[p] = tape[p] - 1 & 255
    elseif c == 46 then out[#out + 1] = string.char(tape[p])
    elseif c == 44 then
      read = read + 1
      tape[p] = input:byte(read) or 0
    elseif c == 91 then if tape[p] == 0 then pc = jump[pc] end
    elseif c == 93 then if tape[p] ~= 0 then pc = jump[pc] end end
    pc = pc + 1
  end
  return table.concat(out), steps
end
local function compile(code)
  local out = { "local t, put, get, p = ... ", "p = 0 " }
  code = code:gsub("[^%+%-<>%.,%[%]]", "")
  for run in code:gsub("[%+%-]+", "%0|"):gsub("[<>]+", "%0|"):gsub("[%[%]%.,]", "%0|"):gmatch("([^|]+)|") do
    local c = run:sub(1, 1)
    if c == "+" or c == "-" then out[#out + 1] = ("t[p] = t[p] + %d & 255 "):format(select(2, run:gsub("%+", "")) - select(2, run:gsub("%-", "")))
    elseif c == "<" or c == ">" then out[#out + 1] = ("p = p + %d "):format(select(2, run:gsub(">", "")) - select(2, run:gsub("<", "")))
    elseif c == "[" then out[#out + 1] = "while t[p] ~= 0 do "
    elseif c == "]" then out[#out + 1] = "end "
    elseif c == "." then out[#out + 1] = "put(t[p]) "
    else out[#out + 1] = "t[p] = get() " end
  end
  local f, m = load(table.concat(out), "=bf")
  if not f then return nil, m end
  return function(input)
    local result, at = {}, 0
    f(setmetatable({}, { __index = function() return 0 end }), function(b) result[#result + 1] = string.char(b) end, function()
      at = at + 1
      return input:byte(at) or 0
    end)
    return table.concat(result)
  end
end
local hello = "++++++++[>++++[>++>+++>+++>+<<<<-]>+>+>->>+[<]<-]>>.>---.+++++++..+++.>>.<-.<.+++.------.--------.>>+.>++."
local squares = "++++[>+++++<-]>[<+++++>-]+<+[>[>+>+<<-]++>>[<<+>>-]>>>[-]++>[-]+>>>+[[-]++++++>>>]<<<[[<++++++++<++>>-]+<.<[>----<-]<]<<[>>>>>[>>>[-]+++++++++<[>-<-]+++++++++>[-[<->-]+[<<<]]<[>+<-]>]<<-]<<-]"
for _, program in ipairs { { hello, "" }, { ",[.,]", "echo this" }, { ">,[>,]<[.<]", "reverse" }, { squares, "" }, { ",>,<[>+<-]>.", "!\16" }, { "-.+.", "" } } do
  local text, steps = interpret(program[1], program[2])
  local same = compile(program[1])(program[2]) == text
  print((text:gsub("\n", " "):gsub("[^\32-\126]", "?")), steps, same)  -- expect: Hello World! <TAB>906<TAB>true
  -- expect: echo this<TAB>29<TAB>true
  -- expect: esrever<TAB>47<TAB>true
  -- expect: 0 1 4 9 16 25 36 49 64 81 100 121 144 169 196 225 256 289 324 361 400 441 484 529 576 625 676 729 784 841 900 961 1024 1089 1156 1225 1296 1369 1444 1521 1600 1681 1764 1849 1936 2025 2116 2209 2304 2401 2500 2601 2704 2809 2916 3025 3136 3249 3364 3481 3600 3721 3844 3969 4096 4225 4356 4489 4624 4761 4900 5041 5184 5329 5476 5625 5776 5929 6084 6241 6400 6561 6724 6889 7056 7225 7396 7569 7744 7921 8100 8281 8464 8649 8836 9025 9216 9409 9604 9801 10000 <TAB>1367738<TAB>true
  -- expect: 1<TAB>172<TAB>true
  -- expect: ??<TAB>4<TAB>true
end
print(pcall(interpret, "[[]", ""), pcall(interpret, "]", ""))  -- expect: false<TAB>false<TAB>unmatched ] at 1
print(compile "[")  -- expect: nil<TAB>bf:1: 'end' expected near <eof>
print(compile "]")  -- expect: nil<TAB>bf:1: <eof> expected near 'end'
