-- Every arithmetic and bitwise event: called with both operands, first from the left one, else the right.
local events = { "add", "sub", "mul", "div", "mod", "pow", "idiv", "band", "bor", "bxor", "shl", "shr", "concat" }
local signs = { add = "+", sub = "-", mul = "*", div = "/", mod = "%", pow = "^", idiv = "//", band = "&", bor = "|",
                bxor = "~", shl = "<<", shr = ">>", concat = ".." }
local function show(x) return type(x) == "table" and x.name or tostring(x) end
local function class(name)
  local mt = {}
  for _, event in ipairs(events) do
    mt["__" .. event] = function(a, b, ...)
      assert(select("#", ...) == 0)
      return name .. ":" .. event .. "(" .. show(a) .. "," .. show(b) .. ")"
    end
  end
  return setmetatable({ name = name }, mt)
end
local A, B, plain = class "A", class "B", { name = "plain" }
for _, event in ipairs(events) do
  local op = load("local a, b = ... return a " .. signs[event] .. " b")
  assert(op(A, B) == "A:" .. event .. "(A,B)")
  assert(op(B, A) == "B:" .. event .. "(B,A)")
  assert(op(A, 2) == "A:" .. event .. "(A,2)")
  assert(op(2, A) == "A:" .. event .. "(2,A)")
  assert(op(A, "x") == "A:" .. event .. "(A,x)")
  assert(op("x", A) == "A:" .. event .. "(x,A)")
  assert(op(plain, B) == "B:" .. event .. "(plain,B)")
  assert(op(nil, B) == "B:" .. event .. "(nil,B)")
  assert(op(B, nil) == "B:" .. event .. "(B,nil)")
  assert(op(2.5, B) == "B:" .. event .. "(2.5,B)")
  -- Constant operands, small and large, on both sides.
  for _, k in ipairs { "1", "(-1)", "200", "1.5", "100000", "'s'" } do
    local v = load("return " .. k)()
    assert(load("local a = ... return a " .. signs[event] .. " " .. k)(A) == "A:" .. event .. "(A," .. show(v) .. ")")
    assert(load("local a = ... return " .. k .. " " .. signs[event] .. " a")(A) == "A:" .. event .. "(" .. show(v) .. ",A)")
  end
  -- Results are cut to one value; none becomes nil.
  local mt = { ["__" .. event] = function() return 1, 2, 3 end }
  assert(select("#", op(setmetatable({}, mt), 1)) == 1)
  mt["__" .. event] = function() end
  assert(select("#", op(setmetatable({}, mt), 1)) == 1 and op(setmetatable({}, mt), 1) == nil)
  -- A callable table as handler.
  mt["__" .. event] = setmetatable({}, { __call = function(self, a, b) return "called " .. show(b) end })
  assert(op(setmetatable({}, mt), 7) == "called 7")
end
for event, sign in pairs { unm = "-", bnot = "~" } do
  local op = load("local a = ... return " .. sign .. "a")
  assert(op(setmetatable({}, { ["__" .. event] = function(a, b) return rawequal(a, b) and event end })) == event)
end
print("ok")
