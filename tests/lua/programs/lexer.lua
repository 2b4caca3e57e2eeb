-- A lexer for a small language, table driven, with lines and columns.
local keywords = {}
for w in ("and break do else elseif end false for function if in local nil not or repeat return then true until while"):gmatch("%a+") do keywords[w] = true end
local rules = {
  { "space", "^[ \t\r]+" }, { "newline", "^\n" }, { "comment", "^%-%-%[%[.-%]%]" }, { "comment", "^%-%-[^\n]*" },
  { "number", "^0[xX]%x+" }, { "number", "^%d+%.?%d*[eE][+-]?%d+" }, { "number", "^%d*%.?%d+" },
  { "string", '^"[^"\n]*"' }, { "string", "^'[^'\n]*'" }, { "string", "^%[%[.-%]%]" },
  { "name", "^[%a_][%w_]*" }, { "op", "^%.%.%." }, { "op", "^[=~<>]=" }, { "op", "^%.%." }, { "op", "^//" }, { "op", "^<<" }, { "op", "^>>" }, { "op", "^::" },
  { "op", "^[-+*/%%^#&~|<>=(){}%[%];:,.]" },
}
local function lex(source)
  return coroutine.wrap(function()
    local at, line, start = 1, 1, 1
    while at <= #source do
      local kind, text
      for _, rule in ipairs(rules) do
        text = source:match(rule[2], at)
        if text then
          kind = rule[1]
          break
        end
      end
      if not kind then error(("line %d column %d: unexpected %q"):format(line, at - start + 1, source:sub(at, at)), 0) end
      if kind == "name" and keywords[text] then kind = "keyword" end
      if kind ~= "space" and kind ~= "newline" and kind ~= "comment" then coroutine.yield(kind, text, line, at - start + 1) end
      for p in text:gmatch("()\n") do
        line = line + 1
        start = at + p
      end
      at = at + #text
    end
    coroutine.yield("end", "", line, at - start + 1)
  end)
end
local function show(source)
  local out = {}
  local ok, m = pcall(function()
    for kind, text, line, column in lex(source) do out[#out + 1] = ("%d:%d %s %s"):format(line, column, kind, text) end
  end)
  print(table.concat(out, " | "))
  if not ok then print("error", m) end
end
show "local x = 10 + 0x1F -- a comment"  -- expect: 1:1 keyword local | 1:7 name x | 1:9 op = | 1:11 number 10 | 1:14 op + | 1:16 number 0x1F | 1:33 end<SPACE>
show "if a ~= b then return 'text' end"  -- expect: 1:1 keyword if | 1:4 name a | 1:6 op ~= | 1:9 name b | 1:11 keyword then | 1:16 keyword return | 1:23 string 'text' | 1:30 keyword end | 1:33 end<SPACE>
show [==[
function f(...)
  return ... , #t // 2 >> 1
end]==]  -- expect: 1:1 keyword function | 1:10 name f | 1:11 op ( | 1:12 op ... | 1:15 op ) | 2:3 keyword return | 2:10 op ... | 2:14 op , | 2:16 op # | 2:17 name t | 2:19 op // | 2:22 number 2 | 2:24 op >> | 2:27 number 1 | 3:1 keyword end | 3:4 end<SPACE>
show "a.b:c{1.5e-3, .5, 3.}[1]"  -- expect: 1:1 name a | 1:2 op . | 1:3 name b | 1:4 op : | 1:5 name c | 1:6 op { | 1:7 number 1.5e-3 | 1:13 op , | 1:15 number .5 | 1:17 op , | 1:19 number 3 | 1:20 op . | 1:21 op } | 1:22 op [ | 1:23 number 1 | 1:24 op ] | 1:25 end<SPACE>
show 'x = "unfinished'  -- expect: 1:1 name x | 1:3 op =
-- expect: error<TAB>lexer.lua:38: line 1 column 5: unexpected "\""
show "goto done ::done::"  -- expect: 1:1 name goto | 1:6 name done | 1:11 op :: | 1:13 name done | 1:17 op :: | 1:19 end<SPACE>
show "a\n  @ b"  -- expect: 1:1 name a
-- expect: error<TAB>lexer.lua:38: line 2 column 3: unexpected "@"
show "--[[ several\nlines ]] after"  -- expect: 2:10 name after | 2:15 end<SPACE>
show "s = [[long\nstring]] t"  -- expect: 1:1 name s | 1:3 op = | 1:5 string [[long
-- expect: string]] | 2:10 name t | 2:11 end<SPACE>
show ""  -- expect: 1:1 end<SPACE>
show "x<=y==z~=w>=v..u...t"  -- expect: 1:1 name x | 1:2 op <= | 1:4 name y | 1:5 op == | 1:7 name z | 1:8 op ~= | 1:10 name w | 1:11 op >= | 1:13 name v | 1:14 op .. | 1:16 name u | 1:17 op ... | 1:20 name t | 1:21 end<SPACE>
local n, kinds = 0, {}
local big = ("local v%d = f(%d, 'text') .. [[x]] -- c\n"):rep(100)
for kind in lex(big) do
  n = n + 1
  kinds[kind] = (kinds[kind] or 0) + 1
end
local names = {}
for k, c in pairs(kinds) do names[#names + 1] = k .. "=" .. c end
table.sort(names)
print(n, table.concat(names, " "))  -- expect: 1401<TAB>end=1 keyword=100 name=400 op=700 string=200
