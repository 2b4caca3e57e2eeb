-- A regular expression engine: parser, Thompson construction, simulation by sets, and a backtracking twin.
local function parse(source)
  local at = 1
  local alternatives
  local function peek() return source:sub(at, at) end
  local function atom()
    local c = peek()
    at = at + 1
    if c == "(" then
      local e = alternatives()
      if peek() ~= ")" then error("expected ) at " .. at, 0) end
      at = at + 1
      return e
    elseif c == "." then return { "set", function() return true end }
    elseif c == "[" then
      local negated, members = peek() == "^", {}
      if negated then at = at + 1 end
      repeat
        local from = peek()
        if from == "" then error("expected ] at " .. at, 0) end
        if source:sub(at + 1, at + 1) == "-" and source:sub(at + 2, at + 2) ~= "]" then
          for b = from:byte(), source:byte(at + 2) do members[string.char(b)] = true end
          at = at + 3
        else
          members[from] = true
          at = at + 1
        end
      until peek() == "]"
      at = at + 1
      return { "set", function(ch) return (members[ch] or false) ~= negated end }
    elseif c == "\\" then
      local e = peek()
      at = at + 1
      local class = ({ d = "%d", w = "[%w_]", s = "%s" })[e]
      return { "set", function(ch) return class and ch:find(class) ~= nil or ch == e end }
    elseif ("*+?)|"):find(c, 1, true) then error(("unexpected %s at %d"):format(c == "" and "end" or c, at - 1), 0) end
    return { "set", function(ch) return ch == c end }
  end
  local function postfix()
    local e = atom()
    while ("*+?"):find(peek(), 1, true) and peek() ~= "" do
      e = { peek(), e }
      at = at + 1
    end
    return e
  end
  local function sequence()
    local items = { "seq" }
    while peek() ~= "" and peek() ~= ")" and peek() ~= "|" do items[#items + 1] = postfix() end
    return items
  end
  function alternatives()
    local e = sequence()
    while peek() == "|" do
      at = at + 1
      e = { "|", e, sequence() }
    end
    return e
  end
  local e = alternatives()
  if at <= #source then error("unexpected ) at " .. at, 0) end
  return e
end
local function compile(e)
  local states = 0
  local function state(t)
    states = states + 1
    t.id = states
    return t
  end
  local function build(n, out)
    if n[1] == "set" then return state { test = n[2], out = out } end
    if n[1] == "seq" then
      for i = #n, 2, -1 do out = build(n[i], out) end
      return out
    end
    if n[1] == "|" then return state { split = true, build(n[2], out), build(n[3], out) } end
    if n[1] == "?" then return state { split = true, build(n[2], out), out } end
    local loop = state { split = true }
    loop[1], loop[2] = build(n[2], loop), out
    return n[1] == "*" and loop or loop[1]
  end
  local final = state { final = true }
  return build(e, final), function() return states end
end
local function simulate(start, text)
  local function add(set, s)
    if set[s] then return end
    set[s] = true
    if s.split then
      add(set, s[1])
      add(set, s[2])
    else
      set[#set + 1] = s
    end
  end
  local current = {}
  add(current, start)
  for c in text:gmatch "." do
    local next = {}
    for _, s in ipairs(current) do if s.test and s.test(c) then add(next, s.out) end end
    current = next
  end
  for _, s in ipairs(current) do if s.final then return true end end
  return false
end
local function backtrack(e, text)
  local m
  function m(n, at, k)
    if n[1] == "set" then return at <= #text and n[2](text:sub(at, at)) and k(at + 1) end
    if n[1] == "seq" then
      local function item(i, p) if i > #n then return k(p) end return m(n[i], p, function(q) return item(i + 1, q) end) end
      return item(2, at)
    end
    if n[1] == "|" then return m(n[2], at, k) or m(n[3], at, k) end
    if n[1] == "?" then return m(n[2], at, k) or k(at) end
    local function more(p) return m(n[2], p, function(q) return q > p and more(q) end) or k(p) end
    if n[1] == "*" then return more(at) end
    return m(n[2], at, more)
  end
  return m(e, 1, function(p) return p == #text + 1 end) and true or false
end
local tests = {
  { "abc", "abc", "ab", "abcd", "" }, { "a*b", "b", "aaab", "aaa" }, { "a+b?", "a", "aab", "b" }, { "(ab|cd)*", "", "abcdab", "abc" }, { "[a-c]+\\d", "abc1", "d1", "a" },
  { "[^x]*x", "aaax", "xx", "x" }, { "a|b|c|", "a", "", "d" }, { "(a|b)*abb", "abb", "babababb", "aba" }, { "\\w+@\\w+\\.com", "me@site.com", "me@site_com" }, { "((a*)*)*b", "aab", "b", "aa" },
  { ".*", "", "anything" }, { "a.c", "abc", "ac" }, { "\\(\\)", "()", "(" }, { "(x?)(x?)(x?)xxx", "xxx", "xxxxxx", "xxxxxxx" },
}
for _, t in ipairs(tests) do
  local e = parse(t[1])
  local nfa, states = compile(e)
  local row = {}
  for i = 2, #t do
    local a, b = simulate(nfa, t[i]), backtrack(e, t[i])
    row[#row + 1] = ("%s:%s%s"):format(t[i], a and "yes" or "no", a == b and "" or " (twins differ)")
  end
  print(t[1], states(), table.concat(row, " "))  -- expect: abc<TAB>4<TAB>abc:yes ab:no abcd:no :no
  -- expect: a*b<TAB>4<TAB>b:yes aaab:yes aaa:no
  -- expect: a+b?<TAB>5<TAB>a:yes aab:yes b:no
  -- expect: (ab|cd)*<TAB>7<TAB>:yes abcdab:yes abc:no
  -- expect: [a-c]+\d<TAB>4<TAB>abc1:yes d1:no a:no
  -- expect: [^x]*x<TAB>4<TAB>aaax:yes xx:no x:yes
  -- expect: a|b|c|<TAB>7<TAB>a:yes :yes d:no
  -- expect: (a|b)*abb<TAB>8<TAB>abb:yes babababb:yes aba:no
  -- expect: \w+@\w+\.com<TAB>10<TAB>me@site.com:yes me@site_com:no
  -- expect: ((a*)*)*b<TAB>6<TAB>aab:yes b:yes aa:no
  -- expect: .*<TAB>3<TAB>:yes anything:yes
  -- expect: a.c<TAB>4<TAB>abc:yes ac:no
  -- expect: \(\)<TAB>3<TAB>():yes (:no
  -- expect: (x?)(x?)(x?)xxx<TAB>10<TAB>xxx:yes xxxxxx:yes xxxxxxx:no
end
for _, bad in ipairs { "(", "a)", "*a", "[abc", "a|*", "(a", "+" } do print(bad, select(2, pcall(parse, bad))) end  -- expect: (<TAB>expected ) at 2
-- expect: a)<TAB>unexpected ) at 2
-- expect: *a<TAB>unexpected * at 1
-- expect: [abc<TAB>expected ] at 5
-- expect: a|*<TAB>unexpected * at 3
-- expect: (a<TAB>expected ) at 3
-- expect: +<TAB>unexpected + at 1
local n = 20
print(simulate(compile(parse(("a?"):rep(n) .. ("a"):rep(n))), ("a"):rep(n)))  -- expect: true
