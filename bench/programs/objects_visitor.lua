-- Kind: objects, recursion. A syntax tree of twenty node classes walked by visitors: method sites that
-- see far more classes than an inline cache holds, double dispatch by name, and tree rewriting.

local Node = {}
Node.__index = Node
local classes = {}

local function node_class(name, ...)
  local fields = { ... }
  local class = setmetatable({ kind = name, fields = fields }, { __index = Node })
  class.__index = class
  classes[name] = function(...)
    local node = setmetatable({}, class)
    for i = 1, #fields do node[fields[i]] = (select(i, ...)) end
    return node
  end
  return class
end

local binary = { "Add", "Sub", "Mul", "Div", "Mod", "Min", "Max", "And", "Or", "Xor" }
local apply = {
  Add = function(a, b) return a + b end,
  Sub = function(a, b) return a - b end,
  Mul = function(a, b) return (a * b) % 65521 end,
  Div = function(a, b) return b == 0 and 0 or a // b end,
  Mod = function(a, b) return b == 0 and 0 or a % b end,
  Min = math.min,
  Max = math.max,
  And = function(a, b) return a & b end,
  Or = function(a, b) return a | b end,
  Xor = function(a, b) return a ~ b end,
}
for _, name in ipairs(binary) do
  local op = apply[name]
  local class = node_class(name, "left", "right")
  function class:eval(env) return op(self.left:eval(env), self.right:eval(env)) end
  function class:size() return 1 + self.left:size() + self.right:size() end
  function class:accept(visitor) return visitor["visit" .. name](visitor, self) end
end

local Num = node_class("Num", "value")
function Num:eval() return self.value end
function Num:size() return 1 end
function Num:accept(v) return v:visitNum(self) end

local Var = node_class("Var", "name")
function Var:eval(env) return env[self.name] end
function Var:size() return 1 end
function Var:accept(v) return v:visitVar(self) end

local unary = { Neg = function(a) return -a end, Not = function(a) return ~a end, Abs = math.abs }
for _, name in ipairs { "Neg", "Not", "Abs" } do
  local op = unary[name]
  local class = node_class(name, "operand")
  function class:eval(env) return op(self.operand:eval(env)) end
  function class:size() return 1 + self.operand:size() end
  function class:accept(v) return v["visit" .. name](v, self) end
end

local If = node_class("If", "cond", "yes", "no")
function If:eval(env)
  if self.cond:eval(env) > 0 then return self.yes:eval(env) end
  return self.no:eval(env)
end
function If:size() return 1 + self.cond:size() + self.yes:size() + self.no:size() end
function If:accept(v) return v:visitIf(self) end

local Let = node_class("Let", "name", "value", "body")
function Let:eval(env)
  local inner = setmetatable({ [self.name] = self.value:eval(env) }, { __index = env })
  return self.body:eval(inner)
end
function Let:size() return 1 + self.value:size() + self.body:size() end
function Let:accept(v) return v:visitLet(self) end

local seed = 99
local function random(n)
  seed = (seed * 48271) % 2147483647
  return seed % n
end
local function generate(depth)
  local pick = random(16)
  if depth == 0 then
    if pick < 8 then return classes.Num(random(1000)) end
    return classes.Var(({ "x", "y", "z" })[random(3) + 1])
  elseif pick < 10 then
    return classes[binary[pick + 1]](generate(depth - 1), generate(depth - 1))
  elseif pick < 13 then
    return classes[({ "Neg", "Not", "Abs" })[pick - 9]](generate(depth - 1))
  elseif pick < 15 then
    return classes.If(generate(depth - 1), generate(depth - 1), generate(depth - 1))
  end
  return classes.Let("x", generate(depth - 1), generate(depth - 1))
end

-- Folds constants; nodes it cannot fold are rebuilt with folded children.
local Folder = {}
Folder.__index = Folder
for _, name in ipairs(binary) do
  Folder["visit" .. name] = function(self, node)
    local left, right = node.left:accept(self), node.right:accept(self)
    if left.kind == "Num" and right.kind == "Num" then
      self.folded = self.folded + 1
      return classes.Num(apply[name](left.value, right.value))
    end
    return classes[name](left, right)
  end
end
for name, op in pairs(unary) do
  Folder["visit" .. name] = function(self, node)
    local operand = node.operand:accept(self)
    if operand.kind == "Num" then
      self.folded = self.folded + 1
      return classes.Num(op(operand.value))
    end
    return classes[name](operand)
  end
end
function Folder:visitNum(node) return node end
function Folder:visitVar(node) return node end
function Folder:visitIf(node)
  local cond = node.cond:accept(self)
  if cond.kind == "Num" then
    self.folded = self.folded + 1
    return (cond.value > 0 and node.yes or node.no):accept(self)
  end
  return classes.If(cond, node.yes:accept(self), node.no:accept(self))
end
function Folder:visitLet(node) return classes.Let(node.name, node.value:accept(self), node.body:accept(self)) end

local total, before, after, folded = 0, 0, 0, 0
for i = 1, 340 do
  local tree = generate(9)
  local folder = setmetatable({ folded = 0 }, Folder)
  local small = tree:accept(folder)
  before, after, folded = before + tree:size(), after + small:size(), folded + folder.folded
  for x = 1, 3 do
    local env = { x = x * i, y = i - x, z = 7 }
    local a, b = tree:eval(env), small:eval(env)
    assert(a == b)
    total = (total * 31 + a) % 1000000007
  end
end
print(before, after, folded, total)
