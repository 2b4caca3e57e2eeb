-- A traceback of a deep stack shows the first ten and the last eleven levels.
local function f(n) if n == 0 then return debug.traceback("deep") end return (f(n - 1)) end
local function count(s) return select(2, s:gsub("\n", "\n")) end
for _, n in ipairs { 5, 18, 19, 20, 21, 22, 23, 100, 1000 } do
  local t = f(n)
  print(n, count(t), t:match("%.%.%.\t%(skipping %d+ levels%)"))
end
                                                -- expect: 5<TAB>9<TAB>nil
                                                -- expect: 18<TAB>22<TAB>nil
                                                -- expect: 19<TAB>23<TAB>nil
                                                -- expect: 20<TAB>23<TAB>...<TAB>(skipping 1 levels)
                                                -- expect: 21<TAB>23<TAB>...<TAB>(skipping 2 levels)
                                                -- expect: 22<TAB>23<TAB>...<TAB>(skipping 3 levels)
                                                -- expect: 23<TAB>23<TAB>...<TAB>(skipping 4 levels)
                                                -- expect: 100<TAB>23<TAB>...<TAB>(skipping 81 levels)
                                                -- expect: 1000<TAB>23<TAB>...<TAB>(skipping 981 levels)
print((f(1):gsub("\n", "|"):gsub("\t", "")))  -- expect: deep|stack traceback:|traceback_long.lua:2: in upvalue 'f'|traceback_long.lua:2: in local 'f'|traceback_long.lua:17: in main chunk|[C]: in ?
local function overflow() return 1 + overflow() end
local ok, tb = xpcall(overflow, function(m) return debug.traceback(m, 2) end)
print(ok, count(tb), tb:match("%.%.%.\t%(skipping") , tb:match("^[^\n]*: stack overflow"))  -- expect: false<TAB>23<TAB>...<TAB>(skipping<TAB>traceback_long.lua:18: stack overflow
