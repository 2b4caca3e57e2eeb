-- A unit test framework with suites, fixtures, expectations, mocks and a report.
local Suite = {}
Suite.__index = Suite
local function suite(name) return setmetatable({ name = name, tests = {} }, Suite) end
local reserved = { before = true, after = true }
Suite.__newindex = function(self, k, f)
  if reserved[k] then return rawset(self, k, f) end
  table.insert(self.tests, { name = k, f = f })
end
local function deep_equal(a, b)
  if type(a) ~= "table" or type(b) ~= "table" then return a == b end
  for k, v in pairs(a) do if not deep_equal(v, b[k]) then return false end end
  for k in pairs(b) do if a[k] == nil then return false end end
  return true
end
local function show(v)
  if type(v) == "string" then return ("%q"):format(v) end
  if type(v) == "function" then return "a function" end
  if type(v) ~= "table" then return tostring(v) end
  local out = {}
  for k, x in pairs(v) do out[#out + 1] = (type(k) == "number" and "" or k .. "=") .. show(x) end
  table.sort(out)
  return "{" .. table.concat(out, ",") .. "}"
end
local Failure = { __tostring = function(f) return f.message end }
local function fail(format, ...) error(setmetatable({ message = format:format(...), line = debug.getinfo(3, "l").currentline }, Failure), 0) end
local matchers = {
  be = function(a, b) return a == b end,
  equal = deep_equal,
  match = function(a, p) return type(a) == "string" and a:find(p) ~= nil end,
  be_a = function(a, t) return type(a) == t end,
  be_near = function(a, b) return math.abs(a - b) < 1e-9 end,
  contain = function(a, v)
    for _, x in pairs(a) do if deep_equal(x, v) then return true end end
    return false
  end,
  fail = function(f, p)
    local ok, m = pcall(f)
    return not ok and (p == nil or tostring(m):find(p) ~= nil)
  end,
}
local function expect(v)
  return setmetatable({}, { __index = function(_, verb)
    local negated, name = verb:match("^(not_)to_(.+)$")
    name = name or verb:match("^to_(.+)$")
    local matcher = matchers[name] or error("no matcher " .. verb, 2)
    return function(other)
      if matcher(v, other) == (negated ~= nil) then fail("expected %s %s %s", show(v), verb:gsub("_", " "), show(other)) end
    end
  end })
end
local function mock(...)
  local results, calls = table.pack(...), {}
  return setmetatable({ calls = calls }, { __call = function(_, ...)
    calls[#calls + 1] = table.pack(...)
    return table.unpack(results, 1, results.n)
  end })
end
local totals = { passed = 0, failed = 0, errors = 0 }
function Suite:run()
  for _, t in ipairs(self.tests) do
    local context = {}
    if self.before then self.before(context) end
    local ok, e = xpcall(t.f, function(e)
      if getmetatable(e) == Failure then return e end
      return { message = tostring(e), trace = debug.traceback("", 2):match("test_framework.lua:(%d+)") }
    end, context)
    if self.after then self.after(context) end
    local kind = ok and "passed" or getmetatable(e) == Failure and "failed" or "errors"
    totals[kind] = totals[kind] + 1
    print(("%-6s %s: %s%s"):format(ok and "ok" or kind == "failed" and "FAIL" or "ERROR", self.name, t.name, ok and "" or (" - %s (line %s)"):format(e.message, e.line or e.trace)))
  end
end
local s = suite "numbers"
s["addition works"] = function() expect(1 + 1).to_be(2) end
s["floats are near"] = function() expect(0.1 + 0.2).to_be_near(0.3) end
s["this one fails"] = function() expect(2 * 2).to_be(5) end
s["negation"] = function()
  expect(1).not_to_be(2)
  expect(1).not_to_be(1)
end
s["errors are told apart"] = function() local x = nil; return x.field end
s:run()  -- expect: ok     numbers: addition works
-- expect: ok     numbers: floats are near
-- expect: FAIL   numbers: this one fails - expected 4 to be 5 (line 77)
-- expect: FAIL   numbers: negation - expected 1 not to be 1 (line 80)
-- expect: ERROR  numbers: errors are told apart - test_framework.lua:82: attempt to index a nil value (local 'x') (line 82)
local log = {}
local f = suite "fixtures"
function f.before(c) c.list = { 1, 2, 3 } log[#log + 1] = "before" end
function f.after(c) log[#log + 1] = "after" .. #c.list end
f["gets a fresh list"] = function(c)
  table.insert(c.list, 4)
  expect(#c.list).to_be(4)
end
f["really fresh"] = function(c) expect(c.list).to_equal { 1, 2, 3 } end
f["after runs in spite of failure"] = function(c) c.list = {} expect(c.list).to_contain(1) end
f:run()  -- expect: ok     fixtures: gets a fresh list
-- expect: ok     fixtures: really fresh
-- expect: FAIL   fixtures: after runs in spite of failure - expected {} to contain 1 (line 97)
print(table.concat(log, " "))  -- expect: before after4 before after3 before after0
local m = suite "mocks and matchers"
m["records calls"] = function()
  local g = mock("result", 2)
  local a, b = g("x", nil)
  expect(a).to_be("result")
  expect(b).to_be(2)
  g()
  expect(#g.calls).to_be(2)
  expect(g.calls[1].n).to_be(2)
  expect(g.calls[2].n).to_be(0)
end
m["match"] = function() expect("hello world").to_match("^hel+o") end
m["types"] = function() expect(print).to_be_a("function") expect({}).to_be_a("string") end
m["failures"] = function()
  expect(function() error("boom") end).to_fail("boom")
  expect(function() end).to_fail()
end
m["deep"] = function() expect({ a = { b = { 1, 2 } } }).to_equal { a = { b = { 1, 3 } } } end
m["unknown matcher"] = function() expect(1).to_sparkle() end
m:run()  -- expect: ok     mocks and matchers: records calls
-- expect: ok     mocks and matchers: match
-- expect: FAIL   mocks and matchers: types - expected {} to be a "string" (line 114)
-- expect: FAIL   mocks and matchers: failures - expected a function to fail nil (line 117)
-- expect: FAIL   mocks and matchers: deep - expected {a={b={1,2}}} to equal {a={b={1,3}}} (line 119)
-- expect: ERROR  mocks and matchers: unknown matcher - test_framework.lua:120: no matcher to_sparkle (line 46)
print(("%d passed, %d failed, %d errors"):format(totals.passed, totals.failed, totals.errors))  -- expect: 6 passed, 6 failed, 2 errors
