-- trinity.net.json: what it reads and writes, and what it refuses.
local json = require "trinity.net.json"

local function shown(text)
  local value, why = json.decode(text)
  if value == nil then return why end
  return json.encode(value)
end

-- Values.
assert(json.decode("1") == 1 and math.type(json.decode("1")) == "integer")
assert(json.decode("1.0") == 1 and math.type(json.decode("1.0")) == "float")
assert(json.decode("-0") == 0 and json.decode("1e2") == 100.0 and json.decode("0.1") == 0.1)
assert(json.decode("9223372036854775807") == math.maxinteger)
assert(json.decode("-9223372036854775808") == math.mininteger)
assert(json.decode("9223372036854775808") == 2.0 ^ 63)
assert(json.decode("123456789012345678901234567890") == 123456789012345678901234567890.0)
assert(json.decode("1e-999") == 0.0)
assert(json.decode("true") == true and json.decode("false") == false)
assert(json.decode("null") == json.null)
assert(json.decode(' "a\\u00e9\\ud83d\\ude00\\n\\/" ') == "aé😀\n/")
assert(json.decode("[1,[],{}]")[3] ~= nil)
assert(json.decode('{"a":1,"a":2}').a == 2)
assert(#json.decode(" [ 1 , 2 ] ") == 2)

-- What is read is written as it was.
for _, text in ipairs {
  '{"a":[1,2.5,"x",true,false,null,[],{}],"b":{"c":{}}}', '""', '"\\"\\\\\\b\\f\\n\\r\\t\\u0001"', '[[[[]]]]',
  '"é€😀"', '1.5e+300', '-1e-07', '0.1', '[0.30000000000000004]', '{"":0}',
} do
  assert(shown(text) == text, shown(text))
end
local long = ("x"):rep(5000) .. '"' .. ("y"):rep(100)
assert(json.decode(json.encode { [long] = long })[long] == long)
local deep = ("["):rep(900) .. ("]"):rep(900)
assert(shown(deep) == deep)

-- What is no JSON, and where.
local refused = {
  [""] = "byte 0: expected a value, found the end of the text",
  ["nul"] = "byte 0: expected a value, found 'n'",
  ["[1,]"] = "byte 3: expected a value, found ']'",
  ["[1 2]"] = "byte 3: expected ',' or ']', found '2'",
  ['{"a" 1}'] = "byte 5: expected ':', found '1'",
  ["{a:1}"] = "byte 1: expected a key in quotes, found 'a'",
  ["01"] = "byte 1: expected the end of the text, found '1'",
  ["1."] = "byte 2: expected a digit, found the end of the text",
  ["+1"] = "byte 0: expected a value, found '+'",
  ["NaN"] = "byte 0: expected a value, found 'N'",
  ["1 2"] = "byte 2: expected the end of the text, found '2'",
  ['"a\nb"'] = "byte 2: expected a character of the string, found byte 0x0a",
  ['"\\x"'] = [[byte 2: expected one of "\/bfnrtu, found 'x']],
  ['"\\ud800"'] = "byte 1: half of a surrogate pair",
  ['"\\udc00\\ud800"'] = "byte 1: half of a surrogate pair",
  ['"\xff"'] = "byte 1: a string that is not UTF-8",
  ['"abc'] = [[byte 4: expected '"', found the end of the text]],
  ["1e999"] = "byte 0: a number that no float can hold",
  [("["):rep(2000)] = "byte 1000: nested deeper than 1000",
  ["1\0"] = "byte 1: expected the end of the text, found byte 0x00",
}
for text, why in pairs(refused) do
  local value, found = json.decode(text)
  assert(value == nil and found == why, text .. ": " .. tostring(found))
end

-- Writing.
assert(json.encode {} == "{}" and json.encode(json.array()) == "[]" and json.encode(json.array {}) == "[]")
assert(json.encode { 1, nil, 3 } == "[1,null,3]")
assert(json.encode(json.null) == "null" and json.encode(1e15) == "1e+15" and json.encode(-0.0) == "-0.0")
assert(json.encode(math.mininteger) == "-9223372036854775808" and json.encode(3.0) == "3.0")
for value, why in pairs {
  [print] = "cannot encode a function", [coroutine.create(print)] = "cannot encode a thread",
  [io.stdout] = "cannot encode a userdata", [1 / 0] = "cannot encode inf or nan",
  ["\xff"] = "cannot encode a string that is not UTF-8",
  [{ 1, a = 2 }] = "cannot encode a table that has elements and other keys",
  [{ [2] = 1 }] = "cannot encode a key that is not a string",
} do
  local ok, message = pcall(json.encode, value)
  assert(not ok and message:find(why, 1, true), message)
end
local cycle = {}
cycle.cycle = cycle
assert(select(2, pcall(json.encode, cycle)):find("nested deeper than 1000, or contains itself", 1, true))
assert(not pcall(json.encode) and not pcall(json.encode, nil) and not pcall(json.decode, {}))
assert(not pcall(json.array, 1))

-- Keys of strangers: many layouts do not use up anything.
for i = 1, 2000 do
  local t = json.decode(('{"k%d":1,"l%d":{"m%d":[%d]}}'):format(i, i, i, i))
  assert(t["k" .. i] == 1 and t["l" .. i]["m" .. i][1] == i)
end
print "ok"
