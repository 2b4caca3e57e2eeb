// Who walks the native stack comes through native code of Lua functions to whoever runs them.
#include <trinity.hpp>

#include <dlfcn.h>
#include <doctest/doctest.h>
#include <unwind.h>

#include "jit/code/unwind_info.hpp"

#ifdef TRI_UNWIND_INFO

namespace {

using trinity::Result;
using trinity::Values;

struct Walk {
  int walks = 0, through_native = 0, to_runner = 0;
  bool meets_native, meets_runner;
};

[[gnu::noinline]] Result<Values> run(trinity::State* state, const char* text) {
  Result<Values> r = state->run(text, "=walks");
  asm volatile("" ::: "memory");  // no tail call
  return r;
}

_Unwind_Reason_Code note(_Unwind_Context* context, void* data) {
  auto* walk = static_cast<Walk*>(data);
  const uintptr_t at = _Unwind_GetIP(context);
  Dl_info info;
  walk->meets_native |= at && !dladdr(reinterpret_cast<void*>(at), &info);  // in no file
  walk->meets_runner |= at == reinterpret_cast<uintptr_t>(&run) ||
                        _Unwind_GetRegionStart(context) == reinterpret_cast<uintptr_t>(&run);
  return _URC_NO_REASON;
}

Result<Values> walk(void* data, const Values&) {
  auto* w = static_cast<Walk*>(data);
  w->meets_native = w->meets_runner = false;
  _Unwind_Backtrace(note, w);
  ++w->walks;
  w->through_native += w->meets_native;
  w->to_runner += w->meets_runner;
  return Values{true};
}

}  // namespace

TEST_CASE("walks along the native stack come through native code") {
  trinity::EngineOptions options;
  options.seed = 7;
  trinity::Engine engine(options);
  Result<trinity::State> state = engine.new_state({});
  REQUIRE(state.ok());
  Walk w;
  REQUIRE(state->set_function("walk", walk, &w));
  const Result<Values> r = run(&*state,
                               "local m = {__lt = function() return walk() and false end, "
                               "__tostring = function() walk() return '' end}\n"
                               "local a, b = setmetatable({}, m), setmetatable({}, m)\n"
                               "local sort, tostring = table.sort, tostring\n"
                               "local function f() sort({a, b}) tostring(a) return 1 end\n"
                               "for i = 1, 1000 do f() end return 1");
  REQUIRE(r.ok());
  CHECK(w.walks >= 2000);
  CHECK(w.to_runner == w.walks);
  CHECK(w.through_native > 500);
}

#endif
