// Programs that want to run for ever, or to take all there is, each in its own way: for the test of limits and for the
// benchmark that measures how soon they are stopped (bench/limits/).
#pragma once

namespace tri::engine {

struct HostileProgram {
  const char* name;
  const char* text;
  // Fuel alone lets it run long: a collection costs the same whatever there is to collect (docs/design/limits.md).
  bool needs_deadline = false;
  // Leaves finalizers or a hook behind that loop in the next program.
  bool haunts = false;
};

inline constexpr HostileProgram kHostilePrograms[] = {
    {"while", "while true do end"},
    {"repeat", "local i = 0 repeat i = i + 1 until i < 0"},
    {"goto", "::again:: goto again"},
    {"numeric for", "for i = 1, math.maxinteger do end"},
    {"float for", "for x = 0.0, math.huge do end"},
    {"generic for", "for k in function() return 1 end do end"},
    {"generic for over next", "local t = {1, 2, 3} while true do for k, v in pairs(t) do end end"},
    {"condition with a metamethod",
     "local x = setmetatable({}, {__lt = function() return false end}) repeat until x < x"},
    {"recursion caught", "local function f() return f() + 1 end while true do pcall(f) end"},
    {"tail calls", "local function f(n) return f(n + 1) end f(0)"},
    {"mutual recursion",
     "local f, g function f(n) return g(n) end function g(n) return f(n) end f(1)"},
    {"pcall swallows", "while true do pcall(function() while true do end end) end"},
    {"xpcall with a handler that loops",
     "while true do xpcall(error, function() while true do end end) end"},
    {"handler fails in the handler", "while true do xpcall(error, function(e) error(e) end) end"},
    {"close loops",
     "local mt = {__close = function() while true do end end}\n"
     "while true do pcall(function() local x <close> = setmetatable({}, mt) error() end) end"},
    {"close begins again",
     "local function f() local x <close> = setmetatable({}, {__close = f}) return pcall(f) end\n"
     "while true do pcall(f) end"},
    {.name = "finalizers that loop",
     .text = "while true do setmetatable({}, {__gc = function() while true do end end}) end",
     .haunts = true},
    {.name = "finalizers that make finalizers",
     .text = "local function mk() setmetatable({}, {__gc = mk}) end\n"
             "while true do mk() collectgarbage('step') end",
     .haunts = true},
    {"many finalizers",
     "local mt = {__gc = function() end} local t = {}\n"
     "while true do for i = 1, 200000 do t[i] = setmetatable({}, mt) end t = {} collectgarbage() "
     "end"},
    {.name = "collections",
     .text = "local t = {} for i = 1, 300000 do t[i] = {i} end while true do collectgarbage() end",
     .needs_deadline = true},
    {"coroutine loops", "coroutine.wrap(function() while true do end end)()"},
    {"coroutine yields for ever",
     "local f = coroutine.wrap(function() while true do coroutine.yield() end end)\n"
     "while true do f() end"},
    {"coroutine chain",
     "local function nest(n) local co = coroutine.wrap(function()\n"
     "if n > 0 then return nest(n - 1) end while true do end end) return pcall(co) end\n"
     "while true do nest(150) end"},
    {"coroutines made",
     "while true do local co = coroutine.create(function() coroutine.yield() end) "
     "coroutine.resume(co) end"},
    {"coroutine resumed in pcall",
     "while true do local co = coroutine.create(function() while true do end end)\n"
     "pcall(coroutine.resume, co) pcall(coroutine.close, co) end"},
    {"pattern of stars", "string.rep('a', 40):find(('a?'):rep(40) .. ('a*'):rep(40) .. 'b')"},
    {"pattern with a lazy item", "string.rep('a', 400000):find('.-b')"},
    {"pattern with captures", "string.rep('ab', 60):match(('(a*b*)'):rep(31) .. 'c')"},
    {"pattern with back references", "string.rep('a', 20000):find('(.*)(.*)%1%2b')"},
    {"pattern of balances", "string.rep('(', 300000):find('%b()')"},
    {"gmatch for ever", "while true do for w in string.rep('x ', 10000):gmatch('%w+') do end end"},
    {"gsub with a function", "while true do string.rep('x', 1000):gsub('.', function() end) end"},
    {"gsub of nothing", "string.rep('x', 30000000):gsub('', '')"},
    {"plain search",
     "local s = string.rep('a', 4000000) while true do s:find('aaaaaaaaab', 1, true) end"},
    {"sort with no order",
     "local t = {} for i = 1, 100000 do t[i] = i end\n"
     "while true do pcall(table.sort, t, function() return math.random() < 0.5 end) end"},
    {"sort with true",
     "while true do local t = {} for i = 1, 300 do t[i] = i end\n"
     "pcall(table.sort, t, function() return true end) end"},
    {"sort of many",
     "local t = {} for i = 1, 3000000 do t[i] = i * 7919 % 3000017 end\n"
     "while true do table.sort(t) t[1], t[#t] = t[#t], t[1] for i = 1, #t, 3 do t[i] = -t[i] end "
     "end"},
    {"sort with a builtin order",
     "local t = {} for i = 1, 200000 do t[i] = {} end\n"
     "while true do pcall(table.sort, t, rawequal) end"},
    {"huge rep", "while true do local s = ('x'):rep(1 << 29) end"},
    {"huge rep of texts", "while true do local s = ('hello'):rep(50000000, ', ') end"},
    {"huge concat",
     "local s = ('x'):rep(1000000) local t = {} for i = 1, 200 do t[i] = s end\n"
     "while true do local u = table.concat(t) end"},
    {"concat operator", "local s = ('x'):rep(10000000) while true do local t = s .. 'y' .. s end"},
    {"text doubles", "local s = 'x' while true do s = s .. s if #s > 1 << 26 then s = 'x' end end"},
    {"text grows", "local s = '' while true do s = s .. 'some more of it' end"},
    {"upper and lower",
     "local s = ('x'):rep(50000000) while true do s = s:upper():lower():reverse() end"},
    {"format", "local s = ('x\\n'):rep(5000000) while true do local t = ('%q'):format(s) end"},
    {"move", "local t = setmetatable({}, {__index = function() end}) table.move(t, 1, 1 << 60, 2)"},
    {"move of nothing", "table.move({}, 1, 1 << 60, 2, {})"},
    {"insert at the front", "local t = {} while true do table.insert(t, 1, 1) end"},
    {"remove at the front",
     "local t = {} for i = 1, 3000000 do t[i] = i end while true do table.remove(t, 1) t[#t + 1] = "
     "1 end"},
    {"unpack",
     "local t = {} for i = 1, 200000 do t[i] = i end\n"
     "while true do select('#', table.unpack(t)) end"},
    {"length by a metamethod",
     "local t = setmetatable({}, {__len = function() return 1 << 40 end,\n"
     "__index = function() return '' end}) table.concat(t, '', 1)"},
    {"concat by metamethods",
     "local t = setmetatable({}, {__len = function() return 1 << 60 end,\n"
     "__index = function() return 'x' end}) table.concat(t)"},
    {"utf8",
     "local s = ('\\u{20AC}'):rep(3000000)\n"
     "while true do utf8.len(s) utf8.offset(s, 2999999) end"},
    {"table grows", "local t = {} local n = 0 while true do n = n + 1 t[n] = {} end"},
    {"keys grow", "local t = {} local n = 0 while true do n = n + 1 t['k' .. n] = n end"},
    {"tables of tables", "local t = {} while true do t = {t} end"},
    {"closures grow",
     "local f = function() end while true do local g = f f = function() return g end end"},
    {"call by call", "local t = {} setmetatable(t, {__call = t}) while true do pcall(t) end"},
    {"index by functions",
     "local t = setmetatable({}, {__index = function(t, k) return t[k + 1] end})\n"
     "while true do pcall(function() return t[1] end) end"},
    {"tostring by functions",
     "local t = setmetatable({}, {__tostring = function() while true do end end}) tostring(t)"},
    {"concat by functions",
     "local t = setmetatable({}, {__concat = function() while true do end end}) return t .. t"},
    {"compare long texts",
     "local a, b = ('x'):rep(5000000), ('x'):rep(5000000) while true do local c = a < b end"},
    {"load of a reader", "load(function() return ' ' end)"},
    {"load of much",
     "local s = ('local x = {1, 2, f(3)} x = x + 1 '):rep(100000, 'do ') while true do load(s) "
     "end"},
    {"load of a table",
     "local s = 'return {' .. ('1,'):rep(3000000) .. '}' while true do load(s) end"},
    {"load of functions", "local s = ('f(function() end) '):rep(300000) while true do load(s) end"},
    {"load and run", "while true do load('for i = 1, 1000 do local x = i end')() end"},
    {.name = "hooks",
     .text = "debug.sethook(function() while true do end end, 'l') local x = 1\nx = 2",
     .haunts = true},
    {"hooks in a loop", "debug.sethook(function() end, '', 1) while true do end"},
    {"errors made", "while true do pcall(error, {}) end"},
    {"pack",
     "local t, f = {}, ('b'):rep(200) for i = 1, 200 do t[i] = 1 end\n"
     "while true do string.pack(f, table.unpack(t)) end"},
    {"select",
     "local function f(...) return select('#', ...) end\n"
     "while true do f(table.unpack({}, 1, 200)) end"},
};

}  // namespace tri::engine
