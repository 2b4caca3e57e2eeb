-- flags: -e "x = 40" -l table -e "y = x + 2"
-- args: z
-- Options before the script run in their order.
print(x, y, table == package.loaded.table, arg[1])  -- expect: 40<TAB>42<TAB>true<TAB>z
print(arg[0], arg[-1], arg[-2], #arg)  -- expect: script_flags.lua<TAB>y = x + 2<TAB>-e<TAB>1
