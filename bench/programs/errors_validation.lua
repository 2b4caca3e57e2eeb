-- Kind: errors, objects. Validating documents: a schema checker that reports through error() with
-- strings, tables and error objects with __tostring; one pcall per document and per optional field.

local ValidationError = {}
ValidationError.__index = ValidationError
ValidationError.__tostring = function(e) return e.path .. ": " .. e.message end

local function fail(path, message, ...)
  error(setmetatable({ path = path, message = message:format(...) }, ValidationError))
end

local check = {}

local function validate(schema, value, path)
  local checker = check[schema.type]
  if not checker then error("unknown schema type " .. tostring(schema.type), 2) end
  return checker(schema, value, path)
end

function check.number(schema, value, path)
  if type(value) ~= "number" then fail(path, "expected number, got %s", type(value)) end
  if schema.min and value < schema.min then fail(path, "%d is below %d", value, schema.min) end
  if schema.max and value > schema.max then fail(path, "%d is above %d", value, schema.max) end
  return 1
end
function check.string(schema, value, path)
  if type(value) ~= "string" then fail(path, "expected string, got %s", type(value)) end
  if schema.pattern and not value:find(schema.pattern) then fail(path, "'%s' does not match", value) end
  return 1
end
function check.boolean(_, value, path)
  if type(value) ~= "boolean" then fail(path, "expected boolean, got %s", type(value)) end
  return 1
end
function check.array(schema, value, path)
  if type(value) ~= "table" then fail(path, "expected array, got %s", type(value)) end
  local n = 0
  for i, item in ipairs(value) do n = n + validate(schema.items, item, path .. "[" .. i .. "]") end
  return n
end
function check.object(schema, value, path)
  if type(value) ~= "table" then fail(path, "expected object, got %s", type(value)) end
  local n = 0
  for _, field in ipairs(schema.fields) do
    local v = value[field.name]
    if v == nil then
      if not field.optional then fail(path, "missing field '%s'", field.name) end
    else
      n = n + validate(field.schema, v, path .. "." .. field.name)
    end
  end
  return n
end
function check.any_of(schema, value, path)
  local messages = {}
  for i, choice in ipairs(schema.choices) do
    local ok, result = pcall(validate, choice, value, path)
    if ok then return result end
    messages[i] = tostring(result)
  end
  fail(path, "no alternative fits (%s)", table.concat(messages, "; "))
end

local id = { type = "any_of", choices = { { type = "number", min = 1 }, { type = "string", pattern = "^%x+$" } } }
local schema = {
  type = "object",
  fields = {
    { name = "id", schema = id },
    { name = "name", schema = { type = "string", pattern = "^%u%l+$" } },
    { name = "age", schema = { type = "number", min = 0, max = 130 } },
    { name = "active", schema = { type = "boolean" }, optional = true },
    { name = "tags", schema = { type = "array", items = { type = "string" } } },
    { name = "parent", optional = true, schema = { type = "object", fields = { { name = "id", schema = id } } } },
  },
}

local function document(i)
  local d = { id = i % 3 == 0 and ("%x"):format(i) or i, name = "Person", age = i % 140, active = i % 2 == 0,
              tags = { "a", "b", "tag" .. i % 5 } }
  if i % 17 == 0 then d.name = "bad name" end
  if i % 19 == 0 then d.tags[2] = i end
  if i % 23 == 0 then d.tags = "none" end
  if i % 5 == 0 then d.parent = { id = i % 25 == 0 and {} or i } end
  if i % 29 == 0 then d.age = nil end
  if i % 97 == 0 then d.id = -1 end
  return d
end

local documents = {}
for i = 1, 2000 do documents[i] = document(i) end
local good, bad, fields, text = 0, 0, 0, 0
local reasons = {}
for _ = 1, 65 do
  for _, d in ipairs(documents) do
    local ok, result = pcall(validate, schema, d, "$")
    if ok then
      good, fields = good + 1, fields + result
    else
      bad = bad + 1
      local reason = tostring(result)
      text = text + #reason
      if getmetatable(result) == ValidationError then reasons[result.path] = (reasons[result.path] or 0) + 1 end
    end
  end
end
print(good, bad, fields, text)
local paths = {}
for path in pairs(reasons) do paths[#paths + 1] = path end
table.sort(paths)
for _, path in ipairs(paths) do io.write(path, "=", reasons[path], " ") end
print()
local ok, message = pcall(validate, { type = "colour" }, 1, "$")
print(ok, (message:gsub("^.-:%d+: ", "")))
