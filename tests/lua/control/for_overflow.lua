-- Numeric loops at the ends of the integers and with limits of other kinds.
local function run(a, b, c)
  local out, n = {}, 0
  local ok, m = pcall(function()
    for i = a, b, c do
      n = n + 1
      out[#out + 1] = tostring(i):gsub("-nan", "nan")  -- its sign is the machine's
      if n >= 6 then
        out[#out + 1] = "..."
        break
      end
    end
  end)
  print(ok and table.concat(out, " ") or m)
end
local max, min = math.maxinteger, math.mininteger
run(max - 2, max, 1)  -- expect: 9223372036854775805 9223372036854775806 9223372036854775807
run(max, max, 1)  -- expect: 9223372036854775807
run(max - 1, max, 2)  -- expect: 9223372036854775806
run(max - 5, max, 3)  -- expect: 9223372036854775802 9223372036854775805
run(min + 2, min, -1)  -- expect: -9223372036854775806 -9223372036854775807 -9223372036854775808
run(min, min, -1)  -- expect: -9223372036854775808
run(min + 5, min, -3)  -- expect: -9223372036854775803 -9223372036854775806
run(max, min, min)  -- expect: 9223372036854775807 -1
run(min, max, max)  -- expect: -9223372036854775808 -1 9223372036854775806
run(min, max, 1 << 62)  -- expect: -9223372036854775808 -4611686018427387904 0 4611686018427387904
run(max, min, -(1 << 62))  -- expect: 9223372036854775807 4611686018427387903 -1 -4611686018427387905
run(1, max, max)  -- expect: 1
run(-1, min, min)  -- expect: -1
run(1, 0, 1)  -- expect:
run(0, 1, -1)  -- expect:
run(1, 1, -1)  -- expect: 1
run(1, 3, max)  -- expect: 1
run(3, 1, min)  -- expect: 3
run(1, 3, 0)  -- expect: for_overflow.lua:5: 'for' step is zero
run(1.0, 3, 0)  -- expect: for_overflow.lua:5: 'for' step is zero
run(1, 3, 0.0)  -- expect: for_overflow.lua:5: 'for' step is zero
run(1, 1 / 0, 1)  -- expect: 1 2 3 4 5 6 ...
run(1, -1 / 0, -1)  -- expect: 1 0 -1 -2 -3 -4 ...
run(1, -1 / 0, 1)  -- expect:
run(1, 1 / 0, -1)  -- expect:
run(1, 0 / 0, 1)  -- expect:
run(max - 1, 2^63, 1)  -- expect: 9223372036854775806 9223372036854775807
run(max - 1, 1e300, 1)  -- expect: 9223372036854775806 9223372036854775807
run(min + 1, -1e300, -1)  -- expect: -9223372036854775807 -9223372036854775808
run(1, 3.9, 1)  -- expect: 1 2 3
run(-1, -3.9, -1)  -- expect: -1 -2 -3
run(3, 1.1, -1)  -- expect: 3 2
run(1, 0.5, 1)  -- expect:
run(1.0, 3, 1)  -- expect: 1.0 2.0 3.0
run(1, 3, 1.0)  -- expect: 1.0 2.0 3.0
run(1, 2, 0.25)  -- expect: 1.0 1.25 1.5 1.75 2.0
run(2^53, 2^53 + 2, 1)  -- expect: 9.007199254741e+15 9.007199254741e+15 9.007199254741e+15 9.007199254741e+15 9.007199254741e+15 9.007199254741e+15 ...
run(2^53 | 0, 2^53 + 2, 1)  -- expect: 9007199254740992 9007199254740993 9007199254740994
run(0.1, 0.5, 0.1)  -- expect: 0.1 0.2 0.3 0.4 0.5
run(1 / 0, 1 / 0, 1)  -- expect: inf inf inf inf inf inf ...
run(-1 / 0, 0, 1)  -- expect: -inf -inf -inf -inf -inf -inf ...
run(1, 2, 1 / 0)  -- expect: 1.0
run(1, 2, -1 / 0)  -- expect:
run(0 / 0, 1, 1)  -- expect: nan
run("1", 2, 1)  -- expect: 1.0 2.0
run(1, "3", 1)  -- expect: 1 2 3
run(1, 3, "1")  -- expect: 1.0 2.0 3.0
run("a", 2, 1)  -- expect: for_overflow.lua:5: bad 'for' initial value (number expected, got string)
run(1, "b", 1)  -- expect: for_overflow.lua:5: bad 'for' limit (number expected, got string)
run(1, 2, "c")  -- expect: for_overflow.lua:5: bad 'for' step (number expected, got string)
run({}, 2, 1)  -- expect: for_overflow.lua:5: bad 'for' initial value (number expected, got table)
run(1, {}, 1)  -- expect: for_overflow.lua:5: bad 'for' limit (number expected, got table)
run(1, 2, {})  -- expect: for_overflow.lua:5: bad 'for' step (number expected, got table)
run(nil, 2, 1)  -- expect: for_overflow.lua:5: bad 'for' initial value (number expected, got nil)
run(1, nil, 1)  -- expect: for_overflow.lua:5: bad 'for' limit (number expected, got nil)
run(1, 2, nil)  -- expect: for_overflow.lua:5: bad 'for' step (number expected, got nil)
run(true, 2, 1)  -- expect: for_overflow.lua:5: bad 'for' initial value (number expected, got boolean)
run(1, print, 1)  -- expect: for_overflow.lua:5: bad 'for' limit (number expected, got function)
-- the loop variable is a copy
for i = 1, 3 do
  local seen = i
  i = i * 10
  print(seen, i)  -- expect: 1<TAB>10
  -- expect: 2<TAB>20
  -- expect: 3<TAB>30
end
-- the bounds are evaluated once
local evaluated = 0
local function bound(v)
  evaluated = evaluated + 1
  return v
end
for i = bound(1), bound(3), bound(1) do end
print(evaluated)  -- expect: 3
