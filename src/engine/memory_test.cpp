// Out of memory: whatever the host refuses, and whenever, is an error that a program can catch, and nothing is lost.
#include <doctest/doctest.h>

#include <string>

#include "engine/engine.hpp"
#include "heap/test_heap.hpp"
#include "lib/libraries.hpp"
#include "lib/load.hpp"
#include "runtime/call.hpp"
#include "runtime/tables.hpp"

namespace tri {
namespace {

using test::CountingAllocator;

// Each needs memory in its own way. They print nothing, and catch no errors unless they say so.
constexpr const char* kScripts[] = {
    "local t = {} for i = 1, 3000 do t[i] = {i, x = i} end assert(#t == 3000)",
    "local s = '' for i = 1, 300 do s = s .. i .. 'some text ' end assert(#s > 3000)",
    "local t = {} for i = 1, 2000 do t['key' .. i] = i end for k in pairs(t) do t[k] = nil end",
    "local f = {} for i = 1, 2000 do f[i] = function() i = i + 1 return i end end assert(f[7]() == "
    "8)",
    "local function r(n, ...) if n > 0 then return 1 + r(n - 1, n, ...) end return select('#', "
    "...) end\n"
    "assert(r(150) == 300)",
    "local function r(n) if n > 0 then return 1 + r(n - 1) end return 0 end assert(r(20000) == "
    "20000)",
    "local c = {} for i = 1, 100 do c[i] = coroutine.wrap(function(a) local t = {a}\n"
    "while true do t[#t + 1] = coroutine.yield(t[#t]) end end) c[i](i) end assert(c[9](8) == 8)",
    "local t = {} for i = 1, 500 do t[i] = setmetatable({}, {__gc = function() end, __index = "
    "{i}}) end\n"
    "t = nil collectgarbage()",
    "local w = setmetatable({}, {__mode = 'k'}) for i = 1, 500 do w[{}] = {i} end collectgarbage()",
    "assert(#('x'):rep(100000):gsub('x', '%0%0') == 200000)",
    "local t = {} for i = 1, 3000 do t[i] = ('%05d'):format(i * 7919 % 3001) end\n"
    "table.sort(t, function(a, b) return a > b end) assert(#table.concat(t, ',') > 15000)",
    "for i = 1, 100 do assert(load('local a, b = ' .. i .. ', {} return function() return a, b "
    "end'))()() end",
    "local f = load(string.dump(function(a) return function() return a end end)) assert(f(5)() == "
    "5)",
    "local ok, e = pcall(error, {}) assert(type(debug.traceback('m')) == 'string')\n"
    "for i = 1, 200 do pcall(error, 'message ' .. i) xpcall(error, debug.traceback, i) end",
    "local n = 0 for i = 1, 50 do pcall(function()\n"
    "local x <close> = setmetatable({}, {__close = function(_, e) n = n + 1 error({e}) end}) "
    "error(('e'):rep(i)) end) end",
    "for a, b in ('k=v, '):rep(500):gmatch('(%w)=(%w)') do local s = a .. b end "
    "utf8.char(table.unpack({65, 66}))\n"
    "string.pack('s4', ('y'):rep(50000)) table.move({table.unpack({}, 1, 200)}, 1, 200, 2, {})",
    "collectgarbage('generational') local t = {} for i = 1, 1500 do t[i] = {} end "
    "collectgarbage()\n"
    "for i = 1, 1500 do t[i].x = {i} if i % 500 == 0 then collectgarbage('step') end end "
    "assert(t[77].x[1] == 77)",
    "local t = {} for i = 1, 9000 do t[i] = 's' .. i end assert(t[8999] == 's8999')",
    "local t = {} for i = 1, 60 do t[i] = ('z'):rep(1000 * i) end local s = table.concat(t) "
    "assert(#s == 1830000)",
};

struct Ending {
  bool created = false, done = false;
  std::string message;  // of the error, "" if there was none or it is no string
};

Ending run_refused(CountingAllocator& host, const char* script, size_t heap_limit,
                   bool refuse_forever) {
  Ending r;
  State* S =
      engine::create_state({.alloc = CountingAllocator::allocate, .alloc_ud = &host, .seed = 1});
  if (!S) return r;
  r.created = true;
  Thread* L = S->main;
  bool ok = lib::open_all(L);
  if (ok && heap_limit) S->heap->set_limit(host.bytes + heap_limit);
  if (ok && ensure_stack(L, kMinSlots)) {
    Value* top = L->top;
    ok = lib::push_chunk(L, script, "=script", "t") == lib::Load::Ok;
    if (ok) {
      r.done = call_protected(L, L->top - 1, 0, 0);
      if (!r.done && L->error.is_string()) r.message = text_of(L->error.str());
    } else if (L->top[-1].is_string()) {
      r.message = text_of(L->top[-1].str());
    }
    L->error = Value::nil();
    L->top = top;
  }
  if (!refuse_forever) host.refuse_after = -1;
  engine::destroy_state(S);
  return r;
}

void check_clean(const CountingAllocator& host) {
  CHECK(host.bytes == 0);
  CHECK(!host.wrong_size);
}

// table.unpack calls a stack that cannot grow by its own name, as the reference's does.
bool is_about_memory(const Ending& r) {
  return !r.created || r.done || r.message.empty() ||
         r.message.find("not enough memory") != r.message.npos ||
         r.message.find("too many results to unpack") != r.message.npos;
}

}  // namespace

TEST_CASE("from the n-th allocation on the host refuses, for every n") {
  for (const char* script : kScripts) {
    CAPTURE(std::string(script));
    bool done = false;
    for (int64_t n = 0; !done; ++n) {
      CAPTURE(n);
      REQUIRE(n < 3000);
      CountingAllocator host;
      host.refuse_after = n;
      const Ending r = run_refused(host, script, 0, /*refuse_forever=*/n % 2 == 0);
      CAPTURE(r.message);
      CHECK(is_about_memory(r));
      check_clean(host);
      done = r.done && host.refuse_after != 0;
    }
  }
}

TEST_CASE("a heap at any limit ends a program with an error that says so") {
  for (const char* script : kScripts) {
    CAPTURE(std::string(script));
    bool done = false;
    for (size_t limit = 256; !done; limit += limit < 65536 ? 1024 : limit / 16) {
      CAPTURE(limit);
      REQUIRE(limit < (size_t(64) << 20));
      CountingAllocator host;
      const Ending r = run_refused(host, script, limit, false);
      CAPTURE(r.message);
      CHECK(r.created);
      CHECK(is_about_memory(r));
      check_clean(host);
      done = r.done;
    }
  }
}

}  // namespace tri
