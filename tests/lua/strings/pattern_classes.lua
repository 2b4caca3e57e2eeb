-- Every character class of patterns against every byte, in the C locale.
local function members(class)
  local set = {}
  for i = 0, 255 do
    if string.char(i):find("^" .. class .. "$") then set[#set + 1] = i end
  end
  return set
end
local function ranges(set)
  local out, i = {}, 1
  while i <= #set do
    local j = i
    while set[j + 1] == set[j] + 1 do j = j + 1 end
    out[#out + 1] = set[i] == set[j] and ("%d"):format(set[i]) or ("%d-%d"):format(set[i], set[j])
    i = j + 1
  end
  return table.concat(out, " ")
end
for class in ("a c d g l p s u w x"):gmatch("%a") do
  local set, complement = members("%" .. class), members("%" .. class:upper())
  assert(#set + #complement == 256)
  print(class, #set, ranges(set))  -- expect: a<TAB>52<TAB>65-90 97-122
  -- expect: c<TAB>33<TAB>0-31 127
  -- expect: d<TAB>10<TAB>48-57
  -- expect: g<TAB>94<TAB>33-126
  -- expect: l<TAB>26<TAB>97-122
  -- expect: p<TAB>32<TAB>33-47 58-64 91-96 123-126
  -- expect: s<TAB>6<TAB>9-13 32
  -- expect: u<TAB>26<TAB>65-90
  -- expect: w<TAB>62<TAB>48-57 65-90 97-122
  -- expect: x<TAB>22<TAB>48-57 65-70 97-102
end
print(".", #members("."), #members("[^%s]"), #members("[%s%S]"), #members("[%z]"), #members("%z"))  -- expect: .<TAB>256<TAB>250<TAB>256<TAB>1<TAB>1
print(ranges(members("[a-f]")), ranges(members("[^a-f]")), ranges(members("[a-fx-z0]")), ranges(members("[%a_]")))  -- expect: 97-102<TAB>0-96 103-255<TAB>48 97-102 120-122<TAB>65-90 95 97-122
print(ranges(members("[]]")), ranges(members("[^]]")) == "0-92 94-255", ranges(members("[]-a]")), ranges(members("[a-]")), ranges(members("[-a]")))  -- expect: 93<TAB>true<TAB>93-97<TAB>45 97<TAB>45 97
print(ranges(members("[%]]")), ranges(members("[%-%%]")), ranges(members("[+--]")), ranges(members("[%a-z]")), ranges(members("[a%-z]")))  -- expect: 93<TAB>37 45<TAB>43-45<TAB>45 65-90 97-122<TAB>45 97 122
print(ranges(members("[\0-\31]")), ranges(members("[\128-\255]")), ranges(members("[z-a]")), ranges(members("[^\0]")) == "1-255")  -- expect: 0-31<TAB>128-255<TAB><TAB>true
print(ranges(members("[.]")), ranges(members("[$]")), ranges(members("[*+?]")), ranges(members("[^^]")) == "0-93 95-255", ranges(members("[a^]")))  -- expect: 46<TAB>36<TAB>42-43 63<TAB>true<TAB>94 97
print(ranges(members("%.")), ranges(members("%%")), ranges(members("%*")), ranges(members("%-")), ranges(members("%]")), ranges(members("%_")))  -- expect: 46<TAB>37<TAB>42<TAB>45<TAB>93<TAB>95
print(ranges(members("[%d%.]")), ranges(members("[^%d]")) == "0-47 58-255", ranges(members("[%D]")) == "0-47 58-255", ranges(members("[^%D]")))  -- expect: 46 48-57<TAB>true<TAB>true<TAB>48-57
