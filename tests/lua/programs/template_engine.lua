-- A template engine that compiles templates to functions.
local function compile(text)
  local code = { "local _env, _escape = ... local _out = {} local function _put(s) _out[#_out + 1] = tostring(s) end local _ENV = _env\n" }
  local at = 1
  while true do
    local from, to, kind, body = text:find("{([%%{#])(.-)[%%}#]}", at)
    if not from then break end
    if from > at then code[#code + 1] = ("_put(%q) "):format(text:sub(at, from - 1)) end
    if kind == "{" then
      local raw = body:match("^!(.*)")
      code[#code + 1] = raw and ("_put(%s) "):format(raw) or ("_put(_escape(tostring(%s))) "):format(body)
    elseif kind == "%" then code[#code + 1] = body .. "\n" end
    at = to + 1
  end
  code[#code + 1] = ("_put(%q) return table_concat(_out)"):format(text:sub(at))
  local source = table.concat(code):gsub("table_concat", "_concat")
  source = source:gsub("^local _env, _escape", "local _env, _escape, _concat, tostring")
  local f, m = load(source, "=template", "t")
  if not f then error(m, 0) end
  local entities = { ["<"] = "&lt;", [">"] = "&gt;", ["&"] = "&amp;", ['"'] = "&quot;" }
  local function escape(s) return (s:gsub('[<>&"]', entities)) end
  return function(env) return f(setmetatable(env, { __index = _G }), escape, table.concat, tostring) end
end
print(compile("Hello, {{name}}!") { name = "World" })  -- expect: Hello, World!
print(compile("{{a}} + {{b}} = {{a + b}}") { a = 2, b = 40 })  -- expect: 2 + 40 = 42
print(compile("{{x}} {{!x}}") { x = '<b>"bold"</b> & more' })  -- expect: &lt;b&gt;&quot;bold&quot;&lt;/b&gt; &amp; more <b>"bold"</b> & more
print(compile("{% for i, item in ipairs(items) do %}{{i}}. {{item}}; {% end %}done") { items = { "one", "two", "three" } })  -- expect: 1. one; 2. two; 3. three; done
print(compile("{% if admin then %}secret{% else %}public{% end %}") { admin = false })  -- expect: public
print(compile("{% if admin then %}secret{% else %}public{% end %}") { admin = true })  -- expect: secret
print(compile("a{# a comment #}b") {})  -- expect: ab
print(compile("{{string.upper(word)}} {{#word}} {{word:rep(2)}}") { word = "lua" })  -- expect: LUA 3 lualua
print((compile("line one\n{{v}}\n\"quotes\" \\ back") { v = "two" }:gsub("\n", "|")))  -- expect: line one|two|"quotes" \ back
print(compile("{% local function sq(n) return n * n end %}{% for i = 1, 5 do %}{{sq(i)}} {% end %}") {})  -- expect: 1 4 9 16 25<SPACE>
print(compile("{{undefined}}") {})  -- expect: nil
print(pcall(compile, "{% for i = 1 do %}"))  -- expect: false<TAB>template:2: ',' expected near 'do'
print(pcall(compile, "{{ a b }}"))  -- expect: false<TAB>template:2: ')' expected near 'b'
print(pcall(compile("{{a.b.c}}"), { a = {} }))  -- expect: false<TAB>template:2: attempt to index a nil value (field 'b')
print(pcall(compile("line\n{% error('stop', 0) %}"), {}))  -- expect: false<TAB>stop
local row = compile("<tr>{% for _, c in ipairs(cells) do %}<td>{{c}}</td>{% end %}</tr>")
local t = compile("<table>{% for _, r in ipairs(rows) do %}{{!row({ cells = r } )}}{% end %}</table>")
print(t { row = row, rows = { { 1, 2 }, { "a&b", "<c>" } } })  -- expect: <table><tr><td>1</td><td>2</td></tr><tr><td>a&amp;b</td><td>&lt;c&gt;</td></tr></table>
print(#compile(("{{i}},"):rep(500)) { i = 7 })  -- expect: 1000
