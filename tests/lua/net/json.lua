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

-- objects of an array that are alike, nearly alike, and not at all
do
  local text = [=[[{"a":1,"b":{"c":[1,2]},"d":null},{"a":2,"b":{"c":[3]},"d":"x"},{"a":3,"d":4,"b":5},{"a":6},{},{"a":7,"b":8,"d":9,"e":10},
    {"a":11,"b":12,"d":13,"e":14},{"a":1,"a":2,"b":3,"a":4},{"a":5,"a":6,"b":7},5,{"a":8,"b":9},[{"a":1},{"a":2,"b":3}],{"b":1,"a":2},{"b":2,"a":3},
    {"":1,"x y":2},{"":3,"x y":4},{"k01":1,"k02":2,"k03":3,"k04":4,"k05":5,"k06":6,"k07":7,"k08":8,"k09":9,"k10":10,"k11":11,"k12":12,"k13":13,
    "k14":14,"k15":15,"k16":16,"k17":17},{"k01":1,"k02":2,"k03":3,"k04":4,"k05":5,"k06":6,"k07":7,"k08":8,"k09":9,"k10":10,"k11":11,"k12":12,
    "k13":13,"k14":14,"k15":15,"k16":16,"k17":-17},{"a long key that is no short string, for it has more than forty letters":1},
    {"a long key that is no short string, for it has more than forty letters":2}]]=]
  local v = assert(json.decode(text))
  local function show(x)
    if type(x) ~= "table" then return tostring(x == json.null and "null" or x) end
    local keys = {}
    for k in pairs(x) do keys[#keys + 1] = k end
    table.sort(keys, function(a, b) return tostring(a) < tostring(b) end)
    for i, k in ipairs(keys) do keys[i] = tostring(k) .. "=" .. show(x[k]) end
    return "{" .. table.concat(keys, " ") .. "}"
  end
  local shown = {}
  for i, x in ipairs(v) do shown[i] = show(x) end
  assert(shown[1] == "{a=1 b={c={1=1 2=2}} d=null}" and shown[2] == "{a=2 b={c={1=3}} d=x}" and shown[3] == "{a=3 b=5 d=4}")
  assert(shown[4] == "{a=6}" and shown[5] == "{}" and shown[6] == "{a=7 b=8 d=9 e=10}" and shown[7] == "{a=11 b=12 d=13 e=14}")
  assert(shown[8] == "{a=4 b=3}" and shown[9] == "{a=6 b=7}" and shown[10] == "5" and shown[11] == "{a=8 b=9}")
  assert(shown[12] == "{1={a=1} 2={a=2 b=3}}" and shown[13] == "{a=2 b=1}" and shown[14] == "{a=3 b=2}")
  assert(v[15][""] == 1 and v[16][""] == 3 and v[16]["x y"] == 4 and v[17].k17 == 17 and v[18].k17 == -17 and v[18].k01 == 1)
  assert(select(2, next(v[19])) == 1 and select(2, next(v[20])) == 2)
  v[2].a, v[2].fresh = nil, 1  -- each is a table of its own
  assert(v[1].a == 1 and v[1].fresh == nil)
end
