-- stdin: first line\n42 words\n\nlast without newline
-- Standard input, read in pieces.
print(io.read())  -- expect: first line
print(io.read("n"))  -- expect: 42
print(io.read("L"))  -- expect:  words
-- expect:
print(io.read(0), io.read("l"))  -- expect: <TAB>
print(io.read(4), io.read("a"))  -- expect: last<TAB> without newline
print(io.read("a"), io.read("l"), io.read(0), io.read(1))  -- expect: <TAB>nil<TAB>nil<TAB>nil
print(io.stdin:read("l"))  -- expect: nil
for _ in io.lines() do error "never" end
print(io.input() == io.stdin, io.type(io.stdin))  -- expect: true<TAB>file
