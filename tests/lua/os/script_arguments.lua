-- args: one 'two words' '' -x --
-- Arguments of a script, in arg and in the vararg of the main chunk.
print(select("#", ...), ...)  -- expect: 5<TAB>one<TAB>two words<TAB><TAB>-x<TAB>--
print(#arg, arg[0], arg[1], arg[2], arg[3] == "", arg[4], arg[5], arg[6])  -- expect: 5<TAB>script_arguments.lua<TAB>one<TAB>two words<TAB>true<TAB>-x<TAB>--<TAB>nil
print(arg[-1] ~= nil, type(arg))  -- expect: true<TAB>table
local a, b = ...
print(a == arg[1], b == arg[2])  -- expect: true<TAB>true
