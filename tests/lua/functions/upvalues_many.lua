-- Up to 255 upvalues per function, closures in a loop over many variables, and mutual sharing.
local src = {}
for i = 1, 150 do src[#src + 1] = ("local v%d = %d"):format(i, i) end
src[#src + 1] = "local function all() return v1"
for i = 2, 150 do src[#src + 1] = ("+ v%d"):format(i) end
src[#src + 1] = "end local function bump() "
for i = 1, 150 do src[#src + 1] = ("v%d = v%d + 1"):format(i, i) end
src[#src + 1] = "end return all, bump"
local all, bump = load(table.concat(src, "\n"))()
assert(all() == 150 * 151 // 2)
bump()
assert(all() == 150 * 151 // 2 + 150)
local parts = {}
for i = 1, 260 do
  if i % 130 == 1 then parts[#parts + 1] = "local function f" .. i .. "() local z = 0" end
end
-- More than 255 upvalues is an error that names the limit.
local decl, use = {}, {}
for i = 1, 190 do decl[i] = "a" .. i end
for i = 1, 190 do use[i] = "a" .. i .. "+b" .. i end
local text = "local " .. table.concat(decl, ",") .. "\nlocal function g() local " .. table.concat(decl, ","):gsub("a", "b") ..
  "\nlocal function h() return " .. table.concat(use, "+") .. " end end"
local f, err = load(text, "=u")
print(f, err)  -- expect: nil<TAB>u:3: too many upvalues (limit is 255) in function at line 3 near '+'
-- More than 200 locals likewise.
local many = {}
for i = 1, 201 do many[i] = "x" .. i end
print(load("local " .. table.concat(many, ","), "=l"))  -- expect: nil<TAB>l:1: too many local variables (limit is 200) in main function near <eof>
many[201] = nil
print(load("local " .. table.concat(many, ","), "=l") ~= nil)  -- expect: true
-- 100 closures sharing and not sharing.
local shared, own = 0, {}
for i = 1, 100 do
  local mine = i
  own[i] = function() shared, mine = shared + 1, mine + 1 return shared, mine end
end
for i = 1, 100 do
  local s, m = own[i]()
  assert(s == i and m == i + 1)
end
