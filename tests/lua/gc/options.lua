-- collectgarbage: options, their results and their errors.
print(collectgarbage("incremental"), collectgarbage("incremental"))   -- expect: generational<TAB>incremental
print(collectgarbage("generational"), collectgarbage("incremental"))  -- expect: incremental<TAB>generational
print(collectgarbage(), collectgarbage("collect"))                    -- expect: 0<TAB>0
print(collectgarbage("setpause", 301), collectgarbage("setpause", 200))     -- expect: 200<TAB>300
print(collectgarbage("setstepmul", 402), collectgarbage("setstepmul", 100)) -- expect: 100<TAB>400
print(collectgarbage("incremental", 150, 300, 12))                    -- expect: incremental
print(collectgarbage("setpause", 200), collectgarbage("setstepmul", 100))   -- expect: 148<TAB>300
print(math.type(collectgarbage("count")), collectgarbage("count") > 5)      -- expect: float<TAB>true
print(collectgarbage("isrunning"), collectgarbage("stop"), collectgarbage("isrunning")) -- expect: true<TAB>0<TAB>false
print(collectgarbage("restart"), collectgarbage("isrunning"))         -- expect: 0<TAB>true

-- Steps. One of 0 is the smallest there is, and many of them make a cycle.
print(collectgarbage("step", 100000))                                 -- expect: true
local steps = 0
repeat steps = steps + 1 until collectgarbage("step", 1)
print(steps > 1)                                                      -- expect: true
-- A stopped collector obeys all the same. (The first step may end a cycle that had begun before.)
collectgarbage("stop")
local weak = setmetatable({{}}, {__mode = "v"})
print(collectgarbage("step", 100000), collectgarbage("step", 100000), #weak) -- expect: true<TAB>true<TAB>0
collectgarbage("restart")
-- In generational mode no step ends a cycle, but what is young and dead goes.
collectgarbage("generational")
weak[1] = {}
print(collectgarbage("step"), collectgarbage("step", 100000), #weak)  -- expect: false<TAB>false<TAB>0

print(pcall(collectgarbage, "never"))      -- expect: false<TAB>bad argument #1 to 'collectgarbage' (invalid option 'never')
print(pcall(collectgarbage, {}))           -- expect: false<TAB>bad argument #1 to 'collectgarbage' (string expected, got table)
print(pcall(collectgarbage, "step", "x"))  -- expect: false<TAB>bad argument #2 to 'collectgarbage' (number expected, got string)
print(pcall(collectgarbage, "setpause", 1.5)) -- expect: false<TAB>bad argument #2 to 'collectgarbage' (number has no integer representation)
