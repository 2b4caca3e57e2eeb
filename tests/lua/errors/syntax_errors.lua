-- Texts of syntax errors: expected tokens, near what, matching openers, chunk names.
local function bad(s, name) print((select(2, load(s, name or "=s")))) end
bad("x =")  -- expect: s:1: unexpected symbol near <eof>
bad("x = = 1")  -- expect: s:1: unexpected symbol near '='
bad("local")  -- expect: s:1: <name> expected near <eof>
bad("local 5")  -- expect: s:1: <name> expected near '5'
bad("if x")  -- expect: s:1: 'then' expected near <eof>
bad("if x then")  -- expect: s:1: 'end' expected near <eof>
bad("if x then\n\nelse")  -- expect: s:3: 'end' expected (to close 'if' at line 1) near <eof>
bad("while true do\nx = 1")  -- expect: s:2: 'end' expected (to close 'while' at line 1) near <eof>
bad("for")  -- expect: s:1: <name> expected near <eof>
bad("for i")  -- expect: s:1: '=' or 'in' expected near <eof>
bad("for i = 1")  -- expect: s:1: ',' expected near <eof>
bad("for i = 1, 2")  -- expect: s:1: 'do' expected near <eof>
bad("for a, b = 1, 2 do end")  -- expect: s:1: 'in' expected near '='
bad("for a.b in x do end")  -- expect: s:1: '=' or 'in' expected near '.'
bad("function")  -- expect: s:1: <name> expected near <eof>
bad("function f")  -- expect: s:1: '(' expected near <eof>
bad("function f(")  -- expect: s:1: <name> or '...' expected near <eof>
bad("function f(a,) end")  -- expect: s:1: <name> or '...' expected near ')'
bad("function f(a b) end")  -- expect: s:1: ')' expected near 'b'
bad("function f(..., a) end")  -- expect: s:1: ')' expected near ','
bad("function f()\nreturn 1")  -- expect: s:2: 'end' expected (to close 'function' at line 1) near <eof>
bad("function a:b.c() end")  -- expect: s:1: '(' expected near '.'
bad("function a[1]() end")  -- expect: s:1: '(' expected near '['
bad("return return")  -- expect: s:1: unexpected symbol near 'return'
bad("return 1,")  -- expect: s:1: unexpected symbol near <eof>
bad("return 1 2")  -- expect: s:1: <eof> expected near '2'
bad("x")  -- expect: s:1: syntax error near <eof>
bad("x.y")  -- expect: s:1: syntax error near <eof>
bad("x, y")  -- expect: s:1: '=' expected near <eof>
bad("f() = 1")  -- expect: s:1: syntax error near '='
bad("(x) = 1")  -- expect: s:1: syntax error near '='
bad("x + 1")  -- expect: s:1: syntax error near '+'
bad("'str'")  -- expect: s:1: unexpected symbol near ''str''
bad("a.b:c = 1")  -- expect: s:1: function arguments expected near '='
bad("a.5 = 1")  -- expect: s:1: syntax error near '.5'
bad("a[1 = 2")  -- expect: s:1: ']' expected near '='
bad("t = { 1, 2")  -- expect: s:1: '}' expected near <eof>
bad("t = {\n1,\n2")  -- expect: s:3: '}' expected (to close '{' at line 1) near <eof>
bad("t = { = 1 }")  -- expect: s:1: unexpected symbol near '='
bad("t = { [1] 2 }")  -- expect: s:1: '=' expected near '2'
bad("f(1, 2")  -- expect: s:1: ')' expected near <eof>
bad("f(1,")  -- expect: s:1: unexpected symbol near <eof>
bad("f{")  -- expect: s:1: unexpected symbol near <eof>
bad("x = 1 1")  -- expect: s:1: unexpected symbol near '1'
bad("x = )")  -- expect: s:1: unexpected symbol near ')'
bad("end")  -- expect: s:1: <eof> expected near 'end'
bad("until x")  -- expect: s:1: <eof> expected near 'until'
bad("repeat x = 1")  -- expect: s:1: 'until' expected near <eof>
bad("else")  -- expect: s:1: <eof> expected near 'else'
bad("x = function() end end")  -- expect: s:1: <eof> expected near 'end'
bad("x = ...; function f() return ... end")  -- expect: s:1: cannot use '...' outside a vararg function near '...'
bad("goto")  -- expect: s:1: <name> expected near <eof>
bad("break 5")  -- expect: s:1: unexpected symbol near '5'
bad("local function end")  -- expect: s:1: <name> expected near 'end'
bad("local x <")  -- expect: s:1: <name> expected near <eof>
bad("local x <const")  -- expect: s:1: '>' expected near <eof>
bad("x = a..b..")  -- expect: s:1: unexpected symbol near <eof>
bad("x = not")  -- expect: s:1: unexpected symbol near <eof>
bad("x = #")  -- expect: s:1: unexpected symbol near <eof>
bad("a = 1 = 2")  -- expect: s:1: unexpected symbol near '='
bad("and")  -- expect: s:1: unexpected symbol near 'and'
bad(("x = "):rep(2))  -- expect: s:1: unexpected symbol near '='
