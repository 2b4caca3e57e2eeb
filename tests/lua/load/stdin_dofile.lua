-- stdin: print("running", ...)\nreturn 1, 2\n
-- dofile without a name runs standard input.
print(dofile())  -- expect: running
-- expect: 1<TAB>2
print(loadfile()())  -- expect:
