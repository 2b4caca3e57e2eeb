-- Errors of the lexer: strings, escapes, numbers, long brackets, stray characters; how tokens are shown.
local function bad(s, name) print((select(2, load(s, name or "=s")):gsub("[\0-\31\127-\255]", function(c) return "<" .. c:byte() .. ">" end))) end
bad("x = 'abc")  -- expect: s:1: unfinished string near <eof>
bad("x = 'abc\ndef'")  -- expect: s:1: unfinished string near ''abc'
bad('x = "abc')  -- expect: s:1: unfinished string near <eof>
bad("x = 'a\\")  -- expect: s:1: unfinished string near <eof>
bad("x = '\\q'")  -- expect: s:1: invalid escape sequence near ''\q'
bad("x = '\\300'")  -- expect: s:1: decimal escape too large near ''\300''
bad("x = '\\xg0'")  -- expect: s:1: hexadecimal digit expected near ''\xg'
bad("x = '\\x1'")  -- expect: s:1: hexadecimal digit expected near ''\x1''
bad("x = '\\x1g'")  -- expect: s:1: hexadecimal digit expected near ''\x1g'
bad("x = '\\u123'")  -- expect: s:1: missing '{' near ''\u1'
bad("x = '\\u{}'")  -- expect: s:1: hexadecimal digit expected near ''\u{}'
bad("x = '\\u{110000000}'")  -- expect: s:1: UTF-8 value too large near ''\u{110000000'
bad("x = '\\u{12'")  -- expect: s:1: missing '}' near ''\u{12''
bad("x = '\\u{g}'")  -- expect: s:1: hexadecimal digit expected near ''\u{g'
bad("x = [[abc")  -- expect: s:1: unfinished long string (starting at line 1) near <eof>
bad("x = [==[abc]=]")  -- expect: s:1: unfinished long string (starting at line 1) near <eof>
bad("\n\n--[[ comment")  -- expect: s:3: unfinished long comment (starting at line 3) near <eof>
bad("x = [=abc")  -- expect: s:1: invalid long string delimiter near '[='
bad("x = [==")  -- expect: s:1: invalid long string delimiter near '[=='
bad("x = 3..4")  -- expect: s:1: malformed number near '3..4'
bad("x = 0x")  -- expect: s:1: malformed number near '0x'
bad("x = 0xep1e")  -- expect: s:1: malformed number near '0xep1e'
bad("x = 1e5x")  -- expect: s:1: malformed number near '1e5x'
bad("x = @")  -- expect: s:1: unexpected symbol near '@'
bad("x = $y")  -- expect: s:1: unexpected symbol near '$'
bad("x = `y`")  -- expect: s:1: unexpected symbol near '`'
bad("x = !y")  -- expect: s:1: unexpected symbol near '!'
bad("x = a ? b : c")  -- expect: s:1: unexpected symbol near '?'
bad("x = \\")  -- expect: s:1: unexpected symbol near '\'
bad("x = \1")  -- expect: s:1: unexpected symbol near '<\1>'
bad("x = \127")  -- expect: s:1: unexpected symbol near '<\127>'
bad("x = \200")  -- expect: s:1: unexpected symbol near '<\200>'
bad("\239\187\191x = = 1")  -- expect: s:1: unexpected symbol near '<\239>'
bad("x = '" .. ("long "):rep(40) .. "\n'")  -- expect: s:1: unfinished string near ''long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long '
bad("x = " .. ("y"):rep(100) .. " z")  -- expect: s:1: syntax error near <eof>
bad("x = [[\nlong\nstring]] [[another]] 5 5")  -- expect: s:3: unexpected symbol near '[[another]]'
bad("x = 'a' 'b' = 5")  -- expect: s:1: unexpected symbol near ''b''
bad("x ~ = 1")  -- expect: s:1: syntax error near '~'
bad("x = 1 -- comment\n) y")  -- expect: s:2: unexpected symbol near ')'
bad("#!shebang\nx = = 1")  -- expect: s:1: unexpected symbol near '#'
bad("x = \"a\\z")  -- expect: s:1: unfinished string near <eof>
bad("a.b.c", "@file name.lua")  -- expect: file name.lua:1: syntax error near <eof>
bad("a.b.c", "source code as name\nsecond line")  -- expect: [string "source code as name..."]:1: syntax error near <eof>
bad("a.b.c", ("x"):rep(100))  -- expect: [string "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx..."]:1: syntax error near <eof>
bad("a.b.c", "@" .. ("/dir"):rep(30) .. "/f.lua")  -- expect: ...ir/dir/dir/dir/dir/dir/dir/dir/dir/dir/dir/dir/dir/f.lua:1: syntax error near <eof>
bad("a.b.c", "=" .. ("n"):rep(100))  -- expect: nnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnn:1: syntax error near <eof>
bad("a.b.c", "=")  -- expect: :1: syntax error near <eof>
bad("a.b.c", "@")  -- expect: :1: syntax error near <eof>
bad("a.b.c", "")  -- expect: [string ""]:1: syntax error near <eof>
