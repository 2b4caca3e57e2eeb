-- Names of options end at a zero, as in C; levels are ints, as in C.
print(collectgarbage("count\0x") > 0)   -- expect: true
print(pcall(collectgarbage, "\0"))   -- expect: false<TAB>bad argument #1 to 'collectgarbage' (invalid option '')
print(debug.getinfo(1 << 53, "S").what)   -- expect: C
print(pcall(math.fmod))   -- expect: false<TAB>bad argument #2 to 'math.fmod' (number expected, got no value)
