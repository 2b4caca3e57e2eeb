-- Kind: cold code. Many different functions, each compiled at run time by load() and run a few times:
-- generated accessors, rules and expressions, as in rule engines and object-relational mappers.

local operators = { "+", "-", "*", "//", "%", "&", "|", "~" }
local comparisons = { "<", "<=", ">", ">=", "==", "~=" }

local function expression(depth, seed)
  if depth == 0 then
    local k = seed % 4
    if k == 0 then return "x" elseif k == 1 then return "y" elseif k == 2 then return tostring(seed % 97 + 1) end
    return "t.f" .. seed % 5
  end
  local op = operators[seed % #operators + 1]
  local left, right = expression(depth - 1, seed * 7 % 10007), expression(depth - 1, seed * 11 % 10009)
  if op == "//" or op == "%" then right = "(" .. right .. " | 1)" end
  return "(" .. left .. " " .. op .. " " .. right .. ")"
end

local function rule(seed)
  local compare = comparisons[seed % #comparisons + 1]
  return ([[
local limit_%d = %d
return function(x, y, t)
  local a = %s
  if a %s limit_%d then
    t.f%d = (a ~ x) & 0xffff
    return a, "hit"
  end
  for i = 1, y & 3 do a = a + i end
  while a > 100000 or a < -100000 do a = a // 2 end
  return a, "miss"
end]]):format(seed, seed % 500, expression(3, seed), compare, seed, seed % 5)
end

local function accessor_class(seed)
  local out = { "local C = {} C.__index = C\n" }
  local names = {}
  for i = 1, 8 do
    local name = "field" .. seed .. "_" .. i
    names[i] = name
    out[#out + 1] = ("function C:get_%s() return self.%s end\n"):format(name, name)
    out[#out + 1] = ("function C:set_%s(v) self.%s = v return self end\n"):format(name, name)
  end
  out[#out + 1] = "function C.new() return setmetatable({" .. table.concat(names, " = 1, ") .. " = 1}, C) end\n"
  out[#out + 1] = "function C:sum() return self." .. table.concat(names, " + self.") .. " end\n"
  out[#out + 1] = "return C\n"
  return table.concat(out), names
end

local t = { f0 = 1, f1 = 2, f2 = 3, f3 = 4, f4 = 5 }
local total, hits, bytes = 0, 0, 0
for seed = 1, 13000 do
  local source = rule(seed)
  bytes = bytes + #source
  local f = assert(load(source, "=rule" .. seed, "t", {}))()
  for k = 1, 3 do
    local v, what = f(seed + k, k * 5, t)
    total = (total * 31 + v) % 1000000007
    if what == "hit" then hits = hits + 1 end
  end
end
print("rules", total, hits, bytes)

local sum = 0
for seed = 1, 1800 do
  local source, names = accessor_class(seed)
  local class = assert(load(source, "=class" .. seed))()
  local object = class.new()
  for i, name in ipairs(names) do
    object["set_" .. name](object, i * seed)
    sum = sum + object["get_" .. name](object)
  end
  sum = sum + object:sum()
end
print("classes", sum)

local errors = 0
for i = 1, 3000 do
  local f, message = load("return 1 " .. ("+ "):rep(i % 3) .. (i % 2 == 0 and "2" or "end"), "=bad")
  if not f then errors = errors + #message end
end
print("errors", errors)
