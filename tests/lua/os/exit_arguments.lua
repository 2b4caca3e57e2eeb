-- exit: 44
-- Arguments of os.exit.
print(pcall(os.exit, "x"))  -- expect: false<TAB>bad argument #1 to 'os.exit' (number expected, got string)
print(pcall(os.exit, {}))  -- expect: false<TAB>bad argument #1 to 'os.exit' (number expected, got table)
print(pcall(os.exit, 1.5))  -- expect: false<TAB>bad argument #1 to 'os.exit' (number has no integer representation)
os.exit(300)
