// The vocabulary test: one body per op serves the switch, a threaded form and the recorder (the tiers are
// tested by all of tests/lua).
//
// Each program runs in every form and must give the bytes that Lua 5.4 gives. Programs are named for the op they are about, and
// go through its fast path, its slow path (metamethods: a frame whose Finish says what its result is for), an error
// (whose message names the place) and operands whose types change on the way.
#include <doctest/doctest.h>

#include <string>
#include <string_view>

#include "engine/engine.hpp"
#include "lib/libraries.hpp"
#include "lib/load.hpp"
#include "ops/forms/form.hpp"
#include "runtime/strings.hpp"

namespace tri::engine {
namespace {

using bytecode::Op;
using ops::forms::Form;

// ---- forms

std::unique_ptr<Form> no_form(State*) { return nullptr; }  // the switch interpreter

struct FormCase {
  const char* name;
  std::unique_ptr<Form> (*make)(State* S);
  int warm_runs;  // in the switch before the form takes over: feedback for it
};
constexpr FormCase kForms[] = {
    {"switch", no_form, 0},
    {"threaded", ops::forms::make_threaded, 0},
    {"threaded, warm", ops::forms::make_threaded, 3},
    {"routines only", ops::forms::make_refusing, 0},
    {"recorder", ops::forms::make_recorder, 0},
    {"recorder, warm", ops::forms::make_recorder, 3},
};

// ---- programs

bool contains(const Proto* p, Op op) {
  for (uint32_t i = 0; i < p->code_count; i++)
    if (bytecode::op_of(p->code[i].instr) == op) return true;
  for (uint32_t i = 0; i < p->function_count; i++)
    if (contains(p->functions[i], op)) return true;
  return false;
}

class Program {
 public:
  Program(const Options& options, std::string_view source) : state_(create_state(options)) {
    REQUIRE(state_);
    REQUIRE(lib::open_all(L()));
    REQUIRE(lib::push_chunk(L(), source, "=program", "t") == lib::Load::Ok);
  }
  ~Program() {
    form_.reset();  // it refers to the state
    destroy_state(state_);
  }
  Program(const Program&) = delete;

  const Proto* proto() { return main()->closure()->proto; }
  // Its result, or its error after "error: ".
  std::string run() {
    Thread* thread = L();
    copy(thread->top, main());
    thread->top++;
    const bool ok = call_protected(thread, thread->top - 1, 0, 1);
    const Value v = ok ? *--thread->top : thread->error;
    return (ok ? "" : "error: ") + (v.is_string() ? std::string(text_of(v.str())) : "not a string");
  }
  void take(const FormCase& form) { form_ = form.make(state_); }
  const Form* form() const { return form_.get(); }

 private:
  Thread* L() { return state_->main; }
  Value* main() { return L()->stack + 1; }

  State* state_;
  std::unique_ptr<Form> form_;
};

// Runs in every form, as it is and with the stack moved and garbage collected at every chance.
void check(Op op, std::string_view source, std::string_view expected) {
  for (const FormCase& form : kForms) {
    for (bool stress : {false, true}) {
      CAPTURE(std::string(form.name));
      CAPTURE(stress);
      const Options options{
          .seed = 7, .gc_stress = stress ? GcStress::Polls : GcStress::None, .move_stack = stress};
      Program program(options, source);
      CHECK(contains(program.proto(), op));
      for (int i = 0; i < form.warm_runs; i++) CHECK(program.run() == expected);
      program.take(form);
      CHECK(program.run() == expected);
      CHECK(program.run() == expected);
      if (program.form()) CHECK(program.form()->work() > 0);
    }
  }
}

// Text of a trace without what differs from run to run: names and numbers.
std::string verbs_of(const std::string& text) {
  std::string out;
  for (size_t at = 0; at < text.size();) {
    const size_t end = text.find('\n', at);
    std::string line = text.substr(at, end - at);
    at = end + 1;
    if (line[0] != ' ') {
      out += (out.empty() ? "" : "; ") + line + ":";
      continue;
    }
    if (const size_t name = line.find(" = "); name != line.npos) line.replace(0, name + 3, "  ");
    const size_t answer = line.find(" -> ");
    out += ' ';
    out += line.substr(2, line.find(' ', 2) - 2);
    if (answer != line.npos) out += line.substr(answer + 3);
  }
  return out;
}

}  // namespace

TEST_CASE(
    "GETFIELD: own fields, through __index tables, dictionaries, more fields than fit inline") {
  check(Op::GetField, R"lua(
    local class = {}
    class.__index = class
    class.area = 3
    local many = {}
    for i = 1, 40 do many["k" .. i] = i end
    local shaped = setmetatable({w = 2}, class)
    local wide = {a=1, b=2, c=3, d=4, e=5, f=6, g=7, h=8, i=9, j=10, k=11, l=12}
    local sum = 0
    for i = 1, 30 do
      sum = sum + shaped.w * shaped.area + many.k7 + wide.l
      if shaped.none ~= nil then sum = -1 end
    end
    return tostring(sum))lua",
        "750");
}
TEST_CASE("GETFIELD: classes of many methods, and of a metatable that is not its own __index") {
  check(Op::GetField, R"lua(
    local base = {}
    for _, name in ipairs{"a", "b", "c", "d", "e", "f", "g", "h"} do base[name] = #name end
    base.m1 = 1 base.m2 = 2 base.m3 = 3
    local class = {}
    class.m1 = 1 class.m2 = 2 class.m3 = 3 class.m4 = 4 class.m5 = 5 class.m6 = 6
    class.m7 = 7 class.m8 = 8 class.m9 = 9 class.get = function(self, n) return self.v + n end
    local o = setmetatable({v = 1}, {__index = class})
    local late = {}
    late.p1 = 1 late.p2 = 2 late.p3 = 3 late.p4 = 4 late.p5 = 5 late.__index = class
    local p = setmetatable({v = 2}, late)
    local q = setmetatable({v = 3}, {__index = base})
    local sum = 0
    for i = 1, 30 do
      sum = sum + o.m9 + o:get(i) + p.m8 + p:get(1) + q.m2 + q.h
      if i == 20 then class.m9 = nil class.m9 = 90 base.m2 = 20 end
    end
    return tostring(sum))lua",
        "2175");
}
TEST_CASE("GETFIELD: __index functions finish with a store; receivers change shape") {
  check(Op::GetField, R"lua(
    local log = {}
    local asked = setmetatable({}, {__index = function(t, k) log[#log + 1] = k return #log end})
    local other = {x = 1, y = 2}
    local third = {y = 5}
    local text = "str"
    local out = ""
    for i = 1, 12 do
      local t = i % 3 == 0 and other or i % 3 == 1 and asked or third
      out = out .. t.y .. ","
      if text.len == string.len then out = out .. "s" end
    end
    return out .. table.concat(log))lua",
        "1,s5,s2,s2,s5,s2,s3,s5,s2,s4,s5,s2,syyyy");
}
TEST_CASE("GETFIELD: errors name the field and the line") {
  check(Op::GetField, R"lua(
    local out = {}
    for i = 1, 6 do
      local t = i < 5 and {x = {y = i}} or {}
      out[i] = select(2, pcall(function()
        return t.x.y
      end))
    end
    return table.concat(out, ";"))lua",
        "1;2;3;4;program:6: attempt to index a nil value (field 'x');"
        "program:6: attempt to index a nil value (field 'x')");
}

TEST_CASE("CALL: arguments and results are adjusted, recursion grows the stack") {
  check(Op::Call, R"lua(
    local function none() end
    local function one(a) return a end
    local function three(a, b, c) return c, b, a end
    local function rest(...) return select('#', ...), ... end
    local function depth(n) if n == 0 then return 0 end return 1 + depth(n - 1) end
    local out = {}
    for i = 1, 8 do
      local a, b, c, d = three(i, i + 1)
      local n = none(i)
      local e = one(i, 2, 3) + one(four and 1 or 2)
      out[#out + 1] = tostring(a) .. b .. c .. tostring(d) .. tostring(n) .. e
      out[#out + 1] = table.concat({rest(three(1, 2, i))}, "-")
    end
    return table.concat(out, " ") .. " " .. depth(180))lua",
        "nil21nilnil3 3-1-2-1 nil32nilnil4 3-2-2-1 nil43nilnil5 3-3-2-1 nil54nilnil6 3-4-2-1 "
        "nil65nilnil7 3-5-2-1 nil76nilnil8 3-6-2-1 nil87nilnil9 3-7-2-1 nil98nilnil10 3-8-2-1 180");
}
TEST_CASE("CALL: __call, builtins that call back, coroutines") {
  check(Op::Call, R"lua(
    local object = setmetatable({n = 0}, {__call = function(self, by) self.n = self.n + by return self.n end})
    local gen = coroutine.wrap(function() for i = 1, 20 do coroutine.yield(i * i) end end)
    local sum, f = 0, object
    for i = 1, 20 do
      sum = sum + object(0)
    end
    for i = 1, 20 do
      if i == 11 then f = function(x) return -x end elseif i == 15 then f = math.abs end
      sum = sum + f(i) + gen()
    end
    local sorted = {5, 3, 9, 1}
    table.sort(sorted, function(a, b) return a > b end)
    local text = string.gsub("a1b2", "%d", function(d) return d + sum end)
    return sum .. " " .. table.concat(sorted, ",") .. " " .. text)lua",
        "3145 9,5,3,1 a3146b3147");
}
TEST_CASE("CALL: errors cross frames to pcall, with traces of nothing left behind") {
  check(Op::Call, R"lua(
    local out = {}
    local function fail(n) if n > 3 then error({n}) end return n end
    for i = 1, 6 do
      local ok, e = pcall(fail, i)
      out[#out + 1] = tostring(ok) .. (ok and e or e[1])
    end
    local callee
    for i = 1, 3 do
      local ok, e = pcall(function() callee(i) end)
      out[#out + 1] = e
      ok, e = xpcall(function() return out.nothing(i) end, function(m) return "<" .. m .. ">" end)
      out[#out + 1] = e
    end
    return table.concat(out, ";"))lua",
        "true1;true2;true3;false4;false5;false6;"
        "program:10: attempt to call a nil value (upvalue 'callee');"
        "<program:12: attempt to call a nil value (field 'nothing')>;"
        "program:10: attempt to call a nil value (upvalue 'callee');"
        "<program:12: attempt to call a nil value (field 'nothing')>;"
        "program:10: attempt to call a nil value (upvalue 'callee');"
        "<program:12: attempt to call a nil value (field 'nothing')>");
}

TEST_CASE("CONCAT: strings and numbers, short and long") {
  check(Op::Concat, R"lua(
    local s, t = "", ""
    for i = 1, 60 do
      s = s .. i .. "/" .. i / 2 .. ";"
      t = t .. "x"
    end
    return #s .. " " .. #t .. " " .. s:sub(-14))lua",
        "452 60 /29.5;60/30.0;");
}
TEST_CASE("CONCAT: __concat interrupts it and it goes on from right to left") {
  check(Op::Concat, R"lua(
    local mt = {}
    mt.__concat = function(a, b)
      local function show(v) return getmetatable(v) == mt and "(" .. v.v .. ")" or tostring(v) end
      return setmetatable({v = show(a) .. "|" .. show(b)}, mt)
    end
    local o = setmetatable({v = "o"}, mt)
    local out = {}
    for i = 1, 6 do
      local v = "a" .. i .. (i % 2 == 0 and o or "-") .. i + 1 .. "b"
      out[i] = type(v) == "table" and v.v or v
    end
    return table.concat(out, " "))lua",
        "a1-2b a|(2|((o)|3b)) a3-4b a|(4|((o)|5b)) a5-6b a|(6|((o)|7b))");
}
TEST_CASE("CONCAT: errors name the operand") {
  check(Op::Concat, R"lua(
    local out = {}
    for i = 1, 5 do
      local v = i
      if i > 3 then v = nil end
      local ok, e = pcall(function()
        return "x" ..
          v .. "y"
      end)
      out[i] = e
    end
    return table.concat(out, ";"))lua",
        "x1y;x2y;x3y;program:8: attempt to concatenate a nil value (upvalue 'v');"
        "program:8: attempt to concatenate a nil value (upvalue 'v')");
}

TEST_CASE("EQ: every kind of operand, and operands whose kinds change") {
  check(Op::Eq, R"lua(
    local long = string.rep("l", 60)
    local values = {1, 1.0, 2, 2.5, "a", "b", long, true, false, print, {}, 0 / 0}
    local out = {}
    for i = 1, #values do
      local n = 0
      for j = 1, #values do
        local x, y = values[i], values[j]
        if x == y then n = n + 1 end
        if x ~= y then n = n + 100 end
        while x == y do y = nil end
      end
      out[i] = n
    end
    if string.rep("l", 30) .. string.rep("l", 30) == long then out[#out + 1] = "long" end
    return table.concat(out, ","))lua",
        "1002,1002,1101,1101,1101,1101,1101,1101,1101,1101,1101,1200,long");
}
TEST_CASE("EQ: __eq finishes with a branch") {
  check(Op::Eq, R"lua(
    local calls = 0
    local mt = {__eq = function(a, b) calls = calls + 1 return a.v == b.v or nil end}
    local objects = {}
    for i = 1, 8 do objects[i] = setmetatable({v = i % 3}, mt) end
    local equal, unequal = 0, 0
    for i = 1, 8 do
      local x, y = objects[i], objects[9 - i]
      if x == y then equal = equal + 1 end
      if not (x ~= y) then equal = equal + 10 else unequal = unequal + 1 end
      local same = x == objects[1]
      if same then equal = equal + 100 end
    end
    return equal .. " " .. unequal .. " " .. calls)lua",
        "322 6 23");
}
TEST_CASE("EQ: an error in __eq is at the line of its own function, and the loop goes on") {
  check(Op::Eq, R"lua(
    local a = setmetatable({}, {__eq = function(x, y)
      return x.n.m == y
    end})
    local out = {}
    for i = 1, 6 do
      local b = i > 3 and {} or a
      local ok, e = pcall(function() return a == b end)
      out[i] = tostring(e)
    end
    return table.concat(out, ";"))lua",
        "true;true;true;program:3: attempt to index a nil value (field 'n');"
        "program:3: attempt to index a nil value (field 'n');"
        "program:3: attempt to index a nil value (field 'n')");
}

TEST_CASE("FORLOOP: integers at their limits, floats, steps of both signs") {
  check(Op::ForLoop, R"lua(
    local out = {}
    local function run(a, b, c)
      local n, last = 0, nil
      for i = a, b, c do
        n = n + 1
        last = i
        if n == 50 then break end
      end
      out[#out + 1] = n .. ":" .. tostring(last)
    end
    run(1, 40, 1) run(40, 1, -3) run(1, 0, 1)
    run(math.maxinteger - 3, math.maxinteger, 1) run(math.mininteger + 2, math.mininteger, -1)
    run(1, 3, 0.25) run(3.0, 1, -0.5) run(1, math.huge, 1) run(1.0, math.huge, 2) run(3, 2.5, 1)
    run(-1, -2.5, -1) run(0.1, 0, 1)
    return table.concat(out, " "))lua",
        "40:40 14:1 0:nil 4:9223372036854775807 3:-9223372036854775808 9:3.0 5:1.0 50:50 50:99.0 "
        "0:nil 2:-2 0:nil");
}
TEST_CASE("FORLOOP: the body's types change while the loop's do not") {
  check(Op::ForLoop, R"lua(
    local x, out = 1, {}
    for i = 1, 24 do
      if i == 9 then x = 0.5 elseif i == 17 then x = setmetatable({}, {__add = function(a, b)
        return setmetatable({v = (a.v or 0) + b}, getmetatable(a)) end}) end
      x = x + i
      out[#out + 1] = type(x) == "table" and x.v or x
    end
    return table.concat(out, " "))lua",
        "2 4 7 11 16 22 29 37 9.5 19.5 30.5 42.5 55.5 69.5 84.5 100.5 17 35 54 74 95 117 140 164");
}
TEST_CASE("FORLOOP, ADD, LT, EQI: a site that saw one type of number meets the other") {
  check(Op::ForLoop, R"lua(
    runs = (runs or 0) + 1
    local from, step = 1, 1
    if runs > 3 then from, step = 1.0, 1.0 end
    local sum, less, equal = from - 1, 0, 0
    for i = from, 20, step do
      sum = sum + i
      if i < 10 then less = less + 1 end
      if i <= sum then less = less + 1 end
      if i == 7 then equal = equal + 1 end
    end
    for i = 5 * from, 1, -step do sum = sum - i * 2 end
    local other = runs > 3 and 1 or 1.0  -- the other way round
    for i = other, 9 * other, other do
      if i == 4 then equal = equal + 1 end
      sum = sum + (i + other - other)
    end
    return math.tointeger(sum) .. " " .. less .. " " .. equal)lua",
        "225 29 2");
}
TEST_CASE("FORLOOP: errors in the body and of the loop itself") {
  check(Op::ForLoop, R"lua(
    local out = {}
    for i = 1, 4 do
      local ok, e = pcall(function()
        local sum = 0
        for j = 1, 10 do
          sum = sum + (j < 7 + i and j or {})
        end
        return sum
      end)
      out[#out + 1] = e
      ok, e = pcall(function() for j = 1, i < 3 and 2 or "x" do out.last = j end end)
      out[#out + 1] = tostring(e)
      ok, e = pcall(function() for j = 1, 2, i - 2 do if j > 5 or j < -5 then break end end end)
      out[#out + 1] = tostring(e)
    end
    return table.concat(out, ";"))lua",
        "program:7: attempt to perform arithmetic on a table value;nil;nil;program:7: attempt "
        "to perform arithmetic on a table value;nil;program:14: 'for' step is zero;program:7: "
        "attempt to perform arithmetic on a table value;program:12: bad 'for' limit (number "
        "expected, got string);nil;55;program:12: bad 'for' limit (number expected, got "
        "string);nil");
}

TEST_CASE("TFORCALL: next, ipairs, Lua iterators, closing values") {
  check(Op::TForCall, R"lua(
    local t = {10, 20, 30, x = 1}
    local sum, keys = 0, 0
    for round = 1, 5 do
      for k, v in pairs(t) do sum = sum + v if k == "x" then keys = keys + 1 end end
      for i, v in ipairs(t) do sum = sum + i * v end
      for k in next, t do t[k] = t[k] + 0 end
    end
    local function range(n, i) if i < n then return i + 1, i * i, "three" end end
    local out = {}
    for i, square, three, none in range, 12, 0 do out[#out + 1] = square .. tostring(none) end
    local closed = 0
    for i in range, 5, 0, setmetatable({}, {__close = function() closed = closed + 1 end}) do
      if i == 3 then break end
    end
    return sum .. " " .. keys .. " " .. table.concat(out, ",") .. " " .. closed)lua",
        "1005 5 0nil,1nil,4nil,9nil,16nil,25nil,36nil,49nil,64nil,81nil,100nil,121nil 1");
}
TEST_CASE("TFORCALL: iterators that are objects, coroutines, and change on the way") {
  check(Op::TForCall, R"lua(
    local counter = setmetatable({}, {__call = function(self, limit, i) i = (i or 0) + 1 if i <= limit then return i end end})
    local sum = 0
    for i in counter, 15 do sum = sum + i end
    for v in coroutine.wrap(function() for i = 1, 10 do coroutine.yield(i) end end) do sum = sum + v end
    local proxy = setmetatable({}, {__pairs = function() return next, {a = 1, b = 2}, nil end})
    for k, v in pairs(proxy) do sum = sum + v end
    local holes = {}
    for i = 1, 30 do holes["k" .. i] = i end
    local seen = 0
    for k, v in pairs(holes) do
      seen = seen + v
      holes[k] = nil
      if v % 10 == 0 then collectgarbage() end
    end
    return sum .. " " .. seen .. " " .. tostring(next(holes)))lua",
        "178 465 nil");
}
TEST_CASE("TFORCALL: errors") {
  check(Op::TForCall, R"lua(
    local out = {}
    for i = 1, 4 do
      local ok, e = pcall(function()
        local n = 0
        for k in function(limit, k)
          n = n + 1
          if n > 4 then return nil + k end
          return n
        end, 10, 0 do out.k = k end
      end)
      out[#out + 1] = e
      ok, e = pcall(function() for k in i < 3 and next or nil, {} do out.k = k end end)
      out[#out + 1] = tostring(e)
    end
    return table.concat(out, ";"))lua",
        "program:8: attempt to perform arithmetic on a nil value;nil;program:8: attempt to "
        "perform arithmetic on a nil value;nil;program:8: attempt to perform arithmetic on a "
        "nil value;program:13: attempt to call a nil value (for iterator 'for iterator');"
        "program:8: attempt to perform arithmetic on a nil value;program:13: attempt to call a "
        "nil value (for iterator 'for iterator')");
}

TEST_CASE("every other body: arithmetic, bits, order, elements, upvalues, varargs, methods") {
  check(Op::Self, R"lua(
    local Account = {}
    Account.__index = Account
    function Account.new(n) return setmetatable({balance = n}, Account) end
    function Account:add(n) self.balance = self.balance + n return self end
    local function numbers(x, y)
      return x + y, x - y, x * y, x / y, x // y, x % y, x ^ 2, -x, x + 1, x - 1, x * 2, 7 // x,
        x < y, x <= y, x > y, x >= y, x < 3, x <= 3, x > 3, x >= 3, x == 3, x ~= y
    end
    local function bits(x, y)
      return x & y, x | y, x ~ y, x << y, x >> y, ~x, x & 7, x | 8, x ~ 1, x << 2, x >> 1, 1 << y
    end
    local function pick(n, ...) local a, b = ... return select(n, ...), a, b end
    local out, count = {}, 0
    local function put(...)
      count = count + 1
      local t = {...}
      for i = 1, select('#', ...) do t[i] = tostring(t[i]) end
      out[#out + 1] = table.concat(t, " ")
    end
    local account = Account.new(1)
    local ints, floats, mixed = {1, 2, 3}, {1.5, 2.5, 3.5}, {1, "x", false}
    for i = 1, 6 do
      if i == 1 or i == 6 then
        put(numbers(i, 3)) put(numbers(i + 0.5, 2)) put(bits(i, 3)) put(pick(2, i, i + 1, i + 2))
      end
      account:add(i):add(0.5)
      ints[i % 3 + 1] = ints[i % 3 + 1] + i
      floats[i % 3 + 1] = floats[2] * 2
      mixed[3] = not mixed[3] and i == 6
      if i == 4 then ints[2] = 0.25 floats[4] = "s" end
      local x = i % 2 == 0 and "even" or nil
      x = x or "odd"
      mixed[2] = x
    end
    put(account.balance, ints[1], ints[2], ints[3], floats[1], floats[2], floats[3], floats[4])
    put(mixed[1], mixed[2], mixed[3], #mixed, #"abc", count)
    put(pcall(function() return ints < floats end))
    put(pcall(function() return #nil end))
    put(pcall(function() return -{} end))
    put(pcall(function() return 1 // 0 end))
    put(pcall(function() return 1.5 & 1 end))
    goto done
    do put("unreachable") end
    ::done::
    return table.concat(out, "\n"))lua",
        "4 -2 3 0.33333333333333 0 1 1.0 -1 2 0 2 7 true true false false true true false "
        "false false true\n"
        "3.5 -0.5 3.0 0.75 0.0 1.5 2.25 -1.5 2.5 0.5 3.0 4.0 true true false false true true "
        "false false false true\n"
        "1 3 2 8 0 -2 1 9 0 4 0 8\n"
        "2 1 2\n"
        "9 3 18 2.0 2 0 36.0 -6 7 5 12 1 false false true true false false true true false "
        "true\n"
        "8.5 4.5 13.0 3.25 3.0 0.5 42.25 -6.5 7.5 5.5 13.0 1.0 false false true true false "
        "false true true false true\n"
        "2 7 5 48 0 -7 6 14 7 24 3 8\n"
        "7 6 7\n"
        "25.0 10 0.25 10 20.0 10.0 20.0 s\n"
        "1 even true 3 3 9\n"
        "false program:38: attempt to compare two table values\n"
        "false program:39: attempt to get length of a nil value\n"
        "false program:40: attempt to perform arithmetic on a table value\n"
        "false program:41: attempt to divide by zero\n"
        "false program:42: number has no integer representation");
}

TEST_CASE("ADDI: a constant that was subtracted, where the sign of zero tells") {
  check(Op::AddI, R"lua(
    local out = {}
    for i = 1, 4 do
      local x = i % 2 == 0 and -0.0 or 5
      out[i] = tostring(x - 0) .. tostring(x + 0) .. tostring(x - 1) .. "-0.0" - 0 .. x + 127
    end
    return table.concat(out, " "))lua",
        "554-0.0132 0.00.0-1.0-0.0127.0 554-0.0132 0.00.0-1.0-0.0127.0");
}
TEST_CASE("CALL: functions that come and go do not leave code behind") {
  check(Op::Call, R"lua(
    local sum = 0
    for _, op in ipairs{"+", "-", "*", "//"} do
      for i = 1, 25 do
        local f = load("local a, b = ... return a " .. op .. " b")
        sum = sum + f(i, 2)
        f = nil
        if i % 5 == 0 then collectgarbage() end
      end
    end
    return tostring(sum))lua",
        "1456");
}
TEST_CASE("a trace is what the bodies said") {
  Program program({.seed = 7}, R"lua(
    local p, s, f = {x = 1}, 0, function(n) return n end
    for i = 1, 20 do
      s = s + p.x + f(i)
      if s == i then s = s .. "" end
    end
    return tostring(s))lua");
  for (const FormCase& form : kForms)
    if (std::string(form.name) == "recorder") program.take(form);
  CHECK(program.run() == "230");
  CHECK(verbs_of(program.form()->text()) ==
        "GetField: reg constant is_table yes table_of shape_is yes field is_nil no reg set; "
        "Add: reg reg is_int yes is_int yes reg int_of int_of int_add set; "
        "Move: reg reg set; "
        "Move: reg reg set; "
        "Call: reg is_closure yes closure_of is_vararg no has_room yes reg fill_missing enter; "
        "Return1: returns_plainly yes reg leave; "
        "Add: reg reg is_int yes is_int yes reg int_of int_of int_add set; "
        "Eq: reg reg same_tag yes is_int yes int_of int_of int_eq no; "
        "ForLoop: reg reg reg reg is_int yes int_of int_const int_eq no int_of int_of int_add "
        "int_const int_add set_payload set_payload set poll");
}

}  // namespace tri::engine
