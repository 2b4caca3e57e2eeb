-- The generator is xoshiro256**: the same seeds give the same numbers as everywhere.
math.randomseed(42)
print(math.random(0), math.random(0))  -- expect: -1276290044721465627<TAB>8333941968102511665
print(math.random(100), math.random(100), math.random(100), math.random(100), math.random(100))  -- expect: 76<TAB>86<TAB>54<TAB>64<TAB>7
print(("%.17g %.17g %.17g"):format(math.random(), math.random(), math.random()))  -- expect: 0.71097689661550945 0.27455699358752317 0.19354861304396087
print(math.random(-10, 10), math.random(1, 6), math.random(math.mininteger, math.maxinteger), math.random(0, math.maxinteger))  -- expect: -10<TAB>1<TAB>695586496122339134<TAB>7487668995028120573
math.randomseed(123, 456)
print(math.random(0), math.random(1000), math.random(1 << 40), math.random(3, 1 << 62))  -- expect: -7482266044409867603<TAB>784<TAB>175819541347<TAB>1704599587560253665
math.randomseed(123)
print(math.random(0), math.random(1000))  -- expect: 3948691412858704932<TAB>809
math.randomseed(123, 0)
print(math.random(0), math.random(1000))  -- expect: 3948691412858704932<TAB>809
math.randomseed(0)
print(math.random(0), math.random(0))  -- expect: 4554719557422691265<TAB>4331835599999590920
math.randomseed(-1)
print(math.random(0), math.random(10, 20))  -- expect: -6532212821526904015<TAB>17
math.randomseed(math.mininteger, math.maxinteger)
print(math.random(0), math.random(10, 20))  -- expect: 4931236310698186802<TAB>19
print(pcall(math.randomseed, 1.5))  -- expect: false<TAB>bad argument #1 to 'math.randomseed' (number has no integer representation)
math.randomseed(3.0)
print(math.random(0))  -- expect: -830109055508228727
math.randomseed(3)
print(math.random(0))  -- expect: -830109055508228727
print(pcall(math.randomseed, 2^70))  -- expect: false<TAB>bad argument #1 to 'math.randomseed' (number has no integer representation)
math.randomseed("77")
print(math.random(0))  -- expect: -1246570784467252051
print(math.randomseed(5, 6))  -- expect: 5<TAB>6
print(math.randomseed(7))  -- expect: 7<TAB>0
-- rejection in ranges that are no powers of two
math.randomseed(2024)
local sum, product = 0, 1
for i = 1, 2000 do
  local r = math.random(1, (1 << 61) + i)
  sum = sum + r
  product = product * (r | 1)
end
print(sum, product)  -- expect: -7888840944052143286<TAB>-5137118021384853819
local small = {}
for i = 1, 30 do small[i] = math.random(7) end
print(table.concat(small, " "))  -- expect: 1 2 1 4 7 1 6 6 1 5 2 1 3 3 7 6 7 6 4 5 2 5 1 1 5 3 5 6 2 2
for i = 1, 10 do small[i] = math.random(i) end
print(table.concat(small, " ", 1, 10))  -- expect: 1 1 1 2 5 1 7 7 8 8
-- many numbers, summed
math.randomseed(99)
local total = 0
for _ = 1, 20000 do total = total + math.random(1000000) end
print(total)  -- expect: 10056691897
local real = 0
for _ = 1, 20000 do real = real + math.random() end
print(("%.10f"):format(real))  -- expect: 10006.2431187601
print(pcall(math.random, 0.5))  -- expect: false<TAB>bad argument #1 to 'math.random' (number has no integer representation)
print(pcall(math.random, 2, 1))  -- expect: false<TAB>bad argument #1 to 'math.random' (interval is empty)
print(pcall(math.random, 1, 2, 3))  -- expect: false<TAB>wrong number of arguments
print(pcall(math.random, -5))  -- expect: false<TAB>bad argument #1 to 'math.random' (interval is empty)
print(pcall(math.random, "x"))  -- expect: false<TAB>bad argument #1 to 'math.random' (number expected, got string)
print(pcall(math.random, 1, "y"))  -- expect: false<TAB>bad argument #2 to 'math.random' (number expected, got string)
print(pcall(math.random, math.maxinteger, math.mininteger))  -- expect: false<TAB>bad argument #1 to 'math.random' (interval is empty)
print(pcall(math.randomseed, {}))  -- expect: false<TAB>bad argument #1 to 'math.randomseed' (number expected, got table)
print(pcall(math.randomseed, "x"))  -- expect: false<TAB>bad argument #1 to 'math.randomseed' (number expected, got string)
print(pcall(math.randomseed, 1, 1.5))  -- expect: false<TAB>bad argument #2 to 'math.randomseed' (number has no integer representation)
